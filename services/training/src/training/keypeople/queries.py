"""Find who holds a post, and what they passed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis import seen
from chassis.seen import person_seen_role
from training.enrolments import queries as enrolments
from training.keypeople import rules
from training.keypeople.rules import Passes, State
from training.partners import queries as partners
from training.partners.model import Partner
from training.posts import queries as posts
from training.posts.model import Post
from training.posts.queries import PostKey
from training.schools import queries as schools
from training.schools.model import School


@dataclass(frozen=True)
class Place:
    """The day it is at a school or partner, and the code of the partner."""

    today: date
    partner: str


@dataclass(frozen=True)
class Holder:
    """Somebody in a post, and what is valid of what they passed."""

    user_id: UUID
    name: str
    missing: list[str]


@dataclass(frozen=True)
class PostShown:
    """A post as its own school sees it."""

    role: str
    filled: str
    state: State
    holders: list[Holder]


def place_of(session: Session, post: Post, now: datetime) -> Place | None:
    """Return where a post is, or None while registry has not told of that place."""
    if post.owner_kind == "school":
        school = session.get(School, post.owner_id)
        return Place(schools.today(school, now), school.partner) if school else None
    partner = session.get(Partner, post.owner_id)
    return Place(partners.today(partner, now), partner.code) if partner else None


def passes_of_holders(session: Session, post: Post, today: date) -> dict[UUID, Passes]:
    """Return what is valid of each holder who was seen here since the post last changed."""
    people = seen.holders(session, post.role, post.owner_kind, post.owner_id, post.since)
    valid = enrolments.valid_passes(session, people, today)
    return {person: valid.get(person, {}) for person in people}


def held_by(session: Session, people: Iterable[UUID]) -> set[PostKey]:
    """Return the posts that these people showed when they were last seen."""
    rows = session.execute(
        select(person_seen_role.c.scope_id, person_seen_role.c.role).where(
            person_seen_role.c.person_id.in_(sorted(set(people))),
            person_seen_role.c.role.in_(rules.POSTS),
            person_seen_role.c.scope.in_(("school", "partner")),
        )
    )
    return {PostKey(UUID(place), role) for place, role in rows}


def of_school(session: Session, school: School, now: datetime) -> list[PostShown]:
    """Return the posts of a school with the people in them, by role."""
    today = schools.today(school, now)
    held = {
        post.role: (post, passes_of_holders(session, post, today))
        for post in posts.of_owner(session, school.id)
    }
    names = seen.names(session, {user for _, passes in held.values() for user in passes})
    shown = []
    for role in rules.POSTS:
        if role not in held:
            continue
        post, passes = held[role]
        people = [
            Holder(
                user,
                names.get(user, ""),
                [each for each in (*rules.ALL_MODULES, "M3C") if each not in valid],
            )
            for user, valid in passes.items()
        ]
        state = rules.state_of(post.filled, list(passes.values()))
        shown.append(PostShown(role, post.filled, state, people))
    return shown
