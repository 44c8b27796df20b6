"""Attempts as they are stored, with the draw each of them got."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from chassis.db import Versioned
from chassis.ids import new_id
from training.base import Base


class Attempt(Versioned, Base):
    """One try at a quiz."""

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "no"),
        Index(
            "ix_attempt_open",
            "enrolment_id",
            unique=True,
            postgresql_where=text("state = 'open'"),
            sqlite_where=text("state = 'open'"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"))
    no: Mapped[int]
    """Counts from 1 in each enrolment."""
    state: Mapped[str] = mapped_column(String(10))
    """`open` or `submitted`."""
    source: Mapped[str] = mapped_column(String(8))
    """How it was answered: `online`."""
    curriculum_version: Mapped[str] = mapped_column(String(40))
    draw: Mapped[list[Any]]
    """The items in the order shown: `item`, and `options` in the order shown."""
    answers: Mapped[dict[str, Any]]
    """What was handed in: the options chosen of each item."""
    score: Mapped[int | None]
    """Whole percent, cut down."""
    critical_ok: Mapped[bool | None]
    started_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
