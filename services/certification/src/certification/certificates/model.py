"""Certificates as they are stored."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from certification.base import Base
from chassis.db import Json, Versioned

STANDING = text("state IN ('active', 'due', 'grace', 'suspended')")


class Certificate(Versioned, Base):
    """What a school was awarded; one of its certificates at most is not over."""

    __tablename__ = "certificate"
    __table_args__ = (
        Index("ix_certificate_standing", "school_id", unique=True,
              postgresql_where=STANDING, sqlite_where=STANDING),
        Index(None, "partner", "number"),
        Index(None, "school_id", "number"),
        Index(None, "state", "valid_to"),
    )  # fmt: skip

    number: Mapped[str] = mapped_column(String(30), primary_key=True)
    partner: Mapped[str] = mapped_column(String(64))
    school_id: Mapped[UUID]
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessment.id"), unique=True)
    name: Mapped[str] = mapped_column(String(300))
    """The school's name on the day of the award."""
    town: Mapped[str | None] = mapped_column(String(300))
    country: Mapped[str] = mapped_column(String(2))
    level: Mapped[str] = mapped_column(String(8))
    module_levels: Mapped[dict[str, int]] = mapped_column(Json)
    standard_version: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(12))
    """What it was worth when somebody last changed it; `rules.now_worth` says what it is today."""
    reason_code: Mapped[str | None] = mapped_column(String(24))
    """Why it is not in force."""
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    """Its last day."""
    state_on: Mapped[date]
    """Since when it is in this state."""
    decide_by: Mapped[date | None]
    """While suspended: the day by which the panel should decide."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class CertificateChange(Base):
    """One line of a certificate's history."""

    __tablename__ = "certificate_change"
    __table_args__ = (Index(None, "number", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(ForeignKey("certificate.number"))
    state: Mapped[str] = mapped_column(String(12))
    reason_code: Mapped[str | None] = mapped_column(String(24))
    on: Mapped[date] = mapped_column("on_day")
    created_at: Mapped[datetime]
