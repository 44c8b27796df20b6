"""Self-reviews and their ratings as they are stored."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from certification.base import Base
from chassis.db import Versioned

OPEN = text("state <> 'closed'")


class Review(Versioned, Base):
    """A school rates itself once more; one of its reviews at most is not closed."""

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("school_id", "round"),
        Index("ix_review_open", "school_id", unique=True, postgresql_where=OPEN, sqlite_where=OPEN),
        Index(None, "school_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    partner: Mapped[str] = mapped_column(String(64))
    school_id: Mapped[UUID]
    round: Mapped[int]
    """1 for the first time a school rates itself."""
    standard_version: Mapped[str] = mapped_column(String(40))
    """The standard it is rated against, from the school's enrolment."""
    target: Mapped[str] = mapped_column(String(8))
    """The level the school aims at: bronze, silver or gold."""
    state: Mapped[str] = mapped_column(String(12))
    """`open`, `baselined`, `submitted`, `returned` or `closed`."""
    baselined_on: Mapped[date | None]
    """The day every criterion had been rated once."""
    plan_adopted_on: Mapped[date | None]
    submitted_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class Rating(Versioned, Base):
    """What a school says of itself about one criterion."""

    __tablename__ = "rating"

    review_id: Mapped[UUID] = mapped_column(ForeignKey("review.id"), primary_key=True)
    criterion: Mapped[str] = mapped_column(String(20), primary_key=True)
    level: Mapped[int | None]
    """0 to 4; None while it has none, or when it does not apply."""
    commentary: Mapped[str] = mapped_column(Text)
    is_na: Mapped[bool]
    """Whether the school says it does not apply."""
    reason: Mapped[str | None] = mapped_column(Text)
    """Why it does not apply."""
    by: Mapped[UUID]
    updated_at: Mapped[datetime]
