"""Find partners."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.errors import NotFound
from chassis.service import Host
from registry.partners.model import Partner


def first(session: Session) -> Partner | None:
    """Return the partner this deployment was set up for, or None before set-up."""
    return session.scalar(select(Partner).order_by(Partner.id).limit(1))


def get(session: Session, partner_id: UUID) -> Partner:
    """Return a partner.

    Raises:
        NotFound: there is no such partner.

    """
    partner = session.get(Partner, partner_id)
    if partner is None:
        raise NotFound("There is no such partner.")
    return partner


def by_code(session: Session, code: str | None) -> Partner | None:
    """Return the partner with a code, as sign-in tokens name it."""
    return session.scalar(select(Partner).where(Partner.code == code))


def host(session: Session) -> Host:
    """Return who runs this deployment, for the frame of every page."""
    partner = first(session)
    return Host(partner_name=partner.name if partner else "")
