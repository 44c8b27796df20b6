"""How a number is built, and which slips its last digit finds."""

import re

from chassis.errors import Refused

_DAMM = (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
)  # fmt: skip
"""The table of H. M. Damm: it finds each wrong digit and each swap of two neighbours."""
SHAPE = re.compile(r"([A-Z]{2,6})-([A-Z]{2})-(\d{4})-(\d{6})-(\d)", re.ASCII)
LAST = 999_999


def check_digit(digits: str) -> int:
    """Return the digit that follows these digits."""
    interim = 0
    for digit in digits:
        interim = int(_DAMM[interim][int(digit)])
    return interim


def number(prefix: str, country: str, year: int, count: int) -> str:
    """Return a whole number, like SIS-MD-2026-000001-5.

    Raises:
        Refused: `numbers_used_up`, after 999,999 in one year.

    """
    if count > LAST:
        raise Refused("All numbers of this year are used.", reason="numbers_used_up")
    digits = f"{year:04}{count:06}"
    return f"{prefix}-{country}-{digits[:4]}-{digits[4:]}-{check_digit(digits)}"


def is_mistyped(text: str) -> bool:
    """Say whether this looks like a number whose last digit does not fit the others."""
    shape = SHAPE.fullmatch(text)
    return shape is not None and check_digit(shape[3] + shape[4]) != int(shape[5])
