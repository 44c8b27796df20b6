"""Fields, changes and doubts of a list in the words of its reader."""

from collections.abc import Mapping
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from chassis.errors import Invalid
from registry.jurisdictions.formats import country_name
from registry.matches.rules import COLUMNS
from registry.uploads.model import ImportRow

FIELDS = {
    "name": _l("Name of the school"),
    "official_code": _l("Official code"),
    "town": _l("Town"),
    "area": _l("Region or district"),
    "country": _l("Country"),
    "kind": _l("Kind of school"),
    "ownership": _l("Who runs it"),
    "size_band": _l("Number of pupils"),
    "setting": _l("Town or countryside"),
    "langs": _l("Languages of teaching"),
    "status": _l("Open or closed"),
    "opened_on": _l("Opened on"),
    "closed_on": _l("Closed on"),
    "successor_code": _l("Code of the school that follows"),
    "id": _l("Number of the school in this registry"),
}
"""Fields of a list as people call them."""

DATE_FORMATS = {
    "ymd": _l("year, month, day: 2026-01-31"),
    "dmy": _l("day, month, year: 31.01.2026"),
    "mdy": _l("month, day, year: 01/31/2026"),
    "wordy": _l("with the month in letters: 31-Jan-2026"),
    "compact": _l("eight digits: 20260131"),
    "serial": _l("a number of days, as spreadsheets count: 46053"),
}

DOUBTS = {
    "too_few_cells": _l("some rows are shorter than the header"),
    "word_unknown": _l("some words are not known and were left out"),
    "area_elsewhere": _l("some regions lie in another country"),
    "number_as_code": _l("the codes were numbers; zeros at their start may be lost"),
}
"""What a doubt says of a whole column."""


def field_word(field: str) -> str:
    """Return what a field of a list is called."""
    if field.startswith("names."):
        return str(_("Name in the language “%(lang)s”", lang=field.partition(".")[2]))
    return str(FIELDS.get(field, field))


def mapping_words(mapping: Mapping[str, str]) -> str:
    """Return which column is which field, in one sentence."""
    return "; ".join(f"{header} = {field_word(field)}" for header, field in mapping.items())


def change_words(row: ImportRow) -> tuple[str, str]:
    """Return what a school is now and what it would be, of the fields that differ."""
    named = {column: field_word(field) for field, column in COLUMNS.items()}
    changes = row.changes or {}
    now = [f"{named.get(name, name)}: {_shown(value)}" for name, value in changes.items()]
    then = [f"{named.get(name, name)}: {_shown(getattr(row, name))}" for name in changes]
    return "; ".join(now), "; ".join(then)


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {text}" for name, text in value.items())
    return ", ".join(value) if isinstance(value, list) else str(value or "–")


def country(code: str) -> str:
    """Return the name of a country in the reader's language."""
    return country_name(code, str(get_locale() or "en"))


def explained(error: Invalid) -> list[str]:
    """Return what is wrong with a mapping, each field by its name."""
    texts = [
        f"{field_word(field)}: {text}" for field, told in error.errors.items() for text in told
    ]
    return texts or [error.detail]


def warning(kind: Mapping[str, Any]) -> str:
    """Say a doubt about a column, with its first lines."""
    lines = ", ".join(str(line) for line in kind["lines"] if line)
    more = " …" if kind["count"] > len(kind["lines"]) else ""
    sentence = DOUBTS.get(kind["code"], kind["code"])
    where = _(" (in line %(lines)s)", lines=f"{lines}{more}") if lines else ""
    return f"{kind['column']}: {sentence}{where}"
