"""Findings as they are stored."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from certification.base import Base
from chassis.db import Versioned


class Finding(Versioned, Base):
    """What the assessors found about one criterion."""

    __tablename__ = "finding"

    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessment.id"), primary_key=True)
    criterion: Mapped[str] = mapped_column(String(20), primary_key=True)
    self_level: Mapped[int | None]
    """What the school said of itself; None when it says that this does not apply."""
    found_level: Mapped[int | None]
    """What was found; None when it was found not to apply."""
    kind: Mapped[str] = mapped_column(String(12))
    """`confirm`, `raise`, `lower`, `minor_gap` or `major_gap`."""
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[UUID]
    updated_at: Mapped[datetime]
