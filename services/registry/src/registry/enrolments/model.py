"""Who is in which cohort, and the stages each came through."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chassis.db import Versioned
from chassis.ids import new_id
from registry.accounts.model import User
from registry.base import Base
from registry.cohorts.model import Cohort
from registry.enrolments.rules import Stage
from registry.schools.model import School

LIVE = text("stage <> 'withdrawn'")


class Enrolment(Versioned, Base):
    """A school's way through one cohort; at most one at a time is live."""

    __tablename__ = "enrolment"
    __table_args__ = (
        Index(
            "uq_enrolment_live", "school_id", unique=True, sqlite_where=LIVE, postgresql_where=LIVE
        ),
        Index("ix_enrolment_partner_id_id", "partner_id", "id"),
        Index("ix_enrolment_partner_id_stage_id", "partner_id", "stage", "id"),
        Index("ix_enrolment_cohort_id_stage_id", "cohort_id", "stage", "id"),
        Index("ix_enrolment_school_id_id", "school_id", "id"),
        Index("ix_enrolment_coach_id_id", "coach_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partner.id"))
    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"))
    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("cohort.id"))
    stage: Mapped[str] = mapped_column(String(16), default=Stage.APPLIED)
    stage_on: Mapped[date]
    """Since when it is there."""
    coach_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    enrolled_on: Mapped[date | None]
    """When a coordinator took it in; what is older is about an earlier enrolment."""
    baseline_on: Mapped[date | None]
    """When it had rated itself in full for the first time."""
    withdrawn_reason: Mapped[str | None] = mapped_column(String(20))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    school: Mapped[School] = relationship(lazy="raise")
    cohort: Mapped[Cohort] = relationship(lazy="raise")
    coach: Mapped[User | None] = relationship(lazy="raise")

    @property
    def school_name(self) -> str:
        """Return the official name; the school must have been loaded."""
        return self.school.name

    @property
    def cohort_name(self) -> str:
        """Return the cohort's name; it must have been loaded."""
        return self.cohort.name

    @property
    def coach_name(self) -> str | None:
        """Return the coach's name; the person must have been loaded."""
        return self.coach.display_name if self.coach else None


class StageStep(Base):
    """One step of a school from stage to stage; never changed."""

    __tablename__ = "stage_step"
    __table_args__ = (Index("ix_stage_step_enrolment_id_id", "enrolment_id", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"))
    stage: Mapped[str] = mapped_column(String(16))
    on: Mapped[date]
    """Since when, by the fact or the person that moved it."""
    at: Mapped[datetime]
    """The instant of the deed or the fact behind it."""
    by: Mapped[str] = mapped_column(String(80))
    """Id of the person, or the program."""
    why: Mapped[str | None] = mapped_column(String(40))
