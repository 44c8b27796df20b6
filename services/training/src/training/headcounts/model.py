"""Head counts as they are stored: the newest of each school."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from chassis.db import Versioned
from training.base import Base


class Headcount(Versioned, Base):
    """How many people work at a school, group by group."""

    __tablename__ = "headcount"
    __table_args__ = (Index(None, "is_age_told", "declared_on"),)

    school_id: Mapped[UUID] = mapped_column(primary_key=True)
    term: Mapped[str] = mapped_column(String(20))
    """What the school calls the time it counted for, like `2026-1`."""
    declared_on: Mapped[date]
    leadership: Mapped[int]
    teaching: Mapped[int]
    support: Mapped[int]
    governing: Mapped[int]
    declared_by: Mapped[str] = mapped_column(String(80))
    is_age_told: Mapped[bool] = mapped_column(default=False)
    """Whether others were told that it became too old."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    def groups(self) -> dict[str, int]:
        """Return how many people each group has."""
        return {
            "leadership": self.leadership,
            "teaching": self.teaching,
            "support": self.support,
            "governing": self.governing,
        }
