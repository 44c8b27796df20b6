"""Enrolments as they are stored; a renewal is a row of its own, and the old one stays."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from chassis.db import Versioned
from chassis.ids import new_id
from training.base import Base

_OPEN = "state IN ('assigned', 'in_progress', 'locked')"


class Enrolment(Versioned, Base):
    """One learner's way through one module, once."""

    __tablename__ = "enrolment"
    __table_args__ = (
        Index(None, "learner_id", "id"),
        Index(
            "ix_enrolment_open",
            "learner_id",
            "module",
            unique=True,
            postgresql_where=text(_OPEN),
            sqlite_where=text(_OPEN),
        ),
        Index(None, "state", "id"),
        Index(None, "is_end_told", "valid_until"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("learner.id"))
    module: Mapped[str] = mapped_column(String(4))
    curriculum_version: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(12))
    """`assigned`, `in_progress`, `locked` or `passed`; how old a pass is, the calendar says."""
    attempts_allowed: Mapped[int]
    attempts_made: Mapped[int] = mapped_column(default=0)
    """Tries that were handed in."""
    locked_at: Mapped[datetime | None]
    passed_on: Mapped[date | None]
    valid_until: Mapped[date | None]
    """The last day the pass holds."""
    given_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("enrolment.id"))
    """The pass of another module that brought this one with it."""
    assigned_by: Mapped[str] = mapped_column(String(80))
    is_end_told: Mapped[bool] = mapped_column(default=False)
    """Whether others were told that the pass has ended."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
