"""The table of clients."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from chassis.db import Versioned
from chassis.ids import new_id
from registry.base import Base
from registry.clients.rules import State


class Client(Versioned, Base):
    """A program of somebody else that reads events."""

    __tablename__ = "client"
    __table_args__ = (Index("ix_client_partner_id_id", "partner_id", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partner.id"))
    name: Mapped[str] = mapped_column(String(120))
    """What the coordinator calls it."""
    tier: Mapped[str] = mapped_column(String(10))
    """Which events it may read: `public` or `partner`."""
    secret_hash: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(10), default=State.ACTIVE)
    made_by: Mapped[UUID]
    used_on: Mapped[date | None]
    """The day it last came in."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
