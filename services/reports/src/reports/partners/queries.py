"""Find partners."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from reports.partners.model import Partner


def first(session: Session) -> Partner | None:
    """Return the partner that runs this deployment, or None before registry named it."""
    return session.scalar(select(Partner).order_by(Partner.id).limit(1))
