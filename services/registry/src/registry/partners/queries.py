"""Find partners."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.errors import NotFound
from registry.partners.model import Partner

PRACTICE = "-demo"
"""How the code of a partner ends whose data is all invented."""


def is_practice(session: Session) -> bool:
    """Say whether this deployment has practice data only."""
    found = first(session)
    return found is not None and found.code.endswith(PRACTICE)


def first(session: Session) -> Partner | None:
    """Return the partner this deployment was set up for, or None before set-up."""
    return session.scalar(select(Partner).order_by(Partner.id).limit(1))


def every(session: Session) -> Sequence[Partner]:
    """Return all partners, oldest first."""
    return session.scalars(select(Partner).order_by(Partner.id)).all()


def get(session: Session, partner_id: UUID, *, lock: bool = False) -> Partner:
    """Return a partner; `lock` holds it until the write ends.

    Raises:
        NotFound: there is no such partner.

    """
    query = select(Partner).where(Partner.id == partner_id).with_for_update()
    fresh = query.execution_options(populate_existing=True)
    partner = session.scalar(fresh) if lock else session.get(Partner, partner_id)
    if partner is None:
        raise NotFound("There is no such partner.")
    return partner


def by_code(session: Session, code: str | None) -> Partner | None:
    """Return the partner with a code, as sign-in tokens name it."""
    return session.scalar(select(Partner).where(Partner.code == code))


def home_partner(session: Session, code: str | None) -> Partner:
    """Return the partner a person works for; who works for all sees the deployment's own.

    Raises:
        NotFound: there is none.

    """
    found = by_code(session, code) if code else first(session)
    if found is None:
        raise NotFound("This programme is not set up here.")
    return found
