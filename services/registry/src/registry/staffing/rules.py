"""When a school has the people it needs: a head, and somebody else who can manage it too."""

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

SECONDS = frozenset({"focal", "deputy"})
"""Posts of which one is filled besides the head's, by another person."""
POSTS = ("head", "focal", "deputy")
"""Posts of a school, in the order in which they are shown."""


class Holder(NamedTuple):
    """Somebody who holds a post of a school now."""

    user_id: UUID
    role: str


def is_complete(holders: Collection[Holder]) -> bool:
    """Say whether these people are enough for a school to take part."""
    return not missing(holders)


def missing(holders: Collection[Holder]) -> tuple[str, ...]:
    """Return what a school lacks until it can take part.

    `head` and `second` are posts nobody has; `other_person` says that one person alone has both.
    """
    heads = {each.user_id for each in holders if each.role == "head"}
    seconds = {each.user_id for each in holders if each.role in SECONDS}
    lacking = [word for word, found in (("head", heads), ("second", seconds)) if not found]
    if not lacking and len(heads | seconds) == 1:
        lacking = ["other_person"]
    return tuple(lacking)
