"""A row as clean values, or as problems: codes and figures as data, said by `wordings`."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with one cell, or with the row when there is no column."""

    code: str
    """A key of `wordings.formats.PROBLEMS`, which says it."""
    column: str = ""
    """The header of the cell, or the field's name where the column has no header."""
    params: Mapping[str, str | int] = field(default_factory=dict)


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
