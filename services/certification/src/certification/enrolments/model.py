"""Schools' ways through a cohort as this service knows them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from certification.base import Base


class Enrolment(Base):
    """A school in a cohort, in the state registry told last."""

    __tablename__ = "enrolment"
    __table_args__ = (Index(None, "school_id", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[UUID]
    cohort_id: Mapped[UUID]
    standard_version: Mapped[str] = mapped_column(String(40))
    """The standard the school is rated against."""
    stage: Mapped[str] = mapped_column(String(20))
    """How far it is on its way."""
    since: Mapped[date]
    """The day it came to this stage."""
    as_of: Mapped[datetime]
    """When this became true."""
