"""Learners as they are stored: one for each account."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from chassis.db import Versioned
from chassis.ids import new_id
from training.base import Base
from training.learners.rules import SCHOOL


class Learner(Versioned, Base):
    """A person who learns, and the place they learn for."""

    __tablename__ = "learner"
    __table_args__ = (
        UniqueConstraint("user_id"),
        UniqueConstraint("card_number"),
        Index(None, "place", "place_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID]
    """The person, as their sign-in names them."""
    place: Mapped[str] = mapped_column(String(8))
    """`school`, `partner` or `venue`."""
    place_id: Mapped[UUID]
    partner: Mapped[str] = mapped_column(String(64))
    """Code of the partner the place belongs to."""
    staff_group: Mapped[str | None] = mapped_column(String(12))
    """The group of the school's staff; none elsewhere."""
    lang: Mapped[str] = mapped_column(String(35))
    state: Mapped[str] = mapped_column(String(8))
    """`active`, or `left`: then the person counts no more for the school."""
    left_on: Mapped[date | None]
    card_number: Mapped[str] = mapped_column(String(14))
    """Drawn by lot; whoever has it sees what the card says."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    @property
    def school_id(self) -> UUID | None:
        """Return the school the person learns for, if it is one."""
        return self.place_id if self.place == SCHOOL else None
