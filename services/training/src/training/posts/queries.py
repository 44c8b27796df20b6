"""Find posts."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from training.posts.model import Post


class PostKey(NamedTuple):
    """Which post: whose, and what."""

    owner_id: UUID
    role: str


def locked(session: Session, keys: Iterable[PostKey]) -> list[Post]:
    """Return those of these posts that registry told of, held until the end of the write."""
    return list(
        session.scalars(
            select(Post)
            .where(tuple_(Post.owner_id, Post.role).in_(sorted(set(keys))))
            .order_by(Post.owner_id, Post.role)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )


def of_owner(session: Session, owner_id: UUID) -> list[Post]:
    """Return the posts of a school or partner, by role."""
    return list(session.scalars(select(Post).where(Post.owner_id == owner_id).order_by(Post.role)))
