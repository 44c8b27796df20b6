"""Who knows the rule on illegal material, as this service knows it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from certification.base import Base


class IllegalMaterial(Base):
    """How many of a school's staff answered the questions on illegal material right."""

    __tablename__ = "illegal_material"

    school_id: Mapped[UUID] = mapped_column(primary_key=True)
    pct_band: Mapped[str] = mapped_column(String(8))
    """At least so many of a hundred."""
    as_of: Mapped[datetime]
    """When this became true."""
