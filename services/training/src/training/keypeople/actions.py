"""Tell the other services when the training of the people in a post has changed."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.seen import Seen
from contracts.registry import Filled, OwnerKind
from contracts.registry import Post as PostName
from contracts.training import KeyPeopleChanged
from training.keypeople import queries, rules
from training.posts import queries as posts
from training.posts.queries import PostKey
from training.told.actions import tell


def refresh(session: Session, keys: Iterable[PostKey], now: datetime) -> int:
    """Judge these posts anew and tell what is new; return how much was.

    Holds the posts until the end of the write, in one order for everybody. A post registry has
    not told of, or whose school is not known yet, waits for the next occasion.
    """
    session.flush()
    told = 0
    for post in posts.locked(session, keys):
        place = queries.place_of(session, post, now)
        if place is None:
            continue
        passes = queries.passes_of_holders(session, post, place.today)
        state = rules.state_of(post.filled, list(passes.values()))
        fact = KeyPeopleChanged(
            owner_kind=OwnerKind(post.owner_kind),
            owner=post.owner_id,
            role=PostName(post.role),
            trained=Filled(state.trained),
            all_modules=state.all_modules,
            m3=state.m3,
            valid_until=state.valid_until,
        )
        told += tell(session, [fact], partner=place.partner, now=now)
    return told


def refresh_posts_of(session: Session, people: Iterable[UUID], now: datetime) -> int:
    """Judge anew every post these people showed when they were last seen."""
    return refresh(session, queries.held_by(session, people), now)


def on_seen(session: Session, person: Seen, now: datetime) -> None:
    """Judge anew the posts of somebody who has just shown a newer sign-in."""
    keys = {
        PostKey(UUID(held.id), held.role)
        for held in person.roles
        if held.role in rules.POSTS and held.scope in ("school", "partner")
    }
    if keys:
        refresh(session, keys, now)
