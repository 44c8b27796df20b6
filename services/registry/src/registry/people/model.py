"""People, what they may do where, and how they prove who they are."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chassis.db import Versioned
from chassis.ids import new_id
from registry.base import Base

_HELD = text("state IN ('invited', 'active')")


class User(Versioned, Base):
    """A person, known by a login; `invited` until the first link is used."""

    __tablename__ = "account"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    login: Mapped[str] = mapped_column(String(100), unique=True)
    """As `rules.fold_login` made it, so that `Ana` and `ana` are one."""
    display_name: Mapped[str] = mapped_column(String(80), default="")
    lang: Mapped[str] = mapped_column(String(35), default="en")
    email: Mapped[str | None] = mapped_column(String(254))
    """Only if the person gave one."""
    password_hash: Mapped[str | None] = mapped_column(String(200))
    totp_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The shared secret of the code app, sealed; the database alone makes no code."""
    totp_steps: Mapped[list[int]] = mapped_column(default=list)
    """The newest time steps whose code was used; none is good twice."""
    state: Mapped[str] = mapped_column(String(10), default="invited")
    """invited, active, locked or closed."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


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
    """The partner the scope belongs to; None for `hq`, who belong to all."""
    role: Mapped[str] = mapped_column(String(20))
    scope_type: Mapped[str] = mapped_column(String(12))
    scope_id: Mapped[str] = mapped_column(String(40))
    """Id of the thing, a country's code, or `all`."""
    state: Mapped[str] = mapped_column(String(10), default="invited")
    """invited, active or ended."""
    valid_from: Mapped[datetime | None]
    valid_until: Mapped[datetime | None]
    granted_by: Mapped[UUID | None]
    """The person who appointed; None when it was done at the console."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    user: Mapped[User] = relationship(lazy="raise")


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
    """When a newer link was made for the same appointment."""
    created_at: Mapped[datetime]

    membership: Mapped[Membership] = relationship(lazy="raise")


class OneTimeCode(Base):
    """A code from the printed sheet, in place of a phone."""

    __tablename__ = "one_time_code"
    __table_args__ = (UniqueConstraint("user_id", "code_hash"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]


class SignInSession(Base):
    """One sign-in on one device; its id is the token's `sid`."""

    __tablename__ = "sign_in_session"
    __table_args__ = (Index("ix_sign_in_session_user_id", "user_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    is_strong: Mapped[bool]
    """Whether a second factor was shown; roles that need one are left out of weak sessions."""
    refresh_hash: Mapped[str] = mapped_column(String(64))
    previous_hash: Mapped[str | None] = mapped_column(String(64))
    """The refresh token before; still good for a moment, since two tabs renew at once."""
    refreshed_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    form_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    """Which showing of the sign-in form made it, so that a double click is one sign-in."""
    created_at: Mapped[datetime]


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
    """When somebody last joined or left; sign-ins before do not count as holders."""
    row_version: Mapped[int] = mapped_column(BigInteger, default=0)
