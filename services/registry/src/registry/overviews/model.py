"""What training and reports told last of each school."""

from datetime import date
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.base import Base


class SchoolCoverage(Base):
    """How much of a school's staff is trained in one module."""

    __tablename__ = "school_coverage"

    school_id: Mapped[UUID] = mapped_column(primary_key=True)
    module: Mapped[str] = mapped_column(String(8), primary_key=True)
    pct_band: Mapped[str] = mapped_column(String(8))
    """At least so many of a hundred; or `unknown`, or `none` when there is nobody to train."""
    as_of: Mapped[date]


class ReportChannel(Base):
    """One way to report, and whether children can use it."""

    __tablename__ = "report_channel"
    __table_args__ = (Index("ix_report_channel_owner_id", "owner_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_kind: Mapped[str] = mapped_column(String(8))
    owner_id: Mapped[UUID]
    state: Mapped[str] = mapped_column(String(8))
    last_drill_on: Mapped[date | None]
    drill_in_time: Mapped[bool | None]
