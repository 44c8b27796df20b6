"""Text is cut into rows without loss, whatever stands in the cells."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.tables import rules
from registry.tables.rules import Layout, Records, Row


def cut(text: str, delimiter: str = ";") -> list[Row]:
    return list(Records(io.StringIO(text, newline="\n"), Layout(delimiter, 1)))


def layout_of(text: str) -> Layout:
    return rules.detect_layout(text.splitlines(keepends=True), whole=True)


def test_a_row_bears_the_line_it_begins_on() -> None:
    text = 'name;town\r\n"two\r\nlines";A\r\n\r\n;\r\nlast;B'
    assert cut(text) == [
        (1, ["name", "town"]),
        (2, ["two\r\nlines", "A"]),
        (6, ["last", "B"]),
    ]


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ('"Rainbow" school;Kyiv', ['"Rainbow" school', "Kyiv"]),
        ('School "Rainbow";Kyiv', ['School "Rainbow"', "Kyiv"]),
        ('"School ""Rainbow""";Kyiv', ['School "Rainbow"', "Kyiv"]),
        ('"never closed;Kyiv', ['"never closed', "Kyiv"]),
    ],
)
def test_quotation_marks_against_the_rules_stay_in_the_name(line: str, cells: list[str]) -> None:
    assert cut(f"name;town\n{line}\nlast;A\n")[1:] == [(2, cells), (3, ["last", "A"])]


def test_a_mark_that_is_never_closed_swallows_no_rows_of_a_long_list() -> None:
    rest = [f"School {number};Town" for number in range(20_000)]
    rows = cut("\n".join(["name;town", '"open;A', *rest]))
    assert len(rows) == 20_002
    assert rows[-1] == (20_002, ["School 19999", "Town"])


cells = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)


@given(st.lists(st.lists(cells, min_size=2, max_size=4), min_size=1, max_size=6))
def test_whatever_csv_writes_is_read_back(rows: list[list[str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL).writerows(rows)
    kept = [row for row in rows if any(map(str.strip, row))]
    assert [found for _, found in cut(text.getvalue())] == kept


@pytest.mark.parametrize("delimiter", rules.DELIMITERS)
def test_the_delimiter_is_the_one_all_rows_agree_on(delimiter: str) -> None:
    rows = [("name", "town"), ("School, the first", "A"), ("Big; old", "B"), ("C", "D")]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    assert layout_of(text.getvalue()) == Layout(delimiter, 1)


def test_commas_in_every_address_do_not_win_over_the_true_delimiter() -> None:
    rows = "".join(f"Школа {number};м. Київ, вул. Нова, {number}\n" for number in range(9))
    assert layout_of("Назва;Адреса\n" + rows).delimiter == ";"


def test_commas_in_a_header_do_not_win_over_the_true_delimiter() -> None:
    text = "ID,N,19,11;NAME,C,254;TOWN,C,80\n1;A;B\n2;C;D\n"
    assert layout_of(text).delimiter == ";"


@pytest.mark.parametrize("line", ["sep=;", "SEP=;", '"sep=;"'])
def test_a_first_line_may_name_the_delimiter(line: str) -> None:
    assert layout_of(f"{line}\r\na,b;c\r\nd;e\r\n") == Layout(";", 2)


def test_one_column_of_long_names_is_not_cut_at_commas() -> None:
    text = "Название\nШкола села Новое, филиал\nШкола\nЛицей, гимназия, сад\nШкола 2\n"
    assert layout_of(text).delimiter == "\t"


@pytest.mark.parametrize(
    ("text", "end"), [("a\r\nb\r", "\n"), ("a\nb\r", "\n"), ("a\rb\r", "\r"), ("a", "\n")]
)
def test_only_old_macs_end_lines_with_cr(text: str, end: str) -> None:
    assert rules.line_end(text) == end


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ([["Schools of the county", ""], ["Name", "Town"], ["A", "B"]], 2),
        ([["Schools", "2026"], ["School name", "Town"], ["A", "B"]], 2),
        ([["x1", "x2"], ["A", "B"]], 1),
        ([["x1", ""], ["Name", "Town"]], 2),
        ([["only"], ["A"]], 1),
        ([["", "name", ""], ["1", "A", ""]], 1),
    ],
)
def test_the_header_is_found_below_titles(rows: list[list[str]], line: int) -> None:
    assert rules.find_header(list(enumerate(rows, 1))) == (line, rows[line - 1])
