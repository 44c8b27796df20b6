"""Uploaded bytes become the table that their author saw."""

import csv
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import Invalid
from registry.columns.rules import suggest_mapping
from registry.encodings.rules import CODECS
from registry.tables.formats import Table, open_table
from tests import lists

UKRAINIAN = [
    ("Назва закладу", "Код ЄДРПОУ", "Телефон"),
    ("Середня школа №5 імені Лесі Українки", "0010", "032"),
    ("Ліцей «Євшан»", "02", "NA"),
]
THAI = [("ชื่อโรงเรียน", "จังหวัด"), ("โรงเรียนบ้านหนองบัว", "กระบี่"), ("โรงเรียนวัดพระธาตุ", "กระบี่")]


def refusal(data: bytes, **choices: str) -> Invalid:
    with pytest.raises(Invalid) as refused:
        open_table(data, **choices)  # type: ignore[arg-type]  # choices are texts here
    return refused.value


def table_of(table: Table) -> list[list[str]]:
    return [table.header, *(cells for _, cells in table)]


REAL = [
    ("moscow.csv", ",", 1554, 1774),
    ("lokiedu-many-countries.csv", ";", 433, 494),
    ("gias-sample.csv", ",", 4, 5),
    ("gias-example-crlf.csv", ",", 2, 3),
]


@pytest.mark.parametrize(("name", "delimiter", "count", "last_line"), REAL)
def test_a_real_list_is_read_as_another_reader_reads_it(
    name: str, delimiter: str, count: int, last_line: int
) -> None:
    path = lists.REAL / name
    table = open_table(path.read_bytes())
    with path.open(encoding="utf-8", newline="") as file:
        expected = list(csv.reader(file, delimiter=delimiter))
    rows = list(table)
    assert (table.encoding, table.delimiter) == ("utf-8", delimiter)
    assert [cells for _, cells in rows] == expected[1:]
    assert len(rows) == count
    assert rows[-1][0] == last_line


def test_line_numbers_of_a_real_list_are_those_of_an_editor() -> None:
    path = lists.REAL / "moscow.csv"
    lines = path.read_bytes().split(b"\n")
    name = open_table(path.read_bytes()).header.index("name")
    for line, cells in open_table(path.read_bytes()):
        first = cells[name].split("\n")[0].strip().replace('"', "")
        assert first in lines[line - 1].decode().replace('"', "")


RECODED = [
    ("windows-1251", "cp1251", ""),
    ("utf-8", "utf-8", "\ufeff"),
    ("utf-16le", "utf-16-le", "\ufeff"),
    ("utf-16le", "utf-16-le", ""),
    ("utf-16be", "utf-16-be", "\ufeff"),
    ("koi8-u", "koi8-u", ""),
    ("ibm866", "cp866", ""),
]


@pytest.mark.parametrize(("name", "codec", "mark"), RECODED)
def test_a_real_list_in_another_encoding_keeps_every_name(name: str, codec: str, mark: str) -> None:
    rows = [
        [cell.encode(codec, "ignore").decode(codec) for cell in cells]
        for cells in table_of(open_table((lists.REAL / "moscow.csv").read_bytes()))
    ]
    table = open_table(lists.written(rows, codec, mark=mark))
    assert (table.encoding, table.delimiter) == (name, ";")
    assert table_of(table) == rows


@pytest.mark.parametrize("mark", ["", "\ufeff", "sep=;\r\n", "\ufeffsep=;\r\n"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_marks_and_line_ends_change_nothing(mark: str, end: str) -> None:
    data = lists.written(UKRAINIAN, end=end, mark=mark.replace("\r\n", end))
    table = open_table(data)
    assert table_of(table) == [list(row) for row in UKRAINIAN]
    assert table.header_line == (2 if "sep" in mark else 1)
    assert list(suggest_mapping(table.header).values()) == ["name", "official_code"]


@pytest.mark.parametrize(
    ("rows", "codec", "name"),
    [
        (UKRAINIAN, "cp1251", "windows-1251"),
        (UKRAINIAN, "utf-16-le", "utf-16le"),
        (THAI, "cp874", "windows-874"),
        (THAI, "utf-16-be", "utf-16be"),
        (THAI, "utf-8", "utf-8"),
    ],
)
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_small_lists_are_recognised(
    rows: lists.Rows, codec: str, name: str, delimiter: str
) -> None:
    table = open_table(lists.written(rows, codec, delimiter))
    assert (table.kind, table.encoding, table.delimiter) == ("csv", name, delimiter)
    assert table_of(table) == [list(row) for row in rows]


def test_the_list_of_the_story_is_recognised() -> None:
    table = open_table(lists.a6_list())
    assert (table.encoding, table.delimiter, table.header_line) == ("windows-1251", ";", 1)
    assert suggest_mapping(table.header) == {0: "name", 1: "official_code", 2: "town"}
    assert [line for line, _ in table] == list(range(2, 10))


def test_a_dbf_header_and_its_codes_stay_as_they_are() -> None:
    data = b"ID,N,19,11;NAME,C,254\n319506.00000000000;SCHOOL A\n06520;SCHOOL B\n"
    table = open_table(data)
    assert table.header == ["ID,N,19,11", "NAME,C,254"]
    assert [cells[0] for _, cells in table] == ["319506.00000000000", "06520"]
    assert suggest_mapping(table.header) == {0: "official_code", 1: "name"}


def test_columns_without_a_name_stay() -> None:
    table = open_table(b",name,,\n1,School,,\n2,Other,,\n")
    assert table.header == ["", "name", "", ""]
    assert next(iter(table)) == (2, ["1", "School", "", ""])


def test_titles_above_the_header_are_passed_over() -> None:
    text = "Перелік шкіл;;\r\n\r\nстаном на 01.01.2026;;\r\nНазва;Код;Місто\r\nШкола;01;Київ\r\n"
    table = open_table(text.encode("cp1251"))
    assert (table.header_line, table.header) == (4, ["Назва", "Код", "Місто"])
    assert list(table) == [(5, ["Школа", "01", "Київ"])]


def test_the_person_may_correct_what_was_found() -> None:
    data = "a;b\nназва;код\nшкола;1\n".encode("cp1251")
    table = open_table(data, encoding="koi8-u", delimiter="|", header_line=2)
    assert (table.encoding, table.delimiter, table.header_line) == ("koi8-u", "|", 2)
    assert [line for line, _ in table] == [3]
    assert open_table(data, header_line=0).header == ["", ""]
    assert len(list(open_table(data, header_line=0))) == 3
    assert refusal(b"a;b\n\nc;d\n", header_line=2).reason == "no_header"  # type: ignore[arg-type]  # a number here


def test_a_file_is_read_like_bytes_and_again_and_again(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(lists.a6_list())
    with path.open("rb") as file:
        table = open_table(file)
        assert list(table) == list(open_table(lists.a6_list()))
        assert list(table) == list(table)


def test_a_spreadsheet_is_a_table_too() -> None:
    table = open_table(lists.workbook([("Title",), *UKRAINIAN, ("Школа", 7, 3)]))
    assert (table.kind, table.encoding, table.delimiter) == ("xlsx", "", "")
    assert (table.sheet, table.sheets, table.header_line) == ("Schools", ("Schools",), 2)
    assert [cells for _, cells in table][-1] == ["Школа", "7", "3"]
    assert table.number_columns == {1, 2}


HTML = "<html><head><meta charset=utf-8></head><body><table><tr><td>School</td></table>"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty_file"),
        (b"\r\n \r\n", "empty_file"),
        (b"\xef\xbb\xbf\n", "empty_file"),
        (b"name;code\r\n", "no_rows"),
        (b"name;code\r\n;\r\n", "no_rows"),
        (HTML.encode(), "html_not_table"),
        (b"\xef\xbb\xbf\r\n <!DOCTYPE HTML><table>", "html_not_table"),
        (HTML.encode("utf-16"), "html_not_table"),
        (b'<?xml version="1.0"?><Workbook xmlns="x">', "html_not_table"),
        (b"%PDF-1.7\n%\xe2\xe3", "not_a_table"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "not_a_table"),
        (b"PK\x03\x04" + bytes(40), "not_a_table"),
        (b"name,code\nA,\x001\nB,2\n", "not_a_table"),
        (bytes(range(1, 256)) * 40, "not_a_table"),
        (b"name,code\n" + b"A,1\n" * 40_000 + b"B\x00,2\n", "not_a_table"),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    assert refusal(data).reason == reason


def test_html_under_the_name_of_a_spreadsheet_is_told_what_to_do() -> None:
    assert "save it as CSV or XLSX" in refusal(HTML.encode()).detail


def test_a_broken_letter_is_named_by_its_line() -> None:
    data = "name,town\nШкола,Київ\n".encode() * 9000 + b"A,\xff\n"
    refused = refusal(data)
    assert (refused.reason, refused.extra["line"]) == ("undecodable", 18_001)


def test_a_wrong_choice_of_encoding_is_refused() -> None:
    assert refusal("a\nШкола\n".encode("cp1251"), encoding="utf-8").extra["line"] == 2
    assert refusal(b"a\nb\n", encoding="klingon").reason == "unknown_encoding"


def test_memory_stays_flat_however_long_the_list_is() -> None:
    # The first list pays for what is made once, and is not looked at.
    command = [sys.executable, "-m", "tests.registry.tables.peak", "2000", "2000", "20000"]
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    _, short, long = map(int, said.stdout.split())
    assert long < short + 300_000


names = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufeff"),
    min_size=1,
    max_size=30,
).filter(str.strip)


@given(
    st.lists(st.tuples(names, names), min_size=2, max_size=8),
    st.sampled_from(["utf-8", "utf-16-le", "utf-16-be"]),
)
def test_any_names_survive_the_way_there_and_back(rows: list[tuple[str, str]], codec: str) -> None:
    table = open_table(lists.written([("name", "town"), *rows], codec, mark="\ufeff"))
    assert [cells for _, cells in table] == [list(row) for row in rows]
    assert CODECS[table.encoding] == codec


@pytest.mark.parametrize("codec", ["cp1251", "koi8-u", "cp874", "cp1252", "cp1250"])
def test_names_in_nfc_survive_every_encoding(codec: str) -> None:
    rows = THAI if codec == "cp874" else [("name", "town"), ("École", "Âge")]
    if codec in {"cp1251", "koi8-u"}:
        rows = [("Назва", "Місто"), ("Школа майбутнього", "Київ")]
    if codec == "cp1250":
        rows = [("Nazwa", "Miasto"), ("Szkoła Święta", "Łódź"), ("Źródło", "Gdańsk")]
    found = table_of(open_table(lists.written(rows, codec)))
    assert found == [[unicodedata.normalize("NFC", cell) for cell in row] for row in rows]
