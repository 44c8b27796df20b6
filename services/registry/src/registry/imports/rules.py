"""One row of a school list checked: what its cells mean, or everything wrong with them."""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from registry.columns import rules as columns
from registry.countries import rules as countries
from registry.dates import rules as dates
from registry.names import rules as names
from registry.rows.rules import CleanRow, Problem, RowError

MISSING = frozenset(
    {"", "†", "–", "—", "-", "NA", "N/A", "n/a", "#N/A", "NULL", "null", "NaN", "nan"}
)
"""Cells that say nothing."""

NO_DATE = frozenset({"0000-00-00", "00.00.0000"})
"""What some databases write for no date."""

TEXT_CHARACTERS = {"town": 120, "area": 80}
"""How long these may be; they are never cut."""

_CODES = frozenset({"official_code", "successor_code"})
_BETWEEN_WORDS = re.compile(r"[,;/|+&]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """What holds for every row of one import."""

    header: Sequence[str] = ()
    country: str | None = None
    """For rows without one."""
    served: frozenset[str] = frozenset()
    """Countries the partner serves."""
    any_country: bool = False
    date_formats: Mapping[str, str] = field(default_factory=dict)
    """Field to one of `dates.rules.FORMATS`; a field that is absent takes unmistakable dates."""


def check_row(
    line: int, cells: Sequence[str], mapping: Mapping[int, str], defaults: Defaults
) -> CleanRow | RowError:
    """Turn the cells of one row into values, or say everything that is wrong with them.

    Args:
        line: where the row begins in the file, counted from 1.
        cells: as read; a row may be shorter than the header.
        mapping: column, counted from 0, to field; `columns.rules.check_mapping` has approved it.
        defaults: the same for all rows of an import.

    """
    reader = _Reader(cells, mapping, defaults)
    values = reader.values()
    if reader.problems:
        return RowError(line, tuple(reader.problems))
    return CleanRow(
        line=line,
        given=frozenset(mapping.values()),
        warnings=tuple(reader.warnings),
        **values,
    )


class _Reader:
    """The cells of one row, and what is found wrong with them."""

    def __init__(
        self, cells: Sequence[str], mapping: Mapping[int, str], defaults: Defaults
    ) -> None:
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self._mapping = mapping
        self._cells = cells
        self._defaults = defaults

    def values(self) -> dict[str, Any]:
        """Read every mapped field; `problems` is empty when the values can be used."""
        self._check_width()
        values: dict[str, Any] = {"name": "", "country": ""}
        for column, name in self._mapping.items():
            text = self._text(column, name)
            if not text:
                continue
            if name in _READ:
                values[name] = _READ[name](self, name, text)
            else:
                values.setdefault("names", {})[name.partition(".")[2]] = self.name(name, text)
        if not values["name"]:
            self._problem("name_missing", "name")
        if not values["country"]:
            values["country"] = self._default_country()
        if "area" in values:
            self._compare_area(values["area"], values["country"])
        return values

    def _text(self, column: int, name: str) -> str:
        text = names.clean(self._cells[column]) if column < len(self._cells) else ""
        if text[:1] == "'":
            text = text[1:] if name in _CODES else names.plain_cell(text)
        if text not in MISSING:
            return text
        says_namibia = text == "NA" and name == "country" and text in self._defaults.served
        return text if says_namibia else ""

    def _problem(self, code: str, name: str = "", **params: str | int) -> None:
        self.problems.append(Problem(code, self._column(name), params))

    def _warn(self, code: str, name: str = "", **params: str | int) -> None:
        self.warnings.append(Problem(code, self._column(name), params))

    def _column(self, name: str) -> str:
        header = self._defaults.header
        mapped = (column for column, field in self._mapping.items() if field == name)
        column = next(mapped, len(header))
        return (header[column].strip() if column < len(header) else "") or name

    def _check_width(self) -> None:
        width, header = len(self._cells), len(self._defaults.header)
        if not header or width == header:
            return
        if width < header:
            self._warn("too_few_cells", cells=width, header=header)
        elif any(map(str.strip, self._cells[header:])):
            self._problem("too_many_cells", cells=width, header=header)

    def name(self, name: str, text: str) -> str:
        """Read the school's name, or its name in another language."""
        if len(text) < names.NAME_CHARACTERS.start:
            self._problem("name_too_short", name, value=text)
        elif len(text) not in names.NAME_CHARACTERS:
            self._problem("name_too_long", name, length=len(text))
        return text

    def code(self, name: str, text: str) -> str:
        """Read a code, as it is."""
        if names.is_spreadsheet_number(text):
            self._problem("code_number", name, value=text)
        elif len(text) not in names.CODE_CHARACTERS:
            self._problem("code_too_long", name, length=len(text))
        return text

    def country(self, name: str, text: str) -> str:
        """Read a country by code or by name."""
        code = countries.country_code(text)
        if code is None:
            self._problem("country_unknown", name, value=text)
        else:
            self._check_served(code, text)
        return code or text

    def _default_country(self) -> str:
        code = self._defaults.country
        if code is None:
            self._problem("country_missing", "country")
            return ""
        self._check_served(code, code)
        return code

    def _check_served(self, code: str, text: str) -> None:
        if not self._defaults.any_country and code not in self._defaults.served:
            self._problem("country_not_served", "country", value=text)

    def short_text(self, name: str, text: str) -> str:
        """Read a town or an area."""
        most = TEXT_CHARACTERS[name]
        if len(text) > most:
            self._problem("text_too_long", name, length=len(text), most=most)
        return (countries.area_code(text) or text) if name == "area" else text

    def _compare_area(self, area: str, country: str) -> None:
        if countries.area_code(area) and not area.startswith(f"{country}-"):
            self._warn("area_elsewhere", "area", value=area, country=country)

    def status(self, name: str, text: str) -> str | None:
        """Read one of the four states; a wrong guess could close a school, so none is made."""
        value = columns.value_of(name, text)
        if value is None:
            self._problem("status_unknown", name, value=text)
        return value

    def word(self, name: str, text: str) -> str | None:
        """Read a field of a few words; others are left out."""
        value = columns.size_band(text) if name == "size_band" else columns.value_of(name, text)
        if value is None:
            self._warn("word_unknown", name, value=text)
        return value

    def langs(self, name: str, text: str) -> tuple[str, ...]:
        """Read languages, by code or by name."""
        found: dict[str, None] = {}
        for word in filter(None, map(str.strip, _BETWEEN_WORDS.split(text))):
            code = countries.language_code(word)
            if code is None:
                self._warn("word_unknown", name, value=word)
            else:
                found[code] = None
        return tuple(found)

    def date(self, name: str, text: str) -> dt.date | None:
        """Read a date as the column writes them."""
        if text in NO_DATE:
            return None
        form = self._defaults.date_formats.get(name)
        days = {dates.parse(text, each) for each in ([form] if form else dates.possible(text))}
        if len(days) > 1:
            self._problem("date_unclear", name, value=text)
        elif not days or None in days:
            self._problem("date_wrong", name, value=text)
        return next(iter(days), None)

    def id(self, name: str, text: str) -> UUID | None:
        """Read our own id."""
        try:
            return UUID(text)
        except ValueError:
            self._problem("id_wrong", name, value=text)
            return None


_READ: Mapping[str, Callable[[_Reader, str, str], Any]] = {
    "id": _Reader.id,
    "name": _Reader.name,
    "official_code": _Reader.code,
    "successor_code": _Reader.code,
    "country": _Reader.country,
    "area": _Reader.short_text,
    "town": _Reader.short_text,
    "kind": _Reader.word,
    "ownership": _Reader.word,
    "size_band": _Reader.word,
    "setting": _Reader.word,
    "langs": _Reader.langs,
    "status": _Reader.status,
    "opened_on": _Reader.date,
    "closed_on": _Reader.date,
}
