"""What a school will do, as it is stored."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from certification.base import Base
from chassis.db import Versioned


class PlanAction(Versioned, Base):
    """One thing a school will do to reach a higher level in a criterion."""

    __tablename__ = "plan_action"
    __table_args__ = (Index(None, "review_id", "due_on", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    review_id: Mapped[UUID] = mapped_column(ForeignKey("review.id"))
    criterion: Mapped[str] = mapped_column(String(20))
    from_level: Mapped[int]
    """The level the school gave itself when this was planned."""
    to_level: Mapped[int]
    title: Mapped[str] = mapped_column(String(160))
    owner_role: Mapped[str] = mapped_column(String(20))
    """The post that sees to it; never a person."""
    due_on: Mapped[date]
    effort: Mapped[str] = mapped_column(String(1))
    """S, M or L."""
    state: Mapped[str] = mapped_column(String(8))
    """`open`, `doing`, `done` or `dropped`."""
    reason: Mapped[str | None] = mapped_column(String(500))
    """Why it was dropped."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
