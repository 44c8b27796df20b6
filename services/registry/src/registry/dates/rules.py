"""Dates as lists write them: one way of writing per column."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterable, Set
from functools import lru_cache

YEARS = range(1000, 2200)
"""Years a school can have opened or closed in; others are taken for a slip of the pen."""

_PARTS = re.compile(r"(\d{1,4})[./ -](\d{1,2})[./ -](\d{1,4})(?:[ T]00:00(?::00(?:\.0+)?)?Z?)?")
_WORDY = re.compile(r"(\d{1,2})[ ./-]([A-Za-z]{3})[A-Za-z]*[ ./-](\d{4})")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_SERIAL_DAY_ZERO = dt.date(1899, 12, 30)
_SERIALS = range(20_000, 80_000)
_YEAR_DIGITS = 4
_MOSTLY = 0.5

Parts = tuple[int, int, int]


def _numbers(text: str) -> tuple[str, str, str] | None:
    match = _PARTS.fullmatch(text)
    return (match[1], match[2], match[3]) if match else None


def _ymd(text: str) -> Parts | None:
    found = _numbers(text)
    if found is None or len(found[0]) != _YEAR_DIGITS:
        return None
    return int(found[0]), int(found[1]), int(found[2])


def _dmy(text: str) -> Parts | None:
    found = _numbers(text)
    if found is None or len(found[2]) != _YEAR_DIGITS:
        return None
    return int(found[2]), int(found[1]), int(found[0])


def _mdy(text: str) -> Parts | None:
    found = _dmy(text)
    return (found[0], found[2], found[1]) if found else None


def _compact(text: str) -> Parts | None:
    if len(text) != len("20260131") or not text.isdecimal():
        return None
    return int(text[:4]), int(text[4:6]), int(text[6:])


def _wordy(text: str) -> Parts | None:
    match = _WORDY.fullmatch(text)
    if match is None or match[2].lower() not in _MONTHS:
        return None
    return int(match[3]), _MONTHS.index(match[2].lower()) + 1, int(match[1])


def _serial(text: str) -> Parts | None:
    if not text.isdecimal() or len(text) != len("45292") or int(text) not in _SERIALS:
        return None
    day = _SERIAL_DAY_ZERO + dt.timedelta(days=int(text))
    return day.year, day.month, day.day


FORMATS: dict[str, Callable[[str], Parts | None]] = {
    "ymd": _ymd,
    "dmy": _dmy,
    "mdy": _mdy,
    "wordy": _wordy,
    "compact": _compact,
    "serial": _serial,
}
"""Ways of writing: 2026-01-31, 31.01.2026, 01/31/2026, 31 Jan 2026, 20260131, and 46053 (the days
a spreadsheet counts)."""


@lru_cache(maxsize=4096)
def parse(text: str, form: str) -> dt.date | None:
    """Read a date written in one of `FORMATS`; None when it is not one."""
    parts = FORMATS[form](text)
    if parts is None or parts[0] not in YEARS:
        return None
    try:
        return dt.date(*parts)
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def possible(text: str) -> Set[str]:
    """Return the ways of writing in which a text is a date."""
    return frozenset(form for form in FORMATS if parse(text, form) is not None)


def date_formats(values: Iterable[str], missing: Set[str] = frozenset()) -> set[str]:
    """Return the ways of writing that fit a column best; ask the person when there are several.

    A few wrong cells do not hide the way of the others; they become errors of their rows.

    Returns:
        Nothing when the column is empty, or when half of its cells fit no way at all.

    """
    fits: Counter[str] = Counter()
    total = 0
    for value in values:
        text = value.strip()
        if text and text not in missing:
            total += 1
            fits.update(possible(text))
    best = max(fits.values(), default=0)
    if best <= total * _MOSTLY:
        return set()
    return {form for form, times in fits.items() if times == best}
