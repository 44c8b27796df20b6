"""Countries' profiles as this service knows them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from reports.base import Base


class Jurisdiction(Base):
    """What holds in a country, in the version registry published last."""

    __tablename__ = "jurisdiction"

    country: Mapped[str] = mapped_column(String(2), primary_key=True)
    version: Mapped[int]
    reviewed_on: Mapped[date]
    hotline: Mapped[dict[str, Any]]
    """Each service is `name`, `url`, `phone`; the last two may be empty."""
    helpline: Mapped[dict[str, Any]]
    helpline_is_free: Mapped[bool | None]
    emergency: Mapped[str] = mapped_column(String(40))
    police_unit: Mapped[dict[str, Any] | None]
    social_service: Mapped[dict[str, Any] | None]
    duties: Mapped[list[Any]]
    """`codes`, `authority`, `deadline_hours`, `clock` (wall or working)."""
    minority_age: Mapped[int]
    """Years; somebody younger is a child."""
    weekend: Mapped[list[Any]]
    """1 (Monday) to 7 (Sunday)."""
    holidays: Mapped[list[Any]]
    """As `YYYY-MM-DD`."""
    retention: Mapped[list[Any]]
    """`what`, `days`: where the law differs from our rule."""
    as_of: Mapped[datetime]
    """When this became true."""
