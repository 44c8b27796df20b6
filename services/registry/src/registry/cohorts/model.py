"""The table of cohorts."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from chassis.db import Versioned
from chassis.ids import new_id
from registry.base import Base
from registry.cohorts.rules import State


class Cohort(Versioned, Base):
    """Schools that go through the programme together."""

    __tablename__ = "cohort"
    __table_args__ = (
        Index("ix_cohort_partner_id_id", "partner_id", "id"),
        Index("ix_cohort_partner_id_state_id", "partner_id", "state", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partner.id"))
    name: Mapped[str] = mapped_column(String(120))
    standard_version: Mapped[str] = mapped_column(String(60))
    """The standard its schools are rated against, such as `1.0.0`."""
    curriculum_version: Mapped[str] = mapped_column(String(60))
    """The curriculum its schools' staff learn."""
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    target: Mapped[int]
    """For how many schools it is planned."""
    state: Mapped[str] = mapped_column(String(10), default=State.PLANNED)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
