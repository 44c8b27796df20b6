"""How long certificates hold, and what the calendar makes of them."""

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certification.certificates import rules
from chassis.errors import Invalid, Refused

LAST_DAY = date(2027, 8, 15)
DAYS = st.dates(date(2020, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        (date(2026, 2, 16), 18, LAST_DAY),
        (date(2026, 8, 31), 18, date(2028, 2, 28)),
        (date(2026, 8, 31), 6, date(2027, 2, 27)),
        (date(2028, 2, 29), 36, date(2031, 2, 27)),
        (date(2026, 1, 1), 24, date(2027, 12, 31)),
    ],
)
def test_a_certificate_holds_so_many_months_less_a_day(
    first: date, months: int, last: date
) -> None:
    assert rules.valid_to(first, months) == last


@given(DAYS, st.sampled_from((18, 24, 36)))
def test_the_day_after_the_last_is_in_the_right_month(first: date, months: int) -> None:
    beyond = rules.valid_to(first, months) + timedelta(days=1)
    passed = (beyond.year - first.year) * 12 + beyond.month - first.month
    assert passed == months
    assert beyond.day == min(first.day, monthrange(beyond.year, beyond.month)[1])


@pytest.mark.parametrize(
    ("state", "today", "is_renewing", "worth"),
    [
        ("active", date(2027, 5, 16), False, "active"),
        ("active", date(2027, 5, 17), False, "due"),
        ("due", LAST_DAY, False, "due"),
        ("active", date(2027, 8, 16), False, "expired"),
        ("due", date(2027, 8, 16), True, "grace"),
        ("due", date(2027, 11, 13), True, "grace"),
        ("due", date(2027, 11, 14), True, "expired"),
        ("grace", date(2027, 9, 1), False, "expired"),
        ("grace", date(2027, 11, 14), True, "expired"),
        ("suspended", LAST_DAY, True, "suspended"),
        ("suspended", date(2027, 8, 16), False, "expired"),
        ("suspended", date(2027, 8, 16), True, "suspended"),
        ("suspended", date(2027, 11, 14), True, "expired"),
        ("revoked", date(2030, 1, 1), False, "revoked"),
        ("superseded", date(2030, 1, 1), False, "superseded"),
        ("expired", date(2030, 1, 1), True, "expired"),
    ],
)
def test_states_over_the_calendar(state: str, today: date, is_renewing: bool, worth: str) -> None:
    assert rules.now_worth(state, LAST_DAY, today, is_renewing=is_renewing) == worth


@given(DAYS, DAYS, st.booleans(), st.sampled_from(rules.STATES))
def test_settling_once_or_on_each_step_is_the_same(
    last_day: date, today: date, is_renewing: bool, state: str
) -> None:
    once = rules.now_worth(state, last_day, today, is_renewing=is_renewing)
    assert rules.now_worth(once, last_day, today, is_renewing=is_renewing) == once


@pytest.mark.parametrize("action", sorted(rules.FROM))
@pytest.mark.parametrize("state", rules.STATES)
def test_each_thing_is_done_only_in_its_states(action: str, state: str) -> None:
    if state in rules.FROM[action]:
        rules.check(action, state)
        return
    with pytest.raises(Refused) as refused:
        rules.check(action, state)
    assert (refused.value.reason, refused.value.extra) == ("wrong_state", {"state": state})


def test_a_hearing_that_is_still_to_come_is_refused() -> None:
    rules.check_heard(LAST_DAY, LAST_DAY)
    with pytest.raises(Invalid) as refused:
        rules.check_heard(LAST_DAY + timedelta(days=1), LAST_DAY)
    assert refused.value.reason == "not_heard_yet"
