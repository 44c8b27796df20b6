"""The level rules: over every state, against the story, and against a second writing of them."""

import random
from itertools import product

import pytest

from certification.levels import rules
from certification.standards import formats
from tests.certification.levels import arithmetic
from tests.certification.levels.arithmetic import CRITICAL, WEIGHTS
from tests.certification.schoolhouse import CRITERIA, story_levels

STANDARD = formats.load("1.0.0")
MODULES = {module.id: module for module in STANDARD.modules}
ORDER = {None: 0, "bronze": 1, "silver": 2, "gold": 3}
SEED = 20260202
CASES = 60_000


@pytest.mark.parametrize("module", list(WEIGHTS))
def test_no_raise_ever_lowers_a_module(module: str) -> None:
    known = {
        tuple(state.values()): rules.module_level(MODULES[module], state)
        for state in arithmetic.states(module)
    }
    names = list(WEIGHTS[module])
    for levels, before in known.items():
        for place in range(len(names)):
            if levels[place] < 4:
                higher = (*levels[:place], levels[place] + 1, *levels[place + 1 :])
                assert known[higher] >= before, levels


@pytest.mark.parametrize("module", list(WEIGHTS))
def test_every_state_has_the_level_the_second_writing_gives(module: str) -> None:
    for state in arithmetic.states(module):
        assert rules.module_level(MODULES[module], state) == arithmetic.level_of(module, state)


def test_no_higher_module_ever_lowers_the_award() -> None:
    for levels in product(range(5), repeat=5):
        of = dict(zip(WEIGHTS, levels, strict=True))
        award = rules.award(STANDARD, of)
        assert award == arithmetic.award_of(of)
        for module in WEIGHTS:
            if of[module] < 4:
                higher = rules.award(STANDARD, {**of, module: of[module] + 1})
                assert ORDER[higher] >= ORDER[award], levels


def test_random_schools_get_the_same_from_both_writings() -> None:
    dice = random.Random(SEED)
    optional = [each for each in CRITERIA if each not in CRITICAL]
    for _ in range(CASES):
        bottom = dice.choice((0, 0, 1, 2, 3))
        row: dict[str, int | None] = {each: dice.randint(bottom, 4) for each in CRITERIA}
        row.update(dict.fromkeys(dice.sample(optional, dice.choice((0, 0, 1, 2))), None))
        found = rules.module_levels(STANDARD, row)
        wanted = {module: arithmetic.level_of(module, row) for module in WEIGHTS}
        assert found == wanted, row
        assert rules.award(STANDARD, found) == arithmetic.award_of(wanted)


def test_the_story_is_bronze_and_nothing_with_one_critical_lower() -> None:
    found = rules.module_levels(STANDARD, story_levels())
    assert found == {"M1": 1, "M2": 2, "M3": 2, "M4": 1, "M5": 1}
    assert rules.award(STANDARD, found) == "bronze"
    low = rules.module_levels(STANDARD, story_levels(**{"3_3": 1}))
    assert low["M3"] == 1
    assert rules.award(STANDARD, low) is None


@pytest.mark.parametrize(
    ("change", "level"),
    [
        ({}, 2),
        ({"3.3": 3}, 2),
        ({"3.3": 3, "3.5": 3}, 2),
        ({"3.3": 3, "3.5": 3, "3.6": 3}, 3),
        ({"3.3": 3, "3.1": 4}, 3),
        ({"3.3": 4}, 3),
    ],
)
def test_the_worked_example(change: dict[str, int], level: int) -> None:
    row = {"3.1": 3, "3.2": 3, "3.3": 2, "3.4": 3, "3.5": 2, "3.6": 2}
    assert rules.module_level(MODULES["M3"], {**row, **change}) == level


@pytest.mark.parametrize(
    ("module", "fours"), [("M1", 2), ("M2", 2), ("M3", 3), ("M4", 2), ("M5", 2)]
)
def test_the_fewest_fours_beside_threes_that_make_a_four(module: str, fours: int) -> None:
    enough = [
        sum(level == 4 for level in state.values())
        for state in arithmetic.states(module)
        if min(state.values()) >= 3 and rules.module_level(MODULES[module], state) == 4
    ]
    assert min(enough) == fours


def test_a_criterion_at_zero_holds_its_module_at_one() -> None:
    row = dict.fromkeys(WEIGHTS["M1"], 4)
    assert rules.module_level(MODULES["M1"], {**row, "1.1": 0}) == 1


def test_what_is_not_rated_counts_as_zero() -> None:
    assert set(rules.module_levels(STANDARD, {}).values()) == {0}


def test_levels_above_a_ceiling_count_as_the_ceiling() -> None:
    rated = {"3.1": 4, "1.5": 1, "1.1": 3, "4.4": None}
    found = rules.effective(rated, {"3.1": 2, "1.5": 3})
    assert found == {"3.1": 2, "1.5": 1, "1.1": 3, "4.4": None}


def test_leaving_one_out_raises_a_module_in_as_many_cases_as_were_counted() -> None:
    total = raised = 0
    for module, weights in WEIGHTS.items():
        for state in arithmetic.states(module):
            before = rules.module_level(MODULES[module], state)
            for each in weights:
                if each not in CRITICAL:
                    total += 1
                    without = rules.module_level(MODULES[module], {**state, each: None})
                    raised += without > before
    assert total == 90_625
    assert raised == 4_923


def test_each_one_left_out_that_lifts_its_module_is_named() -> None:
    levels: dict[str, int | None] = {**dict.fromkeys(CRITERIA, 3), "1.3": None, "2.2": None}
    assert rules.raised_by_na(STANDARD, levels) == {"1.3": 2, "2.2": 2}
    assert rules.raised_by_na(STANDARD, dict.fromkeys(CRITERIA, 3)) == {}


def test_naming_agrees_with_rating_it_instead() -> None:
    dice = random.Random(SEED)
    for _ in range(2_000):
        row: dict[str, int | None] = {each: dice.randint(0, 4) for each in CRITERIA}
        left_out = dice.choice([each for each in CRITERIA if each not in CRITICAL])
        row[left_out] = None
        module = STANDARD.criteria[left_out].module
        now = rules.module_levels(STANDARD, row)[module]
        lower = [
            level
            for level in range(5)
            if rules.module_levels(STANDARD, {**row, left_out: level})[module] < now
        ]
        assert rules.raised_by_na(STANDARD, row).get(left_out, -1) == max(lower, default=-1)


@pytest.mark.parametrize(
    ("current", "following"),
    [(None, "bronze"), ("bronze", "silver"), ("silver", "gold"), ("gold", None)],
)
def test_after_each_award_comes_the_next(current: str | None, following: str | None) -> None:
    assert rules.next_award(STANDARD, current) == following
