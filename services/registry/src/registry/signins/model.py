"""Sign-ins: one row for each device on which a person is signed in."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from chassis.ids import new_id
from registry.base import Base


class SignInSession(Base):
    """One sign-in on one device; its id is the token's `sid`."""

    __tablename__ = "sign_in_session"
    __table_args__ = (Index("ix_sign_in_session_user_id", "user_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    is_strong: Mapped[bool]
    """Whether a second factor was shown; roles that need one are left out of weak sessions."""
    generation: Mapped[int] = mapped_column(default=1)
    """Number of the refresh token that is good now; it grows with each renewal."""
    refreshed_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    form_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    """Which showing of the sign-in form made it, so that a double click is one sign-in."""
    device: Mapped[str | None] = mapped_column(String(60))
    """What the browser said it is, such as `Firefox, Windows`."""
    shown_at: Mapped[datetime | None]
    """When password or code were last shown in it; dangerous acts need that to be lately."""
    created_at: Mapped[datetime]
