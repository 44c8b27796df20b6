"""Ways to report as this service knows them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from certification.base import Base


class Channel(Base):
    """A way to report, in the state reports told last."""

    __tablename__ = "channel"
    __table_args__ = (Index(None, "owner_id", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID]
    """The school, place or partner."""
    owner_kind: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(12))
    last_drill_on: Mapped[date | None]
    drill_in_time: Mapped[bool | None]
    drills_in_time_365: Mapped[str] = mapped_column(String(6))
    """How often a drill was answered in time within a year: 0, 1 or 2plus."""
    as_of: Mapped[datetime]
    """When this became true."""
