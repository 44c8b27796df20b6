"""A row as clean values, or as problems: codes and figures as data, English in one place."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

MESSAGES = {
    "name_missing": "There is no name.",
    "name_too_short": "The name “%(value)s” has fewer than 2 letters.",
    "name_too_long": "The name has %(length)s letters; at most 300 can be kept.",
    "code_number": (
        "The code “%(value)s” was changed into a number by a spreadsheet, so the true code is lost."
        " Set the column to “Text” in the first file and save it again."
    ),
    "code_too_long": "The code has %(length)s letters; at most 40 can be kept.",
    "code_repeated": "The code “%(value)s” stands on line %(first)s too.",
    "code_taken": "Another school has the code “%(value)s”.",
    "school_repeated": "The same school stands on line %(first)s too.",
    "country_missing": "There is no country. Choose one for rows without it.",
    "country_unknown": "No country is called “%(value)s”.",
    "country_not_served": "%(value)s is not a country of this programme.",
    "text_too_long": "The text has %(length)s letters; at most %(most)s can be kept.",
    "status_unknown": "“%(value)s” is not open, closed, to be opened or to be closed.",
    "date_wrong": "“%(value)s” is not a date as the others in this column.",
    "date_unclear": "“%(value)s” could be two dates. Choose how this column writes dates.",
    "id_wrong": "“%(value)s” is not a number of a school from our own list.",
    "id_foreign": "This school belongs to another programme.",
    "too_many_cells": (
        "The row has %(cells)s cells, the header %(header)s. Is a comma inside a cell?"
    ),
    "too_few_cells": "The row has %(cells)s cells, the header %(header)s.",
    "word_unknown": "“%(value)s” is not known here and is left out.",
    "area_elsewhere": "%(value)s is not in %(country)s.",
    "number_as_code": "The codes were numbers; zeros at their start may be lost.",
}
"""What each code of a problem says, in English; `%(…)s` are the problem's `params`."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with one cell, or with the row when there is no column."""

    code: str
    """A key of `MESSAGES`."""
    column: str = ""
    """The header of the cell, or the field's name where the column has no header."""
    params: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """Say it in English."""
        return MESSAGES[self.code] % self.params


@dataclass(frozen=True, slots=True)
class RowError:
    """A row that cannot be taken, with every reason; the first is the one to show alone."""

    line: int
    """The line of the file the row begins on, counted from 1."""
    problems: tuple[Problem, ...]

    @property
    def column(self) -> str:
        """Name the column of the first problem."""
        return self.problems[0].column

    @property
    def code(self) -> str:
        """Return the code of the first problem."""
        return self.problems[0].code

    @property
    def message(self) -> str:
        """Say all problems in English."""
        return " ".join(problem.message for problem in self.problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanRow:
    """One school as its row says; None and () for what the row does not say."""

    line: int
    """The line of the file the row begins on, counted from 1."""
    name: str
    country: str
    """ISO 3166-1 alpha-2."""
    id: UUID | None = None
    """Our own, in a list that we exported."""
    official_code: str | None = None
    area: str | None = None
    """ISO 3166-2, or the region's name as given."""
    town: str | None = None
    kind: str | None = None
    ownership: str | None = None
    size_band: str | None = None
    setting: str | None = None
    langs: tuple[str, ...] = ()
    status: str | None = None
    """`open`, `proposed_to_close`, `closed` or `proposed_to_open`."""
    opened_on: dt.date | None = None
    closed_on: dt.date | None = None
    successor_code: str | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    """Further names by language."""
    given: frozenset[str] = frozenset()
    """Fields the list has a column for; an import changes no other."""
    warnings: tuple[Problem, ...] = ()
