from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.coverage import rules
from training.coverage.rules import ALL, MODULES
from training.learners.rules import GROUPS

COUNTS = st.fixed_dictionaries({group: st.integers(0, 30) for group in GROUPS})


@pytest.mark.parametrize(
    ("trained", "declared", "pct"),
    [(0, 4, 0), (2, 4, 50), (5, 9, 55), (1, 3, 33), (2, 3, 66), (3, 3, 100), (4, 3, 100),
     (998, 999, 99), (0, 0, "none"), (2, 0, "none")],
)  # fmt: skip
def test_a_percentage_is_cut_down_and_at_most_a_hundred(
    trained: int, declared: int, pct: int | str
) -> None:
    assert rules.percentage(trained, declared) == pct


@pytest.mark.parametrize(
    ("pct", "band"),
    [(0, "0"), (24, "0"), (25, "25"), (39, "25"), (40, "40"), (49, "40"), (50, "50"), (79, "50"),
     (80, "80"), (99, "80"), (100, "100"), ("unknown", "unknown"), ("none", "none")],
)  # fmt: skip
def test_a_band_says_at_least(pct: int | str, band: str) -> None:
    assert rules.band(pct) == band


def test_nothing_is_known_without_a_head_count() -> None:
    found = rules.shares({("M1", "teaching"): 3}, None)
    assert len(found) == len(MODULES) * (len(GROUPS) + 1)
    assert {each.pct for each in found} == {"unknown"}


def test_a_crowded_group_does_not_hide_another() -> None:
    declared = {"leadership": 2, "teaching": 2, "support": 0, "governing": 0}
    found = {
        (each.module, each.group): each.pct
        for each in rules.shares({("M1", "leadership"): 9}, declared)
    }
    assert (found["M1", "leadership"], found["M1", "teaching"], found["M1", ALL]) == (100, 0, 50)
    assert rules.crowded({"leadership": 9, "teaching": 2}, declared) == ["leadership"]
    assert rules.crowded({"leadership": 9}, None) == []


@given(declared=COUNTS, trained=COUNTS, group=st.sampled_from(GROUPS))
def test_one_more_pass_never_lowers_a_share(
    declared: dict[str, int], trained: dict[str, int], group: str
) -> None:
    def shares(counted: dict[str, int]) -> dict[str, Any]:
        found = rules.shares({("M1", each): number for each, number in counted.items()}, declared)
        return {each.group: each.pct for each in found if each.module == "M1"}

    before, after = shares(trained), shares({**trained, group: trained[group] + 1})
    for each, pct in before.items():
        assert pct == after[each] or (isinstance(pct, int) and pct <= after[each])
        assert pct == rules.NONE or 0 <= pct <= 100
