"""Which column of a list is which field of a school, and what words in its cells mean."""

import re
import tomllib
import unicodedata
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from chassis.errors import Invalid, sentence

FIELDS = (
    "id",
    "name",
    "official_code",
    "country",
    "area",
    "town",
    "kind",
    "ownership",
    "size_band",
    "setting",
    "langs",
    "status",
    "opened_on",
    "closed_on",
    "successor_code",
)
"""Fields a column can be; besides these `names.<language>`, such as `names.uk`."""

REQUIRED = ("name",)

SIZE_BANDS = ("1-49", "50-149", "150-299", "300-599", "600-999", "1000+")
"""Bands of the number of pupils, as the registry keeps them."""

_BAND_STARTS = (1, 50, 150, 300, 600, 1000)
_THOUSANDS = re.compile(r"(?<=\d)[ \u00a0\u202f',](?=\d{3}\b)")
_NOT_WORD = re.compile(r"[\W_]+")
_DBF_TYPE = re.compile(r",\s*[CNDLFMI]\s*,\s*\d+(?:\s*,\s*\d+)?\s*$")
_NAMES = re.compile(r"(?:school[ _]?)?names?[ _.:(-]*([a-z]{2})\)?", re.IGNORECASE)
_NAMES_EXACT = re.compile(r"names\.([a-z]{2,3})")


@lru_cache(maxsize=4096)
def fold_header(text: str) -> str:
    """Return a header for comparing: letters and digits only, small, without accents."""
    text = _DBF_TYPE.sub("", text)
    plain = unicodedata.normalize("NFKD", text).casefold()
    return _NOT_WORD.sub("", "".join(char for char in plain if not unicodedata.combining(char)))


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("words.toml").read_text("utf-8"))


@cache
def _headers() -> Mapping[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    for field, words in _words()["headers"].items():
        for rank, word in enumerate(words):
            found.setdefault(fold_header(word), (field, rank))
    return found


@cache
def _values(field: str) -> Mapping[str, str]:
    return {
        fold_header(word): value
        for value, words in _words()["values"][field].items()
        for word in (value, *words)
    }


def is_field(field: str) -> bool:
    """Tell whether a mapping may name this field."""
    return field in FIELDS or _NAMES_EXACT.fullmatch(field) is not None


def known(header: Sequence[str]) -> int:
    """Count the cells that are known words for columns."""
    return sum(_field(cell) is not None for cell in header)


def suggest_mapping(header: Sequence[str]) -> dict[int, str]:
    """Propose a field for each column whose header is known, no field twice.

    Columns that are absent from the answer are unknown: their names are shown to the person.
    A column `id` is our own id only in our own export; elsewhere it may be the list's code.
    """
    if {"id", "official_code", "name"} <= {cell.strip().lower() for cell in header}:
        return _own_export(header)
    best: dict[str, tuple[int, int]] = {}
    for column, cell in enumerate(header):
        found = _field(cell)
        if found and (found[0] not in best or found[1] < best[found[0]][0]):
            best[found[0]] = (found[1], column)
    return {column: field for field, (_, column) in sorted(best.items(), key=lambda item: item[1])}


def _own_export(header: Sequence[str]) -> dict[int, str]:
    names = [cell.strip().lower() for cell in header]
    return {
        column: name
        for column, name in enumerate(names)
        if is_field(name) and names.index(name) == column
    }


def _field(cell: str) -> tuple[str, int] | None:
    found = _headers().get(fold_header(cell)) if cell else None
    if found is not None:
        return found
    named = _NAMES.fullmatch(cell.strip())
    return (f"names.{named[1].lower()}", 0) if named else None


def by_name(header: Sequence[str], columns: Mapping[str, str]) -> tuple[dict[int, str], list[str]]:
    """Turn a mapping by header names into one by columns.

    Args:
        header: as read from the file.
        columns: header word to field; spelling is compared as folded, so that a mapping saved
            last year fits `NAME ` and `name`.

    Returns:
        The mapping, and the names that the file does not have.

    """
    places: dict[str, int] = {}
    for column, cell in enumerate(header):
        places.setdefault(fold_header(cell) or cell, column)
    found = {places.get(fold_header(name) or name): field for name, field in columns.items()}
    missing = [name for name in columns if (fold_header(name) or name) not in places]
    return {column: field for column, field in found.items() if column is not None}, missing


def check_mapping(mapping: Mapping[int, str]) -> None:
    """Refuse a mapping that names no name, an unknown field, or a field twice.

    Raises:
        Invalid: `mapping`, with the fields in `errors`.

    """
    fields = list(mapping.values())
    errors = {name: [sentence("There is no such field.")] for name in fields if not is_field(name)}
    errors |= {
        name: [sentence("Two columns are this field.")] for name in fields if fields.count(name) > 1
    }
    errors |= {name: [sentence("No column is this.")] for name in REQUIRED if name not in fields}
    if errors:
        raise Invalid("Please choose what each column is.", reason="mapping", errors=errors)


@lru_cache(maxsize=4096)
def value_of(field: str, text: str) -> str | None:
    """Return the registry's word for a cell of `kind`, `ownership`, `setting` or `status`."""
    return _values(field).get(fold_header(text))


@lru_cache(maxsize=4096)
def size_band(text: str) -> str | None:
    """Return the band a number of pupils falls in, or the band itself; None for anything else."""
    if text in SIZE_BANDS:
        return text
    digits = _THOUSANDS.sub("", text)
    if not digits.isdecimal() or int(digits) == 0:
        return None
    return SIZE_BANDS[bisect_right(_BAND_STARTS, int(digits)) - 1]
