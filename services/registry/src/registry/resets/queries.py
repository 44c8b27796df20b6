"""Find links for a new password."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload

from chassis.errors import NotFound
from registry.people.rules import hash_of
from registry.resets import rules
from registry.resets.model import ResetLink


def by_secret(session: Session, secret: str, *, lock: bool = False) -> ResetLink:
    """Return the link with a secret; `lock` lets only one at a time use it.

    Raises:
        NotFound: no such link was ever made.

    """
    query = (
        select(ResetLink)
        .options(joinedload(ResetLink.user))
        .where(ResetLink.secret_hash == hash_of(secret))
    )
    if lock:
        query = query.with_for_update(of=ResetLink).execution_options(populate_existing=True)
    found = session.scalar(query)
    if found is None:
        raise NotFound("There is no such link. Check that you have all of it.")
    return found


def open_links(session: Session, user_id: UUID) -> Sequence[ResetLink]:
    """Return the links of a person that were not used and that no newer one has replaced."""
    return session.scalars(
        select(ResetLink).where(
            ResetLink.user_id == user_id,
            ResetLink.used_at.is_(None),
            ResetLink.replaced_at.is_(None),
        )
    ).all()


def asked_lately(session: Session, user_id: UUID, now: datetime) -> bool:
    """Say whether a link was sent to a person just before."""
    since = now - rules.ASKED_AGAIN_AFTER
    return any(
        link.created_at > since and link.made_by is None for link in open_links(session, user_id)
    )


def forget_old(session: Session, now: datetime) -> None:
    """Delete links that ended a month ago."""
    session.execute(delete(ResetLink).where(ResetLink.expires_at < now - 30 * rules.HANDED_LASTS))
