import random
from collections import Counter
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import Invalid, Refused
from training.attempts import rules
from training.curriculum.rules import KINDS, MULTI, ORDER, SCENARIO, SINGLE, Item, Option

KIND_OF_DRAW = {SCENARIO: 6, SINGLE: 4, MULTI: 1, ORDER: 1}
OPTIONS = tuple(Option(each, f"Option {each}") for each in "abcd")
KEYS = {MULTI: ("a", "c"), ORDER: ("c", "a", "d", "b")}


def item(number: int, kind: str = SINGLE, *, critical: bool = False) -> Item:
    return Item(
        id=f"X-{number:02}",
        kind=kind,
        critical=critical,
        outcome="X.1",
        stem="What now?",
        options=OPTIONS,
        correct=KEYS.get(kind, ("b",)),
        explanation="So it is.",
    )


def pool(each: int = 10, critical: int = 3) -> list[Item]:
    """`each` items of every kind; the first scenarios are critical."""
    return [
        item(10 * at + number, kind, critical=kind == SCENARIO and number < critical)
        for at, kind in enumerate(KINDS)
        for number in range(each)
    ]


def quiz(total: int, critical: int) -> list[Item]:
    return [item(number, critical=number < critical) for number in range(total)]


@pytest.mark.parametrize(("total", "enough"), [(12, 10), (6, 5), (10, 8), (1, 1), (5, 4)])
def test_eighty_of_a_hundred_are_enough_and_not_one_less(total: int, enough: int) -> None:
    for right in range(total + 1):
        assert rules.is_enough(right, total) == (right >= enough)


@pytest.mark.parametrize(("total", "critical"), [(12, 3), (12, 0), (6, 3), (10, 2)])
def test_every_set_of_right_answers_is_judged_exactly(total: int, critical: int) -> None:
    items = quiz(total, critical)
    for right in range(total + 1):
        for chosen in combinations(items, right):
            result = rules.judge(items, {each.id: ["b"] for each in chosen})
            all_critical = all(each in chosen for each in items[:critical])
            assert result.score == right * 100 // total
            assert result.critical_ok == all_critical
            assert result.passed == (right / total >= 0.8 and all_critical)


@pytest.mark.parametrize(
    ("kind", "chosen", "right"),
    [
        (SINGLE, ["b"], True),
        (SINGLE, ["a"], False),
        (SINGLE, ["a", "b"], False),
        (SINGLE, [], False),
        (SINGLE, ["b", "b"], False),
        (MULTI, ["c", "a"], True),
        (MULTI, ["a"], False),
        (MULTI, ["a", "c", "d"], False),
        (MULTI, ["a", "a"], False),
        (ORDER, ["c", "a", "d", "b"], True),
        (ORDER, ["c", "a", "b", "d"], False),
        (ORDER, ["c", "a", "d"], False),
    ],
)
def test_an_item_is_right_or_wrong_as_a_whole(kind: str, chosen: list[str], right: bool) -> None:
    assert rules.is_right(item(1, kind), chosen) is right


@given(seed=st.integers(), each=st.integers(6, 14), critical=st.integers(0, 6))
def test_every_draw_has_its_kinds_all_critical_items_and_nothing_twice(
    seed: int, each: int, critical: int
) -> None:
    items = {found.id: found for found in pool(each, critical)}
    drawn = rules.draw(list(items.values()), KIND_OF_DRAW, random.Random(seed))
    ids = [one.item for one in drawn]
    assert len(set(ids)) == len(ids) == 12
    assert Counter(items[one].kind for one in ids) == KIND_OF_DRAW
    assert {one.id for one in items.values() if one.critical} <= set(ids)
    for one in drawn:
        assert sorted(one.options) == ["a", "b", "c", "d"]
        if items[one.item].kind == ORDER:
            assert tuple(one.options) != items[one.item].correct


def test_draws_reach_the_whole_pool_evenly() -> None:
    lot = random.Random(7)
    counted = Counter(
        one.item for _ in range(2000) for one in rules.draw(pool(), KIND_OF_DRAW, lot)
    )
    assert len(counted) == 40
    # 7 scenarios share 3 places, 10 singles 4, 10 of each other kind 1.
    for found in pool():
        if not found.critical:
            share = {SCENARIO: 3 / 7, SINGLE: 4 / 10}.get(found.kind, 1 / 10)
            assert counted[found.id] / 2000 == pytest.approx(share, abs=0.05)


def test_the_right_option_stands_everywhere_alike() -> None:
    lot = random.Random(7)
    places = Counter(
        one.options.index("b") for _ in range(500) for one in rules.draw(pool(), {SINGLE: 4}, lot)
    )
    assert all(places[at] / 2000 == pytest.approx(0.25, abs=0.05) for at in range(4))


def test_a_pool_that_is_too_small_is_no_short_quiz() -> None:
    with pytest.raises(ValueError, match="arger than population"):
        rules.draw(pool(each=5), KIND_OF_DRAW, random.Random(1))
    with pytest.raises(ValueError, match="negative"):
        rules.draw(pool(critical=7), KIND_OF_DRAW, random.Random(1))


def test_strange_answers_are_named() -> None:
    items = [item(1), replace(item(2), options=OPTIONS[:2])]
    rules.check_answers(items, {"X-01": ["d"], "X-02": ["a"]})
    with pytest.raises(Invalid) as unknown:
        rules.check_answers(items, {"X-03": ["a"]})
    assert (unknown.value.reason, list(unknown.value.errors)) == ("unknown_item", ["answers.X-03"])
    with pytest.raises(Invalid) as strange:
        rules.check_answers(items, {"X-02": ["d"]})
    assert (strange.value.reason, list(strange.value.errors)) == (
        "unknown_option",
        ["answers.X-02"],
    )


def test_what_was_handed_in_is_closed() -> None:
    rules.check_open(rules.OPEN)
    with pytest.raises(Refused):
        rules.check_open(rules.SUBMITTED)
