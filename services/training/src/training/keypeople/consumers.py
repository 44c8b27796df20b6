"""When somebody took or left a post: judge it by those who hold it now."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from chassis.bus.events import Delivered
from chassis.bus.inbox import Subscription
from chassis.bus.present import present
from training.keypeople import actions
from training.posts import consumers as posts
from training.posts.queries import PostKey


def _handle(session: Session, events: Sequence[Delivered]) -> None:
    posts.SUBSCRIPTION.handle(session, events)
    keys = {PostKey(event.fact.owner, str(event.fact.role)) for event in events}
    actions.refresh(session, keys, present(session, events))


SUBSCRIPTION = Subscription(posts.SUBSCRIPTION.types, _handle, posts.SUBSCRIPTION.projection)
"""Keeps the posts, and in the same transaction tells what their change means for training."""
