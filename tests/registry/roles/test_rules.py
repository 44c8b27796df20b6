"""Who appoints whom where, as the programme's rules have it."""

from datetime import UTC, datetime

import pytest

from registry.roles import rules
from registry.roles.rules import NETWORK, Place


def test_the_rules_name_known_roles_only() -> None:
    known = set(rules.ROLES)
    assert set(rules.APPOINTS) <= known
    assert {role for roles in rules.APPOINTS.values() for role in roles} <= known
    assert known >= rules.POSTS


def test_codes_are_asked_of_those_the_programme_names() -> None:
    assert {role for role in rules.ROLES if rules.needs_second_factor(role)} == {
        "hq",
        "coordinator",
        "safeguarding",
        "focal",
        "head",
        "assessor",
        "panel",
        "ops",
        "auditor",
    }


def test_nobody_appoints_hq_or_ops_or_their_own_role() -> None:
    for mine, others in rules.APPOINTS.items():
        assert not {"hq", "ops", mine} & set(others)


@pytest.mark.parametrize(
    ("held", "place", "partner", "covered"),
    [
        (NETWORK, Place("partner", "a"), "a", True),
        (Place("partner", "a"), Place("partner", "a"), "a", True),
        (Place("partner", "a"), Place("school", "s"), "a", True),
        (Place("partner", "a"), Place("school", "s"), "b", False),
        (Place("partner", "a"), Place("school", "s"), None, False),
        (Place("school", "s"), Place("school", "s"), "a", True),
        (Place("school", "s"), Place("school", "t"), "a", False),
        (Place("school", "s"), Place("partner", "a"), "a", False),
        (Place("cohort", "a"), Place("partner", "a"), "a", False),
    ],
)
def test_whose_places_are_whose(
    held: Place, place: Place, partner: str | None, covered: bool
) -> None:
    assert rules.covers(held, place, partner) is covered


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-02-02", 12, "2027-02-02"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-12-01", 1, "2027-01-01"),
    ],
)
def test_months_end_on_days_that_exist(start: str, months: int, end: str) -> None:
    instant = datetime.fromisoformat(start).replace(tzinfo=UTC)
    assert rules.months_later(instant, months).date().isoformat() == end


def test_a_post_is_filled_by_none_one_or_more() -> None:
    assert [rules.filled(count) for count in range(4)] == ["0", "1", "2plus", "2plus"]
