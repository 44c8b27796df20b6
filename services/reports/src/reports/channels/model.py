"""Ways to report."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from chassis.db import Versioned
from reports.base import Base

_OPEN = text("state <> 'closed'")


class Channel(Versioned, Base):
    """One owner's way to report; at most one that is not closed."""

    __tablename__ = "channel"
    __table_args__ = (
        Index(
            "uq_channel_open_owner",
            "owner_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index("ix_channel_partner_id", "partner", "id"),
        Index("ix_channel_owner_id", "owner_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(32), unique=True)
    """The last part of its address, as on the poster."""
    owner_kind: Mapped[str] = mapped_column(String(12))
    owner_id: Mapped[UUID]
    partner: Mapped[str] = mapped_column(String(64))
    """Code of the partner the school belongs to."""
    langs: Mapped[list[str]]
    hours: Mapped[dict[str, Any]]
    """`days` (1 is Monday), `from`, `to`: when somebody is there to answer."""
    state: Mapped[str] = mapped_column(String(12))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
