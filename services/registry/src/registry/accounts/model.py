"""People and the codes on their printed sheets."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from chassis.db import Versioned
from chassis.ids import new_id
from registry.base import Base


class User(Versioned, Base):
    """A person, known by a login; `invited` until the first link is used."""

    __tablename__ = "account"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    login: Mapped[str] = mapped_column(String(64), unique=True)
    """As `rules.fold_login` made it, so that `Ana` and `ana` are one."""
    display_name: Mapped[str] = mapped_column(String(80), default="")
    lang: Mapped[str] = mapped_column(String(35), default="en")
    email: Mapped[str | None] = mapped_column(String(254))
    """Only if the person gave one."""
    password_hash: Mapped[str | None] = mapped_column(String(200))
    totp_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The shared secret of the code app, sealed; the database alone makes no code."""
    totp_steps: Mapped[list[Any]] = mapped_column(default=list)
    """The newest time steps whose code was used; none is good twice."""
    state: Mapped[str] = mapped_column(String(10), default="invited")
    """invited, active, locked or closed."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class OneTimeCode(Base):
    """A code from the printed sheet, in place of a phone."""

    __tablename__ = "one_time_code"
    __table_args__ = (UniqueConstraint("user_id", "code_hash"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]
