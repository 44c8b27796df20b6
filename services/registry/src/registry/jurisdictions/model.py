"""A country's profile as it is stored: one row for each version."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from chassis.db import Versioned
from chassis.ids import new_id
from registry.base import Base

CONTENT = (
    "hotline",
    "helpline",
    "emergency",
    "police_unit",
    "social_service",
    "duties",
    "minority_age",
    "weekend",
    "holidays",
    "retention",
    "source",
    "note",
)
"""What people write in a profile; the rest is about the profile."""


class Jurisdiction(Versioned, Base):
    """What holds in one country, in one version; at most one version is published."""

    __tablename__ = "jurisdiction"
    __table_args__ = (
        UniqueConstraint("country", "version"),
        Index(
            "ix_jurisdiction_published",
            "country",
            unique=True,
            postgresql_where=text("state = 'published'"),
            sqlite_where=text("state = 'published'"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    country: Mapped[str] = mapped_column(String(2))
    """ISO 3166-1 alpha-2, capital letters."""
    version: Mapped[int]
    """Counts from 1 in each country."""
    state: Mapped[str] = mapped_column(String(10))
    """`draft`, `published` or `retired`."""
    hotline: Mapped[dict[str, Any] | None]
    """Where pictures of abuse are reported: `name`, `url`."""
    helpline: Mapped[dict[str, Any] | None]
    """Who a child can talk to: `name`, `phone`, `hours`, `free`."""
    emergency: Mapped[str | None] = mapped_column(String(40))
    police_unit: Mapped[dict[str, Any] | None]
    """`name`, `url`, `phone`."""
    social_service: Mapped[dict[str, Any] | None]
    """`name`, `url`, `phone`."""
    duties: Mapped[list[Any]]
    """Who must tell whom, by when: `who`, `codes`, `authority`, `deadline_hours`, `clock`."""
    minority_age: Mapped[int]
    """Years; somebody younger is a child."""
    weekend: Mapped[list[Any]]
    """Days without work, 1 (Monday) to 7 (Sunday), sorted."""
    holidays: Mapped[list[Any]]
    """Further days without work, as `YYYY-MM-DD`, sorted."""
    retention: Mapped[list[Any]]
    """Where the law lets something be kept for another time than ours: `what`, `days`."""
    source: Mapped[str] = mapped_column(String(500))
    """Where all this was read."""
    note: Mapped[str | None] = mapped_column(String(500))
    """What the next person must know, such as what is still to be filled in."""
    reviewed_on: Mapped[date | None]
    written_by: Mapped[str | None] = mapped_column(String(80))
    """Id of the person who wrote it last; empty for a draft that came with the program."""
    published_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    def content(self) -> dict[str, Any]:
        """Return what people wrote, for the next version."""
        return {name: getattr(self, name) for name in CONTENT}
