"""The table of support visits."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chassis.ids import new_id
from registry.accounts.model import User
from registry.base import Base
from registry.schools.model import School


class SupportVisit(Base):
    """One time a coach met a school; never changed."""

    __tablename__ = "support_visit"
    __table_args__ = (
        Index("ix_support_visit_school_id_id", "school_id", "id"),
        Index("ix_support_visit_school_id_on", "school_id", "on"),
        Index("ix_support_visit_coach_id_id", "coach_id", "id"),
        Index("ix_support_visit_partner_id_id", "partner_id", "id"),
        Index("ix_support_visit_partner_id_on", "partner_id", "on"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partner.id"))
    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"))
    coach_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    on: Mapped[date]
    mode: Mapped[str] = mapped_column(String(8))
    hours: Mapped[Decimal] = mapped_column(Numeric(4, 2))
    modules: Mapped[list[str]]
    notes: Mapped[str] = mapped_column(String(2000))
    """What was done; the form asks for nothing about children."""
    next_steps: Mapped[list[str]]
    """What was agreed for the next time."""
    created_at: Mapped[datetime]

    school: Mapped[School] = relationship(lazy="raise")
    coach: Mapped[User] = relationship(lazy="raise")

    row_version = 1
    """A visit is never changed, so it has one version."""

    @property
    def school_name(self) -> str:
        """Return the official name; the school must have been loaded."""
        return self.school.name

    @property
    def coach_name(self) -> str:
        """Return the coach's name; the person must have been loaded."""
        return self.coach.display_name
