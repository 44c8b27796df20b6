"""The list of schools as a file, which the import reads again as unchanged."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import IO, Any

from xlsxwriter import Workbook

from registry.names.rules import safe_cell
from registry.schools.model import School

BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel takes UTF-8 for the code page of its own country."""

CODES = ("official_code", "successor_code")
COLUMNS = {
    "id": "id",
    "official_code": "official_code",
    "name": "name",
    "country": "country",
    "area": "area",
    "town": "town",
    "kind": "kind",
    "ownership": "ownership",
    "size_band": "size_band",
    "setting": "setting",
    "langs": "langs",
    "status": "operating",
    "opened_on": "opened_on",
    "closed_on": "closed_on",
    "successor_code": "successor_code",
}
"""The header's words, as the import knows its fields, and the columns they show."""


def header(languages: Sequence[str]) -> list[str]:
    """Return the first line; each other language of a name has a column."""
    return [*COLUMNS, *(f"names.{language}" for language in languages)]


def cells(school: School, languages: Sequence[str]) -> list[str]:
    """Return a school as cells that no spreadsheet runs."""
    own = [_cell(word, getattr(school, column)) for word, column in COLUMNS.items()]
    return [*own, *(safe_cell(school.names.get(language, "")) for language in languages)]


def _cell(word: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return safe_cell(", ".join(value))
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    # The import takes one apostrophe off every code, since spreadsheets put one there.
    if word in CODES and text.startswith("'"):
        return "'" + text
    return safe_cell(text)


def csv_lines(schools: Iterable[School], languages: Sequence[str]) -> Iterator[str]:
    """Yield the file in pieces; memory stays flat however long the list is."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(header(languages))
    yield BYTE_ORDER_MARK + buffer.getvalue()
    for school in schools:
        buffer.seek(0)
        buffer.truncate()
        writer.writerow(cells(school, languages))
        yield buffer.getvalue()


def write_workbook(into: IO[bytes], schools: Iterable[School], languages: Sequence[str]) -> None:
    """Write the same cells as a workbook of texts, so that no code loses its zeros."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(into, options) as book:
        sheet = book.add_worksheet("schools")
        for number, row in enumerate(_rows(schools, languages)):
            for column, text in enumerate(row):
                if text:
                    sheet.write_string(number, column, text)


def _rows(schools: Iterable[School], languages: Sequence[str]) -> Iterator[list[str]]:
    yield header(languages)
    for school in schools:
        yield cells(school, languages)
