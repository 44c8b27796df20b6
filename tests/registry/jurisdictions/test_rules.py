from datetime import date, timedelta

import pytest

from chassis.errors import DomainError, Invalid, Refused
from registry.jurisdictions import rules

TODAY = date(2026, 2, 2)
WHOLE = {
    "emergency": "112",
    "helpline": {"name": "Helpline (demo)", "phone": "000"},
    "hotline": {"name": "Hotline (demo)", "url": "https://hotline.example.org"},
    "source": "Law 1 (demo)",
}


@pytest.mark.parametrize("weekend", [[6, 7], [5, 6], [7], [], [1, 2, 3, 4, 5, 6]])
def test_a_week_with_a_working_day_is_accepted(weekend: list[int]) -> None:
    rules.check_working_week(weekend)


@pytest.mark.parametrize("weekend", [[1, 2, 3, 4, 5, 6, 7], [7, 6, 5, 4, 3, 2, 1, 1], [0], [8]])
def test_a_week_without_a_working_day_or_with_a_strange_day_is_refused(weekend: list[int]) -> None:
    with pytest.raises(Invalid) as refused:
        rules.check_working_week(weekend)
    assert "weekend" in refused.value.errors


@pytest.mark.parametrize("days", [0, 1, 365])
def test_a_review_counts_for_365_days(days: int) -> None:
    rules.check_reviewed(TODAY - timedelta(days=days), TODAY)
    assert not rules.review_is_old(TODAY - timedelta(days=days), TODAY)


@pytest.mark.parametrize("days", [-1, 366, 4000])
def test_a_review_ahead_or_too_old_is_refused(days: int) -> None:
    with pytest.raises(Invalid) as refused:
        rules.check_reviewed(TODAY - timedelta(days=days), TODAY)
    assert "reviewed_on" in refused.value.errors


@pytest.mark.parametrize("state", ["published", "retired"])
def test_only_a_draft_can_be_changed(state: str) -> None:
    with pytest.raises(Refused) as refused:
        rules.check_draft(state)
    assert refused.value.reason == "not_a_draft"
    rules.check_draft("draft")


@pytest.mark.parametrize("missing", sorted(WHOLE))
def test_nothing_is_published_that_could_not_help_a_child(missing: str) -> None:
    rules.check_complete(WHOLE)
    with pytest.raises(Refused) as refused:
        rules.check_complete({**WHOLE, missing: None})
    assert (refused.value.reason, refused.value.extra["missing"]) == ("not_complete", [missing])


def test_a_helpline_without_its_number_is_not_published() -> None:
    with pytest.raises(Refused) as refused:
        rules.check_complete({**WHOLE, "helpline": {"name": "Helpline (demo)"}})
    assert refused.value.extra["missing"] == ["helpline.phone"]


@pytest.mark.parametrize(
    ("check", "reason"),
    [
        (lambda: rules.check_second_person("anna", "anna"), "same_person"),
        (lambda: rules.check_newest(1, 2), "newer_published"),
        (lambda: rules.check_served("FR", ["MD"]), "invalid"),
    ],
)
def test_what_is_refused_says_why(check: object, reason: str) -> None:
    assert callable(check)
    with pytest.raises(DomainError) as refused:
        check()
    assert refused.value.reason == reason


def test_a_second_person_publishes_also_what_came_with_the_program() -> None:
    rules.check_second_person("anna", "boris")
    rules.check_second_person(None, "boris")
    rules.check_newest(2, 1)
    rules.check_newest(1, None)
