"""Find partners, and the day it is there."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from certification.partners.model import Partner
from chassis.errors import NotKnownYet


def first(session: Session) -> Partner | None:
    """Return the partner that runs this deployment, or None before registry named it."""
    return session.scalar(select(Partner).order_by(Partner.id).limit(1))


def by_code(session: Session, code: str | None) -> Partner:
    """Return the partner with a code.

    Raises:
        NotKnownYet: registry has not told of it yet.

    """
    found = session.scalar(select(Partner).where(Partner.code == (code or "")))
    if found is None:
        raise NotKnownYet("This organisation is not known here yet. Try again in a moment.")
    return found


def today(partner: Partner, now: datetime) -> date:
    """Return the day it is where a partner is."""
    return now.astimezone(ZoneInfo(partner.tz)).date()
