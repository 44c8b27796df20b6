"""Who holds which role where, and how far each post is filled."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chassis.db import Versioned
from chassis.ids import new_id
from registry.accounts.model import User
from registry.base import Base
from registry.roles.rules import Place

_HELD = text("state IN ('invited', 'active')")


class Membership(Versioned, Base):
    """One role of a person at one place."""

    __tablename__ = "membership"
    __table_args__ = (
        Index(
            "uq_membership_held",
            "user_id",
            "role",
            "scope_type",
            "scope_id",
            unique=True,
            sqlite_where=_HELD,
            postgresql_where=_HELD,
        ),
        Index("ix_membership_partner_id_id", "partner_id", "id"),
        Index("ix_membership_scope_type_scope_id_role", "scope_type", "scope_id", "role"),
        Index("ix_membership_valid_until", "valid_until"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    partner_id: Mapped[UUID | None] = mapped_column(ForeignKey("partner.id"))
    """The partner the place belongs to; None for `hq`, who belong to all."""
    role: Mapped[str] = mapped_column(String(20))
    scope_type: Mapped[str] = mapped_column(String(12))
    scope_id: Mapped[str] = mapped_column(String(40))
    """Id of the place, a country's code, or `all`."""
    state: Mapped[str] = mapped_column(String(10), default="invited")
    """invited, active or ended."""
    valid_from: Mapped[datetime | None]
    valid_until: Mapped[datetime | None]
    granted_by: Mapped[UUID | None]
    """The person who appointed; None when it was done at the console."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    user: Mapped[User] = relationship(lazy="raise")

    @property
    def place(self) -> Place:
        """Return where the role is held."""
        return Place(self.scope_type, self.scope_id)

    @property
    def key(self) -> tuple[str, str, str]:
        """Return the role, and where it is held, without whose it is."""
        return self.role, self.scope_type, self.scope_id


class Post(Base):
    """How far one post of a school or partner is filled; told to others without saying by whom."""

    __tablename__ = "post"
    __table_args__ = (UniqueConstraint("owner_type", "owner_id", "role"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    owner_type: Mapped[str] = mapped_column(String(12))
    owner_id: Mapped[UUID]
    role: Mapped[str] = mapped_column(String(20))
    """head, focal, deputy or safeguarding."""
    filled: Mapped[str] = mapped_column(String(5))
    """`0`, `1` or `2plus`."""
    since: Mapped[datetime]
    """When somebody last joined or left; sign-ins before that do not count as holders."""
    row_version: Mapped[int] = mapped_column(BigInteger, default=0)
