"""How long an answer takes, and how many claims come in at once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import Refused, TooMany
from registry.claims import rules

MONDAY = date(2026, 2, 2)
NOW = datetime(2026, 2, 2, 6, 0, tzinfo=UTC)
WEEKEND = frozenset({6, 7})


def test_weekends_and_holidays_do_not_count() -> None:
    assert rules.working_days(MONDAY, MONDAY, WEEKEND) == 0
    assert rules.working_days(MONDAY, date(2026, 2, 9), WEEKEND) == 5
    assert rules.working_days(MONDAY, date(2026, 2, 9), WEEKEND, {date(2026, 2, 5)}) == 4
    assert rules.working_days(MONDAY, date(2026, 2, 9), {5}) == 6
    assert rules.working_days(MONDAY, date(2026, 2, 1), WEEKEND) == 0


def test_an_answer_is_due_after_five_working_days() -> None:
    assert rules.answer_by(MONDAY, WEEKEND) == date(2026, 2, 9)
    assert rules.answer_by(date(2026, 2, 7), WEEKEND) == date(2026, 2, 13)
    assert rules.answer_by(MONDAY, WEEKEND, {date(2026, 2, 5)}) == date(2026, 2, 10)


def test_a_week_of_holidays_only_ends_the_count_too() -> None:
    assert rules.answer_by(MONDAY, range(1, 8)) > MONDAY


@given(st.dates(date(2025, 1, 1), date(2027, 1, 1)), st.sets(st.integers(1, 7), max_size=6))
def test_the_day_an_answer_is_due_is_the_fifth_that_counts(day: date, weekend: set[int]) -> None:
    due = rules.answer_by(day, weekend)
    assert rules.working_days(day, due, weekend) == rules.ANSWER_WITHIN_DAYS
    assert rules.working_days(day, due - timedelta(days=1), weekend) < rules.ANSWER_WITHIN_DAYS


def test_one_too_many_waits_until_the_oldest_no_longer_counts() -> None:
    times = [NOW - timedelta(minutes=each) for each in (1, 5, 20)]
    rules.check_pace(times, 4, NOW)
    with pytest.raises(TooMany) as caught:
        rules.check_pace(times, 3, NOW)
    assert caught.value.retry_after == 40 * 60 + 1
    rules.check_pace(times, 3, NOW + timedelta(minutes=40))


def test_a_clock_that_was_moved_back_locks_nobody_out_for_long() -> None:
    with pytest.raises(TooMany) as caught:
        rules.check_pace([NOW + timedelta(days=400)], 1, NOW)
    assert caught.value.retry_after == 3600


def test_a_claim_is_decided_once() -> None:
    rules.check_open("open")
    for state in ("approved", "refused"):
        with pytest.raises(Refused, match="decided already"):
            rules.check_open(state)
