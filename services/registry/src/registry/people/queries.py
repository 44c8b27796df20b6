"""Find invitations."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from chassis import mail
from chassis.errors import NotFound
from registry.people import rules
from registry.people.model import Invitation
from registry.roles.model import Membership


def by_secret(session: Session, secret: str, *, lock: bool = False) -> Invitation:
    """Return the invitation of a link; `lock` lets only one at a time use it.

    Raises:
        NotFound: no such link was ever made.

    """
    query = (
        select(Invitation)
        .options(joinedload(Invitation.membership).joinedload(Membership.user))
        .where(Invitation.secret_hash == rules.hash_of(secret))
    )
    if lock:
        query = query.with_for_update(of=Invitation).execution_options(populate_existing=True)
    found = session.scalar(query)
    if found is None:
        raise NotFound("There is no such link. Check that you have all of it.")
    return found


def open_links(session: Session, membership_id: UUID) -> Sequence[Invitation]:
    """Return the links of an offer that nobody has used and no newer one has replaced."""
    return session.scalars(
        select(Invitation).where(
            Invitation.membership_id == membership_id,
            Invitation.used_at.is_(None),
            Invitation.replaced_at.is_(None),
        )
    ).all()


def bounced(session: Session, membership_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Return which of these offers have a link whose mail could not be delivered."""
    states = mail.states_about(session, list(membership_ids))
    return frozenset(offer for offer, state in states.items() if state == mail.FAILED)


def run_out(session: Session, membership_ids: Iterable[UUID], now: datetime) -> frozenset[UUID]:
    """Return which of these offers have an unused link that is too old, and no newer one."""
    return frozenset(
        session.scalars(
            select(Invitation.membership_id).where(
                Invitation.membership_id.in_(list(membership_ids)),
                Invitation.used_at.is_(None),
                Invitation.replaced_at.is_(None),
                Invitation.expires_at <= now,
            )
        )
    )
