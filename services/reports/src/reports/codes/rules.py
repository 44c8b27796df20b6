"""The code of a report: 19 random digits and one that catches a slip of the finger."""

import secrets
import unicodedata

from chassis.errors import Invalid, sentence

DIGITS = 20
GROUP = 4
LONGEST_INPUT = 200
_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
"""Damm's quasigroup: every single wrong digit and every swap of neighbours is noticed."""


def check_digit(digits: str) -> str:
    """Return the digit that belongs after these."""
    interim = 0
    for digit in digits:
        interim = _DAMM[interim][int(digit)]
    return str(interim)


def is_whole(digits: str) -> bool:
    """Say whether there are 20 digits and the last one fits."""
    return len(digits) == DIGITS and check_digit(digits) == "0"


def new_code() -> str:
    """Return a fresh code; 63 bits of chance and one check digit."""
    digits = "".join(str(secrets.randbelow(10)) for _ in range(DIGITS - 1))
    return digits + check_digit(digits)


def grouped(code: str) -> str:
    """Return a code as it is shown: `dddd-dddd-dddd-dddd-dddd`."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def read(typed: str) -> str:
    """Return the code in what somebody typed: digits of any script, whatever stands between.

    Raises:
        Invalid: `mistyped`, when digits are missing, too many, or one is wrong.

    """
    plain = unicodedata.normalize("NFKC", typed[:LONGEST_INPUT])
    values = (unicodedata.decimal(sign, None) for sign in plain)
    digits = "".join(str(value) for value in values if value is not None)
    if len(typed) > LONGEST_INPUT or not is_whole(digits):
        raise Invalid(
            "One of these numbers is not right. Look at your code again, number by number.",
            errors={
                "receipt": [sentence("A code has 20 numbers. One is wrong, missing or too many.")]
            },
            reason="mistyped",
        )
    return digits
