"""Find the roles that end soon."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from registry.roles.model import Membership
from registry.roles.rules import ENDS_SOON


def ending(session: Session, partner_id: UUID, now: datetime, limit: int) -> Sequence[Membership]:
    """Return the roles at a partner's places that end soon, the next one first."""
    return session.scalars(
        select(Membership)
        .options(joinedload(Membership.user))
        .where(
            Membership.partner_id == partner_id,
            Membership.state == "active",
            Membership.valid_until <= now + ENDS_SOON,
        )
        .order_by(Membership.valid_until, Membership.id)
        .limit(limit)
    ).all()
