"""Find where a person is signed in."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.signins.model import SignInSession


def live(
    session: Session, user_id: UUID, now: datetime, *, lock: bool = False
) -> Sequence[SignInSession]:
    """Return the sign-ins of a person that still stand, the newest first."""
    query = (
        select(SignInSession)
        .where(
            SignInSession.user_id == user_id,
            SignInSession.revoked_at.is_(None),
            SignInSession.expires_at > now,
        )
        .order_by(SignInSession.id.desc())
    )
    return session.scalars(query.with_for_update() if lock else query).all()
