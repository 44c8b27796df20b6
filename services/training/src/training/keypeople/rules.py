"""What can be said of a post from the passes of those who hold it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

POSTS = ("head", "focal", "deputy", "safeguarding")
ALL_MODULES = ("M1", "M2", "M3", "M4", "M5")
RESPONSE = ("M3", "M3C")
"""What somebody needs who answers to reports: all of M3, and its core, which ends earlier."""

Passes = Mapping[str, date]
"""The last valid day of each module that is valid today."""


class State(NamedTuple):
    """How well the holders of a post are trained."""

    trained: str
    """How many of them have all modules: `0`, `1` or `2plus`."""
    all_modules: bool
    """Every one of them has."""
    m3: bool
    """Every one of them has M3 and its core."""
    valid_until: date | None
    """The last day on which nothing of this ends; None when there is nothing to end."""


def state_of(filled: str, holders: Sequence[Passes]) -> State:
    """Judge a post by those of its holders who were seen here.

    Of a holder who was never here nothing is known, so where registry says that two or more
    hold the post, and only one was seen, nothing is claimed of every one.

    Args:
        filled: by how many, as registry says: `0`, `1` or `2plus`.
        holders: the valid passes of each holder who was seen.

    """
    seen_all = filled != "0" and len(holders) >= (2 if filled == "2plus" else 1)
    whole = [passes for passes in holders if has(passes, ALL_MODULES)]
    all_modules = seen_all and len(whole) == len(holders)
    m3 = seen_all and all(has(passes, RESPONSE) for passes in holders)
    if filled == "0":
        whole = []
    ends = [passes[module] for passes in whole for module in ALL_MODULES]
    ends += [passes[module] for passes in holders for module in RESPONSE] if m3 else []
    return State(counted(len(whole)), all_modules, m3, min(ends, default=None))


def has(passes: Passes, modules: Sequence[str]) -> bool:
    """Say whether all of these modules are valid."""
    return all(module in passes for module in modules)


def counted(number: int) -> str:
    """Return a number of people as it may be told."""
    return str(number) if number <= 1 else "2plus"
