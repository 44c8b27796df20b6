"""Invitations: how a role is offered to a person."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chassis.ids import new_id
from registry.base import Base
from registry.roles.model import Membership


class Invitation(Base):
    """A link that is good once, until it expires."""

    __tablename__ = "invitation"
    __table_args__ = (Index("ix_invitation_membership_id", "membership_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    membership_id: Mapped[UUID] = mapped_column(ForeignKey("membership.id"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    replaced_at: Mapped[datetime | None]
    """When a newer link was made for the same offer."""
    replaces_id: Mapped[UUID | None] = mapped_column(ForeignKey("membership.id"))
    """The role that ends when this one is accepted."""
    created_at: Mapped[datetime]

    membership: Mapped[Membership] = relationship(foreign_keys=[membership_id], lazy="raise")
