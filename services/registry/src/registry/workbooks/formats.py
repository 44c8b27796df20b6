"""Spreadsheets (XLSX, and the older XLS) read as rows of text."""

import datetime as dt
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from chassis.errors import Invalid, sentence

MAX_ROWS = 100_000
"""Rows below the header that are read from a spreadsheet; a longer list is sent as CSV."""

MAX_CELLS = 6_000_000
"""Cells between the first and the last used one; they are held in memory at once."""

MAX_BYTES = 400_000_000
"""Unpacked size of one part of the file."""

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CELL = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br=["']([A-Z]{1,3})(\d{1,7})["']""")
_LAST_CELL_BYTES = 200
_EXACT_BELOW = 1e15
_FRACTION_DIGITS = 14

Cell = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


def is_workbook(head: bytes) -> bool:
    """Tell from the first bytes whether to read this as a spreadsheet."""
    return head.startswith((_ZIP, _OLE))


class Workbook:
    """One sheet of a spreadsheet, its rows as text.

    Attributes:
        number_columns: columns in which numbers were found, known after reading the rows.

    """

    def __init__(self, file: BinaryIO, sheet: str | None) -> None:
        book = _load(file)
        self.sheets = tuple(book.sheet_names)
        self.sheet, self._cells = _choose(book, sheet)
        self.number_columns: set[int] = set()

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """Yield each row that has anything in it, with its number in the sheet."""
        with _refusing_damage():
            rows = self._cells.iter_rows()
        for line, cells in enumerate(rows, start=1):
            texts = [
                cell.strip() if isinstance(cell, str) else self._text(column, cell)
                for column, cell in enumerate(cells)
            ]
            if any(texts):
                yield line, texts

    def _text(self, column: int, cell: Cell) -> str:
        if isinstance(cell, bool):
            return str(cell).upper()
        if isinstance(cell, int | float):
            self.number_columns.add(column)
            return number_text(cell)
        return _moment_text(cell)


def number_text(number: float) -> str:
    """Write a cell's number: integers as digits, numbers too long to be exact with an exponent."""
    if abs(number) >= _EXACT_BELOW:
        return f"{number:.{_FRACTION_DIGITS}E}"
    return str(int(number)) if number == int(number) else repr(number)


def _moment_text(cell: Cell) -> str:
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, dt.date | dt.time) else str(cell)


@contextmanager
def _refusing_damage() -> Iterator[None]:
    """Turn what the reader raises on a damaged file into a refusal."""
    try:
        yield
    except PasswordError as error:
        raise Invalid(
            "This spreadsheet is protected by a password. Save it without one.",
            reason="protected",
        ) from error
    except BaseException as error:
        # The reader is written in Rust; its panics are no Exception, and their class has no home.
        if isinstance(error, CalamineError) or type(error).__name__ == "PanicException":
            raise Invalid(
                "This spreadsheet cannot be read. Save it as CSV or XLSX and send that file.",
                reason="not_a_table",
            ) from error
        raise


def _load(file: BinaryIO) -> CalamineWorkbook:
    file.seek(0)
    if file.read(4) == _ZIP:
        _check_package(file)
    file.seek(0)
    with _refusing_damage():
        return CalamineWorkbook.from_filelike(file)


def _choose(book: CalamineWorkbook, wanted: str | None) -> tuple[str, CalamineSheet]:
    if wanted is not None and wanted not in book.sheet_names:
        raise Invalid(
            sentence("There is no sheet %(wanted)s.", wanted=wanted),
            reason="no_sheet",
            sheets=book.sheet_names,
        )
    for name in [wanted] if wanted else book.sheet_names:
        with _refusing_damage():
            sheet = book.get_sheet_by_name(name)
        if sheet.height > MAX_ROWS + 1:
            raise _too_long(sheet.height)
        if sheet.height:
            return name, sheet
    raise Invalid("The spreadsheet is empty.", reason="empty_file")


def _too_long(rows: int) -> Invalid:
    return Invalid(
        sentence(
            "The sheet has %(rows)s rows. At most %(most)s are read from a spreadsheet: "
            "save it as CSV and send that file.",
            rows=rows,
            most=MAX_ROWS,
        ),
        reason="too_many_rows",
        rows=rows,
    )


def _check_package(file: BinaryIO) -> None:
    try:
        with zipfile.ZipFile(file) as package:
            if "xl/workbook.xml" not in package.namelist():
                raise Invalid(
                    "This is a packed file, not a list. Unpack it and send the CSV or XLSX inside.",
                    reason="not_a_table",
                )
            for part in package.infolist():
                if part.filename.startswith("xl/") and part.filename.endswith(".xml"):
                    _check_part(package, part)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise Invalid("This spreadsheet is damaged.", reason="not_a_table") from error


def _check_part(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Refuse parts that would fill the memory: packed too well, or with a stray far cell."""
    if part.file_size > MAX_BYTES:
        raise Invalid("The spreadsheet is too large. Save it as CSV.", reason="too_large")
    if "/worksheets/" not in part.filename:
        return
    columns, last_row, rest = set[bytes](), 0, b""
    with package.open(part) as stream:
        while chunk := stream.read(1 << 20):
            found = _CELL.findall(rest + chunk)
            columns.update(column for column, _ in found)
            last_row = max(last_row, max((int(row) for _, row in found), default=0))
            rest = chunk[-_LAST_CELL_BYTES:]
    if last_row * max(map(_column_number, columns), default=0) > MAX_CELLS:
        raise _too_long(last_row)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
