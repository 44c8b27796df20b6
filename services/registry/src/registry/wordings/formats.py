"""Fields, changes and doubts of a list in the words of its reader."""

from collections.abc import Mapping
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from chassis.errors import Invalid
from chassis.speech import told
from registry.jurisdictions.formats import country_name
from registry.matches.rules import COLUMNS
from registry.rows.rules import Problem
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


PROBLEMS = {
    "name_missing": _l("There is no name."),
    "name_too_short": _l("The name “%(value)s” has fewer than 2 letters."),
    "name_too_long": _l("The name has %(length)s letters; at most 300 can be kept."),
    "code_number": _l(
        "The code “%(value)s” was changed into a number by a spreadsheet, so the true code is lost."
        " Set the column to “Text” in the first file and save it again."
    ),
    "code_too_long": _l("The code has %(length)s letters; at most 40 can be kept."),
    "code_repeated": _l("The code “%(value)s” stands on line %(first)s too."),
    "code_taken": _l("Another school has the code “%(value)s”."),
    "school_repeated": _l("The same school stands on line %(first)s too."),
    "country_missing": _l("There is no country. Choose one for rows without it."),
    "country_unknown": _l("No country is called “%(value)s”."),
    "country_not_served": _l("%(value)s is not a country of this programme."),
    "text_too_long": _l("The text has %(length)s letters; at most %(most)s can be kept."),
    "status_unknown": _l("“%(value)s” is not open, closed, to be opened or to be closed."),
    "date_wrong": _l("“%(value)s” is not a date as the others in this column."),
    "date_unclear": _l("“%(value)s” could be two dates. Choose how this column writes dates."),
    "id_wrong": _l("“%(value)s” is not a number of a school from our own list."),
    "id_foreign": _l("This school belongs to another programme."),
    "too_many_cells": _l(
        "The row has %(cells)s cells, the header %(header)s. Is a comma inside a cell?"
    ),
    "too_few_cells": _l("The row has %(cells)s cells, the header %(header)s."),
    "word_unknown": _l("“%(value)s” is not known here and is left out."),
    "area_elsewhere": _l("%(value)s is not in %(country)s."),
    "number_as_code": _l("The codes were numbers; zeros at their start may be lost."),
}
"""What each code of a problem says; `%(…)s` are the problem's `params`."""


def problem_words(problem: Problem) -> str:
    """Say what is wrong with a cell or a row."""
    return str(PROBLEMS[problem.code]) % problem.params


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
        f"{field_word(field)}: {told(text)}"
        for field, found in error.errors.items()
        for text in found
    ]
    return texts or [told(error.detail)]


def warning(kind: Mapping[str, Any]) -> str:
    """Say a doubt about a column, with its first lines."""
    lines = ", ".join(str(line) for line in kind["lines"] if line)
    more = " …" if kind["count"] > len(kind["lines"]) else ""
    sentence = DOUBTS.get(kind["code"], kind["code"])
    where = _(" (in line %(lines)s)", lines=f"{lines}{more}") if lines else ""
    return f"{kind['column']}: {sentence}{where}"
