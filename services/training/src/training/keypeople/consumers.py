"""When somebody took or left a post: judge it by those who hold it now."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from chassis.events import Delivered
from chassis.inbox import Subscription
from contracts.registry import RoleChanged
from training.keypeople import actions
from training.posts.queries import PostKey


def _handle(session: Session, events: Sequence[Delivered]) -> None:
    keys = {PostKey(event.fact.owner, str(event.fact.role)) for event in events}
    actions.refresh(session, keys, max(event.time for event in events))


SUBSCRIPTION = Subscription((RoleChanged,), _handle)
"""Comes after the one that keeps the posts, in the same transaction."""
