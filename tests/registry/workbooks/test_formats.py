"""Spreadsheets are read as text, without inventing or losing digits."""

import datetime as dt
import io
import zipfile

import pytest

from chassis.errors import Invalid
from registry.workbooks import formats
from tests import lists

HEADER = ("name", "code")


def opened(data: bytes, sheet: str | None = None) -> formats.Workbook:
    return formats.Workbook(io.BytesIO(data), sheet)


def reason(data: bytes, sheet: str | None = None) -> str:
    with pytest.raises(Invalid) as refused:
        opened(data, sheet)
    return refused.value.reason


def test_numbers_become_their_digits_and_their_column_is_remembered() -> None:
    book = opened(lists.workbook([HEADER, ("School", 319506), ("Other", "0010")]))
    assert list(book.records()) == [
        (1, ["name", "code"]),
        (2, ["School", "319506"]),
        (3, ["Other", "0010"]),
    ]
    assert book.number_columns == {1}


def test_an_old_xls_is_read_too() -> None:
    book = opened(lists.old_workbook([("Назва", "Код"), ("Школа «Зоря»", 319506), ("Б", "0010")]))
    assert list(book.records()) == [
        (1, ["Назва", "Код"]),
        (2, ["Школа «Зоря»", "319506"]),
        (3, ["Б", "0010"]),
    ]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (319506.0, "319506"),
        (0, "0"),
        (-7.0, "-7"),
        (12.5, "12.5"),
        (123000000000.0, "123000000000"),
        (1234567890123456789.0, "1.23456789012346E+18"),
    ],
)
def test_a_number_too_long_to_be_exact_shows_it(number: float, text: str) -> None:
    assert formats.number_text(number) == text


def test_dates_and_truths_have_one_spelling() -> None:
    rows = [HEADER, (dt.datetime(2024, 1, 1), True), (dt.datetime(2024, 1, 1, 8, 30), False)]  # noqa: DTZ001 - cells know no zone
    found = [cells for _, cells in opened(lists.workbook(rows)).records()]
    assert found[1:] == [["2024-01-01", "TRUE"], ["2024-01-01T08:30:00", "FALSE"]]


def test_rows_keep_their_number_when_others_are_empty() -> None:
    book = opened(lists.workbook([HEADER, ("A", "1"), (), ("B", "2")], first_row=4))
    assert [line for line, _ in book.records()] == [5, 6, 8]


def test_a_sheet_that_is_not_there_is_named() -> None:
    assert reason(lists.workbook([HEADER, ("A", "1")]), "Pupils") == "no_sheet"


def test_an_empty_spreadsheet_is_refused() -> None:
    assert reason(lists.workbook([])) == "empty_file"


def test_a_packed_file_that_is_no_spreadsheet_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("schools.csv", "name\n")
    assert reason(file.getvalue()) == "not_a_table"


@pytest.mark.parametrize("data", [b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 99])
def test_a_damaged_spreadsheet_is_refused(data: bytes) -> None:
    assert reason(data) == "not_a_table"


@pytest.mark.parametrize("length", [700, 1600, 3000])
def test_an_old_spreadsheet_cut_short_is_refused_without_a_crash(length: int) -> None:
    assert reason(lists.old_workbook([HEADER, ("A", "1")])[:length]) == "not_a_table"


def test_damage_inside_a_spreadsheet_is_refused() -> None:
    whole = lists.workbook([HEADER, *(("School", "1") for _ in range(50))])
    middle = whole.index(b"sheet1.xml") + 60
    assert reason(whole[:middle] + bytes(40) + whole[middle + 40 :]) == "not_a_table"


def test_a_cell_far_away_does_not_fill_the_memory() -> None:
    assert reason(_with_cell("XFD1048576")) == "too_many_rows"


def test_more_rows_than_are_read_from_a_spreadsheet_are_refused() -> None:
    assert reason(_with_cell("A100002")) == "too_many_rows"
    assert opened(_with_cell("A100001")).sheet == "Schools"


def _with_cell(place: str) -> bytes:
    """Return a spreadsheet with one more cell, far away."""
    row = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    cell = f'<row r="{row}"><c r="{place}"><v>1</v></c></row></sheetData>'
    made, changed = lists.workbook([HEADER, ("A", "1")]), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(changed, "w") as new:
        for part in old.infolist():
            text = old.read(part)
            new.writestr(part.filename, text.replace(b"</sheetData>", cell.encode()))
    return changed.getvalue()
