"""Assessments as they are stored."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from certification.base import Base
from chassis.db import Versioned

LIVE = text("state NOT IN ('returned', 'withdrawn', 'awarded', 'not_yet')")


class Assessment(Versioned, Base):
    """A self-review that was handed in; one of a school's at most is under way."""

    __tablename__ = "assessment"
    __table_args__ = (
        Index("ix_assessment_live", "review_id", unique=True, postgresql_where=LIVE,
              sqlite_where=LIVE),
        Index(None, "partner", "id"),
        Index(None, "school_id", "id"),
        Index(None, "state", "deadline_on"),
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(primary_key=True)
    partner: Mapped[str] = mapped_column(String(64))
    review_id: Mapped[UUID] = mapped_column(ForeignKey("review.id"))
    school_id: Mapped[UUID]
    standard_version: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(8))
    """`desk`, `visit`, `remote` or `light`."""
    state: Mapped[str] = mapped_column(String(16))
    """One of `assessments.rules.STATES`."""
    submitted_at: Mapped[datetime]
    submitted_by: Mapped[UUID]
    visit_on: Mapped[date | None]
    """The day of the visit, as the school counts days."""
    agenda: Mapped[list[Any]]
    """What happens when: `[{at, what}]`."""
    returned_for: Mapped[list[Any]]
    """Why it was sent back: `[{criterion, reason}]`."""
    has_accepted: Mapped[bool | None]
    """Whether the head agreed with what was found; None before an answer, or without one."""
    comment: Mapped[str | None] = mapped_column(Text)
    """What the head said to what was found."""
    deadline_on: Mapped[date | None]
    """The last day to answer before it goes on by itself."""
    outcome: Mapped[str | None] = mapped_column(String(12))
    level: Mapped[str | None] = mapped_column(String(8))
    decided_on: Mapped[date | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
