"""Signed commitments as they are stored."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from certification.base import Base
from chassis.db import Versioned


class Commitment(Versioned, Base):
    """The head of a school signed a statement."""

    __tablename__ = "commitment"
    __table_args__ = (UniqueConstraint("school_id", "statement"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    partner: Mapped[str] = mapped_column(String(64))
    school_id: Mapped[UUID]
    statement: Mapped[str] = mapped_column(String(40))
    """The version of the text that was signed."""
    public_entry: Mapped[bool]
    """Whether the school may be listed as committed, not assessed."""
    signed_by: Mapped[UUID]
    signed_on: Mapped[date]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
