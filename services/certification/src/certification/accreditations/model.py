"""Accreditations of assessors as they are stored."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from certification.base import Base
from chassis.db import Versioned

HELD = text("state <> 'lapsed'")


class AssessorAccreditation(Versioned, Base):
    """The right of a person to assess schools, for a time."""

    __tablename__ = "assessor_accreditation"
    __table_args__ = (
        Index("ix_assessor_accreditation_held", "user_id", unique=True, postgresql_where=HELD,
              sqlite_where=HELD),
        Index(None, "partner", "id"),
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID]
    partner: Mapped[str] = mapped_column(String(64))
    """Code of the partner the assessor works for."""
    basis: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(500))
    langs: Mapped[list[str]]
    """BCP 47 tags of the languages they can assess in."""
    state: Mapped[str] = mapped_column(String(12))
    """`accredited`, `suspended`, or `lapsed` for good."""
    valid_until: Mapped[date]
    """The last day it holds."""
    accredited_by: Mapped[UUID]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
