"""Find sign-ins."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from registry.signins import rules
from registry.signins.model import SignInSession


def by_id(session: Session, sid: UUID, *, lock: bool = False) -> SignInSession | None:
    """Return a sign-in; `lock` holds it until the end of the write."""
    query = select(SignInSession).where(SignInSession.id == sid)
    query = query.execution_options(populate_existing=lock)
    return session.scalar(query.with_for_update() if lock else query)


def by_form(session: Session, form_hash: str) -> SignInSession | None:
    """Return the sign-in that one showing of the form made."""
    return session.scalar(select(SignInSession).where(SignInSession.form_hash == form_hash))


def forget_old(session: Session, now: datetime) -> None:
    """Delete sign-ins that ended a month ago."""
    session.execute(delete(SignInSession).where(SignInSession.expires_at < now - 60 * rules.LASTS))
