"""Find the people of one school, post by post."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from registry.roles.model import Membership
from registry.staffing.rules import POSTS

MOST_IN_POSTS = 100


def in_posts(session: Session, school_id: UUID) -> dict[str, list[Membership]]:
    """Return who holds each post of a school or was offered it, those who came first first."""
    rows: Sequence[Membership] = session.scalars(
        select(Membership)
        .options(joinedload(Membership.user))
        .where(
            Membership.scope_type == "school",
            Membership.scope_id == str(school_id),
            Membership.role.in_(POSTS),
            Membership.state.in_(("invited", "active")),
        )
        .order_by(Membership.id)
        .limit(MOST_IN_POSTS)
    ).all()
    found: dict[str, list[Membership]] = {post: [] for post in POSTS}
    for each in rows:
        found[each.role].append(each)
    return found
