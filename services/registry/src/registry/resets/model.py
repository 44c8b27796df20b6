"""The table of links for a new password."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chassis.ids import new_id
from registry.accounts.model import User
from registry.base import Base


class ResetLink(Base):
    """A link by which a person chooses a new password; it is good once, until it expires."""

    __tablename__ = "reset_link"
    __table_args__ = (Index("ix_reset_link_user_id", "user_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    made_by: Mapped[UUID | None]
    """Who handed it over; None when the person asked for it, or the console made it."""
    renews_codes: Mapped[bool]
    """Whether the person gets new codes too, because the old ones are lost."""
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    replaced_at: Mapped[datetime | None]
    """When a newer link was made for the same person."""
    created_at: Mapped[datetime]

    user: Mapped[User] = relationship(lazy="raise")
