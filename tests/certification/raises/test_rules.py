"""The shortest way to the next award: against every other way there is."""

import random
from itertools import product
from time import perf_counter

import pytest

from certification.levels import rules as levels
from certification.raises.rules import Raise, by_criterion, next_raises
from certification.standards import formats
from tests.certification.levels import arithmetic
from tests.certification.levels.arithmetic import CRITICAL, EFFORT, WEIGHTS, Cost
from tests.certification.schoolhouse import CRITERIA, story_levels

STANDARD = formats.load("1.0.0")
SEED = 20260202
TARGETS = {
    "bronze": [{"M1": 1, "M2": 2, "M3": 2, "M4": 1, "M5": 1}],
    "silver": [
        {**dict.fromkeys(WEIGHTS, 2), "M3": 3, first: 3, second: 3}
        for first, second in product(("M1", "M2", "M4", "M5"), repeat=2)
        if first < second
    ],
    "gold": [
        {module: 4 if module in high else 3 for module in WEIGHTS}
        for high in product(WEIGHTS, repeat=3)
        if high[0] < high[1] < high[2] and ("M3" in high or "M4" in high)
    ],
}
Row = dict[str, int | None]


def test_the_way_to_silver_from_the_story() -> None:
    wanted, raises = next_raises(STANDARD, story_levels(), {"3.1": 2, "3.3": 2, "1.5": 2})
    assert wanted == "silver"
    steps = {(each.criterion, each.to_level): each.waits_for for each in raises}
    assert steps["3.1", 3] == "channel_drills"
    assert steps["3.3", 3] == "illegal_material"
    assert steps["3.2", 3] is None
    assert _after(story_levels(), raises) == "silver"


def test_the_worked_example_takes_three_small_steps_rather_than_a_four() -> None:
    row = {**dict.fromkeys(CRITERIA, 3), "3.3": 2, "3.5": 2, "3.6": 2}
    _, raises = next_raises(STANDARD, row, {})
    assert {each.criterion for each in raises} == {"3.3", "3.5", "3.6"}


def test_with_evidence_a_year_apart_fewer_steps_lead_there() -> None:
    row = {**dict.fromkeys(CRITERIA, 3), "3.3": 2, "3.5": 2, "3.6": 2}
    _, raises = next_raises(STANDARD, row, {}, ripe=CRITERIA)
    assert [(each.criterion, each.to_level) for each in raises] in (
        [("3.3", 3), ("3.3", 4)],
        [("3.3", 3), ("3.1", 4)],
        [("3.3", 3), ("3.2", 4)],
    )
    assert _after(row, raises) == "silver"


def test_where_only_fours_help_each_waits_for_its_year() -> None:
    wanted, raises = next_raises(STANDARD, dict.fromkeys(CRITERIA, 3), {})
    assert wanted == "gold"
    assert {each.waits_for for each in raises} == {"evidence_12_months"}
    assert len(raises) == 6


def test_above_gold_there_is_nothing() -> None:
    fours = dict.fromkeys(CRITERIA, 4)
    assert next_raises(STANDARD, fours, {}, ripe=CRITERIA) == (None, [])


def test_fours_of_one_year_are_threes() -> None:
    fours, threes = (dict.fromkeys(CRITERIA, level) for level in (4, 3))
    assert next_raises(STANDARD, fours, {}) == next_raises(STANDARD, threes, {})


def test_a_rating_above_its_ceiling_starts_from_the_ceiling() -> None:
    row = {**story_levels(), "3.1": 2}
    wanted, raises = next_raises(STANDARD, row, {"3.1": 1})
    assert wanted == "bronze"
    assert raises == [Raise("3.1", 1, 2, "M", "channel_live")]


def test_the_most_fruitful_step_comes_first() -> None:
    _, raises = next_raises(STANDARD, {}, {})
    fruit = [STANDARD.criteria[each.criterion].weight / EFFORT[each.to_level] for each in raises]
    assert fruit == sorted(fruit, reverse=True)


@pytest.mark.parametrize("ripe", [False, True])
def test_no_other_way_is_shorter_easier_or_weightier(*, ripe: bool) -> None:
    dice = random.Random(SEED + ripe)
    for _ in range(12):
        row = _school(dice) if ripe else _ripened(_school(dice))
        wanted, raises = next_raises(STANDARD, row, {}, ripe=CRITERIA if ripe else ())
        if wanted is None:
            continue
        best = _cheapest(row, wanted, 4 if ripe else 3) or _cheapest(row, wanted, 4)
        assert _price(raises) == best, row
        assert _after(row, raises) == wanted


def test_random_schools_reach_exactly_what_is_promised_and_quickly() -> None:
    dice = random.Random(SEED)
    rows = [_ripened(_school(dice, bottom=0)) for _ in range(300)]
    began = perf_counter()
    found = [next_raises(STANDARD, row, {}) for row in rows]
    took = (perf_counter() - began) / len(rows)
    for row, (wanted, raises) in zip(rows, found, strict=True):
        assert _after(row, raises) == wanted
    assert took < 0.1


def _ripened(row: Row) -> Row:
    """Return a school as it counts while nothing has lasted a year."""
    return {each: None if level is None else min(level, 3) for each, level in row.items()}


def _school(dice: random.Random, bottom: int | None = None) -> Row:
    low = dice.choice((1, 2, 3)) if bottom is None else bottom
    row: Row = {each: dice.randint(low, 4) for each in CRITERIA}
    optional = [each for each in CRITERIA if each not in CRITICAL]
    row.update(dict.fromkeys(dice.sample(optional, dice.choice((0, 1, 2))), None))
    return row


def _cheapest(row: Row, wanted: str, top: int) -> Cost | None:
    known: dict[tuple[str, int], Cost | None] = {}
    best: Cost | None = None
    for target in TARGETS[wanted]:
        parts = []
        for module, level in target.items():
            if (module, level) not in known:
                part = {each: row[each] for each in WEIGHTS[module]}
                known[module, level] = arithmetic.cheapest(module, part, level, top)
            parts.append(known[module, level])
        if None in parts:
            continue
        cost = _sum([part for part in parts if part is not None])
        best = cost if best is None or cost < best else best
    return best


def _sum(parts: list[Cost]) -> Cost:
    return (
        sum(part[0] for part in parts),
        sum(part[1] for part in parts),
        sum(part[2] for part in parts),
        tuple(each for part in parts for each in part[3]),
    )


def _price(raises: list[Raise]) -> Cost:
    return (
        len(raises),
        sum(EFFORT[each.to_level] for each in raises),
        -sum(STANDARD.criteria[each.criterion].weight for each in raises),
        tuple(sorted(each.criterion for each in raises)),
    )


def _after(row: Row | dict[str, int], raises: list[Raise]) -> str | None:
    """Take the steps, and return the award that is reached then."""
    reached: Row = {**row}
    for each in sorted(raises, key=lambda step: step.from_level):
        assert (reached.get(each.criterion) or 0) == each.from_level
        reached[each.criterion] = each.to_level
    return levels.award(STANDARD, levels.module_levels(STANDARD, reached))


def test_steps_of_one_criterion_are_told_as_one() -> None:
    steps = [
        Raise("1.2", 0, 1, "S"),
        Raise("3.1", 1, 2, "M", "channel_live"),
        Raise("1.2", 1, 2, "M"),
        Raise("3.1", 2, 3, "M", "channel_drills"),
    ]
    assert by_criterion(steps) == [
        Raise("1.2", 0, 2, "M"),
        Raise("3.1", 1, 3, "M", "channel_live"),
    ]
