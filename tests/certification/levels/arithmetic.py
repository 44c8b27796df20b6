"""The level rules a second time, written from the page of the standard and not from the program.

Fractions instead of whole numbers, every case tried instead of a search.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cache
from itertools import product

WEIGHTS = {
    "M1": {"1.1": 1, "1.2": 2, "1.3": 1, "1.4": 1, "1.5": 1},
    "M2": {"2.1": 2, "2.2": 1, "2.3": 2, "2.4": 1, "2.5": 1},
    "M3": {"3.1": 2, "3.2": 2, "3.3": 2, "3.4": 1, "3.5": 1, "3.6": 1},
    "M4": {"4.1": 2, "4.2": 2, "4.3": 1, "4.4": 1, "4.5": 1},
    "M5": {"5.1": 2, "5.2": 1, "5.3": 1, "5.4": 1, "5.5": 2},
}
CRITICAL = {"1.2", "2.1", "2.3", "3.1", "3.2", "3.3", "4.2", "5.1", "5.5"}
EFFORT = {1: 1, 2: 2, 3: 2, 4: 4}

Row = Mapping[str, int | None]


def level_of(module: str, row: Row) -> int:
    """Try every level from the top: the first one whose words are true."""
    return _level_of(module, tuple(row[each] for each in WEIGHTS[module]))


@cache
def _level_of(module: str, levels: tuple[int | None, ...]) -> int:
    row = dict(zip(WEIGHTS[module], levels, strict=True))
    weights = {each: w for each, w in WEIGHTS[module].items() if row[each] is not None}
    counted = {each: level for each in weights if (level := row[each]) is not None}
    mean = Fraction(
        sum(weights[each] * level for each, level in counted.items()), sum(weights.values())
    )
    critical = [level for each, level in counted.items() if each in CRITICAL]
    all_high = all(level >= 3 for level in counted.values())
    if all_high and all(level == 4 for level in critical) and mean >= Fraction(7, 2):
        return 4
    for wanted in (3, 2, 1):
        nothing_absent = wanted < 2 or 0 not in counted.values()
        if nothing_absent and mean >= wanted and all(level >= wanted for level in critical):
            return wanted
    return 0


def award_of(levels: Mapping[str, int]) -> str | None:
    m1, m2, m3, m4, m5 = (levels[each] for each in ("M1", "M2", "M3", "M4", "M5"))
    every = [m1, m2, m3, m4, m5]
    if min(every) >= 3 and every.count(4) >= 3 and 4 in (m3, m4):
        return "gold"
    if min(every) >= 2 and m3 >= 3 and sum(each >= 3 for each in (m1, m2, m4, m5)) >= 2:
        return "silver"
    if min(every) >= 1 and m2 >= 2 and m3 >= 2:
        return "bronze"
    return None


def states(module: str) -> Iterator[dict[str, int]]:
    """Yield every way a module can be rated."""
    names = list(WEIGHTS[module])
    for levels in product(range(5), repeat=len(names)):
        yield dict(zip(names, levels, strict=True))


Cost = tuple[int, int, int, tuple[str, ...]]
"""Steps, effort, weight gained below zero, and the criterion of each step."""


def price(module: str, before: Row, after: Mapping[str, int]) -> Cost:
    steps = [
        (each, level)
        for each, end in after.items()
        for level in range((before[each] or 0) + 1, end + 1)
    ]
    return (
        len(steps),
        sum(EFFORT[level] for _, level in steps),
        -sum(WEIGHTS[module][each] for each, _ in steps),
        tuple(each for each, _ in steps),
    )


def cheapest(module: str, row: Row, target: int, top: int) -> Cost | None:
    """Try every way to rate a module higher, and keep the best that reaches a level."""
    counted = {each: level for each, level in row.items() if level is not None}
    ranges = [range(level, max(level, top) + 1) for level in counted.values()]
    best: Cost | None = None
    for ends in product(*ranges):
        after = dict(zip(counted, ends, strict=True))
        if level_of(module, {**row, **after}) >= target:
            cost = price(module, row, after)
            best = cost if best is None or cost < best else best
    return best
