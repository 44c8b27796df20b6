"""Shares of trained staff as this service knows them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from certification.base import Base


class Coverage(Base):
    """At least how much of a group of a school's staff is trained in a module."""

    __tablename__ = "coverage"

    school_id: Mapped[UUID] = mapped_column(primary_key=True)
    module: Mapped[str] = mapped_column(String(4), primary_key=True)
    staff_group: Mapped[str] = mapped_column(String(12), primary_key=True)
    """A group of staff, or `all`."""
    pct_band: Mapped[str] = mapped_column(String(8))
    """Of a hundred, or `unknown`, or `none` when the group has nobody."""
    counted_on: Mapped[date]
    """The day this was true at the school."""
    as_of: Mapped[datetime]
    """When this became true."""
