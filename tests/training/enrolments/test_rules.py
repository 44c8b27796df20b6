from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import Refused
from training.enrolments import rules

END = date(2028, 2, 1)
NOW = datetime(2026, 2, 2, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("passed_on", "months", "last"),
    [
        (date(2026, 2, 2), 24, date(2028, 2, 1)),
        (date(2026, 2, 2), 12, date(2027, 2, 1)),
        (date(2026, 3, 1), 12, date(2027, 2, 28)),
        (date(2027, 3, 1), 12, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2028, 2, 29), 24, date(2030, 2, 28)),
        (date(2026, 12, 31), 24, date(2028, 12, 30)),
        (date(2026, 1, 1), 12, date(2026, 12, 31)),
    ],
)
def test_a_pass_holds_to_the_day_before_the_same_day(
    passed_on: date, months: int, last: date
) -> None:
    assert rules.last_valid_day(passed_on, months) == last


@given(st.dates(date(2020, 1, 1), date(2060, 1, 1)), st.sampled_from((12, 24)))
def test_a_pass_holds_for_whole_years_give_or_take_a_leap_day(day: date, months: int) -> None:
    held = (rules.last_valid_day(day, months) - day).days
    assert 365 * months // 12 - 1 <= held <= 365 * months // 12 + 1


@pytest.mark.parametrize(
    ("today", "shown"),
    [
        (date(2027, 12, 2), "passed"),
        (date(2027, 12, 3), "due_soon"),
        (END, "due_soon"),
        (END + timedelta(days=1), "expired"),
    ],
)
def test_a_pass_grows_old_by_the_calendar(today: date, shown: str) -> None:
    assert rules.shown_state(rules.PASSED, END, today) == shown
    assert rules.shown_state(rules.LOCKED, None, today) == "locked"


def test_a_renewal_begins_sixty_days_before_the_end() -> None:
    rules.check_renewable(None, END)
    rules.check_renewable(END, date(2027, 12, 3))
    with pytest.raises(Refused) as early:
        rules.check_renewable(END, date(2027, 12, 2))
    assert (early.value.reason, early.value.extra["renew_from"]) == ("not_due", "2027-12-03")


@pytest.mark.parametrize(("made", "state"), [(1, "in_progress"), (2, "in_progress"), (3, "locked")])
def test_the_third_failure_locks(made: int, state: str) -> None:
    assert rules.after_failure(made, rules.ATTEMPTS) == state


def test_new_tries_are_given_after_a_day_to_whoever_is_locked() -> None:
    rules.check_release(rules.LOCKED, NOW - timedelta(hours=24), NOW)
    with pytest.raises(Refused) as early:
        rules.check_release(rules.LOCKED, NOW - timedelta(hours=23, minutes=59), NOW)
    assert early.value.reason == "too_early"
    with pytest.raises(Refused) as free:
        rules.check_release(rules.IN_PROGRESS, None, NOW)
    assert free.value.reason == "not_locked"
