"""Lists of invented schools, with the traits of the lists that countries publish."""

import csv
import io
import struct
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

REAL = Path(__file__).parent / "data" / "schools"
"""Lists that nobody here wrote; see the README there."""

Rows = Sequence[Sequence[object]]

A6_HEADER = ("Название", "Код", "Город")
A6_ROWS = (
    ("Школа № 1 «Радуга»", "0010", "Калинов"),
    ("Школа № 2", "02", "Калинов"),
    ("Лицей «Заря»", "0303", "Калинов"),
    ("Гимназия имени Весны", "0404", "Озёрск-на-Днестре"),
    ("Начальная школа «Ёжик»", "0505", "Озёрск-на-Днестре"),
    ("Вечерняя школа", "0606", "Новая Поляна"),
    ("Школа-сад «Подснежник»", "1.23E+11", "Новая Поляна"),
    ("Школа № 2", "", "Калинов"),
)
"""Six new schools, one code that a spreadsheet spoilt, one possible duplicate without a code."""


def a6_list() -> bytes:
    """Return the list of step A6 of the story: windows-1251, `;`, CRLF."""
    return written([A6_HEADER, *A6_ROWS], "cp1251")


def written(
    rows: Rows, encoding: str = "utf-8", delimiter: str = ";", end: str = "\r\n", mark: str = ""
) -> bytes:
    """Write rows as CSV.

    Args:
        rows: the header first.
        encoding: as Python names it.
        delimiter: the sign between cells.
        end: what ends a line.
        mark: what stands before all, such as the mark of byte order or a line `sep=;`.

    """
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(rows)
    return (mark + text.getvalue()).encode(encoding)


def workbook(rows: Rows, first_row: int = 0) -> bytes:
    """Write rows as XLSX; numbers stay numbers."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "default_date_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet("Schools")
    for number, cells in enumerate(rows, first_row):
        sheet.write_row(number, 0, cells)
    book.close()
    return file.getvalue()


def old_workbook(rows: Rows) -> bytes:
    """Write rows of texts and numbers as the XLS of Excel 97."""
    cells = b"".join(
        _cell(number, column, cell)
        for number, row in enumerate(rows)
        for column, cell in enumerate(row)
    )
    start = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0x600))
    name = _record(0x85, struct.pack("<IBBBB", len(start) + 20, 0, 0, 4, 0) + b"List")
    book = start + name + _record(0x0A, b"")
    sheet = _record(0x809, struct.pack("<HHHHII", 0x600, 16, 0, 0, 0, 0x600))
    return _compound(book + sheet + cells + _record(0x0A, b""))


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _cell(row: int, column: int, cell: object) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(cell, int | float):
        return _record(0x203, place + struct.pack("<d", cell))
    text = str(cell)
    return _record(0x204, place + struct.pack("<HB", len(text), 1) + text.encode("utf-16-le"))


def _compound(stream: bytes) -> bytes:
    """Pack one stream `Workbook` into the container of old Office files."""
    stream = stream.ljust(4096, b"\0")
    sectors = -(-len(stream) // 512)
    end, free, is_table = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
    chain = [is_table, end, *range(3, sectors + 2), end]
    table = struct.pack("<128I", *chain, *[free] * (128 - len(chain)))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1)
    header += struct.pack("<IIIIIII", 1, 0, 4096, end, 0, end, 0)
    header += struct.pack("<109I", 0, *[free] * 108)
    root = _entry("Root Entry", 5, child=1, start=end, size=0)
    book = _entry("Workbook", 2, child=free, start=2, size=len(stream))
    return header + table + (root + book).ljust(512, b"\0") + stream.ljust(sectors * 512, b"\0")


def _entry(name: str, kind: int, *, child: int, start: int, size: int) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    none = 0xFFFFFFFF
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(text), kind, 1, none, none, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
