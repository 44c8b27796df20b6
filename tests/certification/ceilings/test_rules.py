"""How far the fed criteria may be rated, and the gates, by what others told."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import pytest

from certification.ceilings import rules
from certification.gates import rules as gates
from certification.standards import formats

STANDARD = formats.load("1.0.0")
TODAY = date(2026, 2, 2)
GROUPS = ("leadership", "teaching", "support", "governing")


@dataclass
class Trained:
    all_modules: bool = True
    valid_until: date | None = None


@dataclass
class Channel:
    state: str = "live"
    drills_in_time_365: str = "0"


def bands(everybody: str, **groups: str) -> rules.Bands:
    """Return bands by which each group stands where all stand, but for those named."""
    found = {**dict.fromkeys(GROUPS, everybody), "all": everybody, **groups}
    return rules.Bands(
        {(module, group): band for module in ("M1", "M3C") for group, band in found.items()}
    )


NOTHING = rules.Bands({})


@pytest.mark.parametrize(
    ("so", "ceiling"),
    [
        (set(), {"1.5": 1, "3.1": 1, "3.3": 2}),
        ({"key_people"}, {"1.5": 2, "3.1": 1, "3.3": 2}),
        ({"coverage_half", "coverage_most"}, {"1.5": 1, "3.1": 1, "3.3": 2}),
        ({"key_people", "coverage_half"}, {"1.5": 3, "3.1": 1, "3.3": 2}),
        ({"key_people", "coverage_half", "coverage_most"}, {"1.5": 4, "3.1": 1, "3.3": 2}),
        ({"channel_live"}, {"1.5": 1, "3.1": 2, "3.3": 2}),
        ({"channel_live", "channel_drills"}, {"1.5": 1, "3.1": 4, "3.3": 2}),
        ({"illegal_material"}, {"1.5": 1, "3.1": 1, "3.3": 4}),
    ],
)
def test_each_ceiling_follows_from_facts(so: set[str], ceiling: dict[str, int]) -> None:
    assert rules.ceilings(STANDARD, so) == ceiling


@pytest.mark.parametrize(
    ("told", "bar", "is_enough"),
    [
        (bands("50"), 50, True),
        (bands("40"), 50, False),
        (bands("80", support="25"), 50, True),
        (bands("80", support="0"), 50, False),
        (bands("80", governing="none"), 80, True),
        (bands("80", support="40"), 80, True),
        (bands("80", support="25"), 80, False),
        (bands("unknown"), 50, False),
        (bands("80", support="unknown"), 50, False),
        (NOTHING, 50, False),
    ],
)
def test_coverage_asks_for_all_and_half_of_that_in_each_group(
    told: rules.Bands, bar: int, *, is_enough: bool
) -> None:
    assert rules.covers(told, bar) is is_enough


@pytest.mark.parametrize(
    ("told", "is_enough"),
    [
        (bands("80"), True),
        (bands("50", teaching="80"), True),
        (bands("80", teaching="50"), False),
        (bands("80", support="40"), False),
        (bands("80", governing="none"), True),
        (NOTHING, False),
    ],
)
def test_most_are_eighty_of_the_teachers_and_half_of_the_others(
    told: rules.Bands, *, is_enough: bool
) -> None:
    assert rules.covers_most(told) is is_enough


ALL = {"head": Trained(), "focal": Trained(), "deputy": Trained()}


@pytest.mark.parametrize(
    ("filled", "trained", "size", "missing"),
    [
        (ALL, ALL, None, []),
        (ALL, {}, None, ["head", "focal", "deputy"]),
        (ALL, {**ALL, "deputy": Trained(all_modules=False)}, None, ["deputy"]),
        (ALL, {**ALL, "head": Trained(valid_until=date(2026, 2, 1))}, None, ["head"]),
        (ALL, {**ALL, "head": Trained(valid_until=TODAY)}, None, []),
        (("head", "focal"), ALL, "300-599", ["deputy"]),
        (("head", "deputy"), ALL, "50-149", ["focal"]),
        (("head", "deputy"), ALL, "1-49", []),
        (ALL, {**ALL, "focal": Trained(all_modules=False)}, "1-49", ["focal"]),
    ],
)
def test_head_focal_point_and_deputy_must_be_there_and_trained(
    filled: Collection[str], trained: dict[str, Trained], size: str | None, missing: list[str]
) -> None:
    found = rules.untrained_posts(filled, trained, size, TODAY)
    assert found == missing


def test_only_an_open_channel_counts_and_drills_only_with_it() -> None:
    drilled = Channel("paused", "2plus")
    assert rules.facts(NOTHING, [drilled], "unknown", posts=False) == set()
    assert rules.facts(NOTHING, [Channel()], "unknown", posts=False) == {"channel_live"}
    live = Channel("live", "2plus")
    assert rules.facts(NOTHING, [drilled, live], "80", posts=False) == {
        "channel_live",
        "channel_drills",
    }
    assert rules.facts(NOTHING, [], "100", posts=True) == {"key_people", "illegal_material"}


def test_the_gates_of_an_award_that_are_not_open_are_named() -> None:
    found = gates.gates(STANDARD, {"channel_live"}, bands("50"), TODAY)
    assert gates.unmet(STANDARD, "bronze", found) == ["key_people"]
    assert gates.unmet(STANDARD, "silver", found) == ["key_people"]
    assert gates.unmet(STANDARD, "gold", found) == ["key_people", "coverage_gold"]
    assert found["coverage_gold"] == gates.Gate(met=False, as_of=TODAY)
    assert "no_objection" not in found
