"""Find who holds the posts of schools."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.roles.model import Membership
from registry.staffing import rules
from registry.staffing.rules import Holder


def holders(session: Session, school_ids: Collection[UUID]) -> dict[UUID, list[Holder]]:
    """Return who holds the posts of each of these schools, in one query for all."""
    found: dict[UUID, list[Holder]] = {each: [] for each in school_ids}
    if not found:
        return found
    rows = session.execute(
        select(Membership.scope_id, Membership.user_id, Membership.role).where(
            Membership.scope_type == "school",
            Membership.scope_id.in_([str(each) for each in found]),
            Membership.role.in_(rules.POSTS),
            Membership.state == "active",
        )
    )
    for row in rows:
        found[UUID(row.scope_id)].append(Holder(row.user_id, row.role))
    return found


def holders_at(session: Session, school_id: UUID) -> list[Holder]:
    """Return who holds the posts of one school."""
    return holders(session, [school_id])[school_id]


def missing(session: Session, school_id: UUID) -> tuple[str, ...]:
    """Return what a school lacks until it can take part, as `rules.missing`."""
    return rules.missing(holders_at(session, school_id))
