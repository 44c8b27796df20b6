"""From people who passed and people who work there to a percentage, and to a band of it."""

from collections.abc import Mapping
from typing import NamedTuple

from training.learners.rules import GROUPS

ALL = "all"
UNKNOWN, NONE = "unknown", "none"
MODULES = ("M1", "M2", "M3", "M3C", "M4", "M5")
"""Modules a school's staff is counted for. M3 counts whoever has the whole of it; where the
programme asks for M3 of everybody, it means the core, which is counted as M3C."""
ILLEGAL_MATERIAL = ("M3", "M3C")
"""Whoever has one of these has answered what to do with illegal material rightly."""
BANDS = (100, 80, 50, 40, 25, 0)


class Share(NamedTuple):
    """How much of a group is trained: a whole percentage, `unknown`, or `none` if empty."""

    module: str
    group: str
    pct: int | str


def percentage(trained: int, declared: int) -> int | str:
    """Return how many of a hundred are trained, cut down, at most 100; `none` of nobody."""
    return min(100, 100 * trained // declared) if declared else NONE


def shares(
    trained: Mapping[tuple[str, str], int], declared: Mapping[str, int] | None
) -> list[Share]:
    """Return the share of each group in each module, and of all staff together.

    More people of a group than were declared count as the declared ones, in the group and in
    `all`, so that one crowded group cannot hide that another is not trained.

    Args:
        trained: people with a valid pass, by module and group.
        declared: people who work there by group; None when that is not known, or too old.

    """
    if declared is None:
        return [Share(module, group, UNKNOWN) for module in MODULES for group in (*GROUPS, ALL)]
    found = []
    for module in MODULES:
        counted = {group: trained.get((module, group), 0) for group in GROUPS}
        found += [Share(module, group, percentage(counted[group], declared[group]))
                  for group in GROUPS]  # fmt: skip
        found.append(Share(module, ALL, share_of_all(counted, declared)))
    return found


def share_of_all(counted: Mapping[str, int], declared: Mapping[str, int]) -> int | str:
    """Return how many of a hundred of all staff are trained, each group at most as declared."""
    whole = sum(min(counted.get(group, 0), declared[group]) for group in GROUPS)
    return percentage(whole, sum(declared[group] for group in GROUPS))


def crowded(known: Mapping[str, int], declared: Mapping[str, int] | None) -> list[str]:
    """Return the groups in which more people are known than were declared."""
    return [group for group in GROUPS if declared and known.get(group, 0) > declared[group]]


def band(pct: int | str) -> str:
    """Return what is told of a percentage: at least 0, 25, 40, 50, 80 or 100 of a hundred."""
    if isinstance(pct, str):
        return pct
    return str(next(each for each in BANDS if pct >= each))
