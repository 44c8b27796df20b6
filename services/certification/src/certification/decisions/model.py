"""Decisions of the panel as they are stored."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from certification.base import Base
from chassis.db import Json


class Decision(Base):
    """What was decided about an assessment."""

    __tablename__ = "decision"
    __table_args__ = (Index(None, "assessment_id", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessment.id"))
    outcome: Mapped[str] = mapped_column(String(12))
    """`awarded`, `minor_gaps` or `not_yet`."""
    level: Mapped[str | None] = mapped_column(String(8))
    module_levels: Mapped[dict[str, int]] = mapped_column(Json)
    """The level of each module, computed from what was found."""
    reasons: Mapped[str] = mapped_column(Text)
    by: Mapped[UUID | None]
    """None when time ran out."""
    certificate: Mapped[str | None] = mapped_column(String(30))
    decided_on: Mapped[date]
    decided_at: Mapped[datetime]


class Signature(Base):
    """One of the two people whom a gold award needs has said yes."""

    __tablename__ = "decision_signature"

    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessment.id"), primary_key=True)
    by: Mapped[UUID] = mapped_column(primary_key=True)
    reasons: Mapped[str] = mapped_column(Text)
    signed_at: Mapped[datetime]
