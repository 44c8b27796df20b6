"""Numbers of certificates: their shape, and the slips their last digit finds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certification.numbers.rules import LAST, check_digit, is_mistyped, number
from chassis.errors import Refused

DIGITS = st.text("0123456789", min_size=10, max_size=10)


def test_the_last_digit_of_the_first_number_is_five() -> None:
    assert check_digit("2026000001") == 5
    assert number("SIS", "MD", 2026, 1) == "SIS-MD-2026-000001-5"


@given(DIGITS, st.integers(0, 9), st.integers(1, 9))
def test_every_wrong_digit_is_found(digits: str, place: int, more: int) -> None:
    wrong = str((int(digits[place]) + more) % 10)
    typed = digits[:place] + wrong + digits[place + 1 :]
    assert check_digit(typed) != check_digit(digits)


@given(DIGITS, st.integers(0, 8))
def test_every_swap_of_neighbours_is_found(digits: str, place: int) -> None:
    swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
    assert (check_digit(swapped) == check_digit(digits)) == (swapped == digits)


@given(DIGITS)
def test_a_last_digit_that_changed_places_is_found(digits: str) -> None:
    last = str(check_digit(digits))
    swapped = digits[:-1] + last + digits[-1]
    assert (check_digit(swapped[:-1]) == int(swapped[-1])) == (last == digits[-1])


@pytest.mark.parametrize(
    ("text", "slip"),
    [
        ("SIS-MD-2026-000001-5", False),
        ("SIS-MD-2026-000001-6", True),
        ("SIS-UA-2026-000001-6", True),
        ("SIS-MD-2026-000001", False),
        ("sis-md-2026-000001-6", False),
        ("SIS-MD-٢٠٢٦-000001-6", False),
        ("", False),
    ],
)
def test_only_what_looks_like_a_number_can_be_mistyped(text: str, slip: bool) -> None:
    assert is_mistyped(text) is slip


def test_after_the_last_number_of_a_year_none_is_made_up() -> None:
    assert number("SIS", "MD", 2026, LAST).startswith("SIS-MD-2026-999999-")
    with pytest.raises(Refused) as refused:
        number("SIS", "MD", 2026, LAST + 1)
    assert refused.value.reason == "numbers_used_up"
