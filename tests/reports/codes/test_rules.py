from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import Invalid
from reports.codes.rules import DIGITS, check_digit, grouped, is_whole, new_code, read

codes = st.text("0123456789", min_size=19, max_size=19).map(lambda d: d + check_digit(d))


def test_the_check_digit_is_the_one_of_the_published_example() -> None:
    assert check_digit("572") == "4"
    assert check_digit("2026000001") == "5"


def test_fresh_codes_are_whole_and_differ() -> None:
    made = {new_code() for _ in range(200)}
    assert len(made) == 200
    assert all(is_whole(code) for code in made)


@given(code=codes, at=st.integers(0, DIGITS - 1), by=st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(code: str, at: int, by: int) -> None:
    wrong = f"{code[:at]}{(int(code[at]) + by) % 10}{code[at + 1 :]}"
    assert not is_whole(wrong)


@given(code=codes)
def test_two_swapped_neighbours_are_always_noticed(code: str) -> None:
    for at, (one, two) in enumerate(pairwise(code)):
        if one != two:
            assert not is_whole(f"{code[:at]}{two}{one}{code[at + 2 :]}")


@given(code=codes, zero=st.sampled_from("0٠۰๐০０𝟎០၀"))
def test_a_code_is_read_in_any_digits(code: str, zero: str) -> None:
    typed = "".join(chr(ord(zero) + int(each)) for each in code)
    assert read(f"\u200f {grouped(typed)}\u00a0\n") == code


@pytest.mark.parametrize("typed", ["", "12", "²" * 20, "1" * 400, "x" * 20, "0" * 21])
def test_what_is_no_code_says_so(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(typed)
    assert refused.value.reason == "mistyped"


def test_a_code_is_shown_in_groups_of_four() -> None:
    assert grouped("12345678901234567890") == "1234-5678-9012-3456-7890"
