"""A row is taken whole, or refused with every reason."""

import csv
import datetime as dt
import json
import unicodedata
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.columns.rules import FIELDS, suggest_mapping
from registry.dates.rules import date_formats
from registry.imports import rules
from registry.imports.rules import Defaults, check_row
from registry.names.rules import safe_cell
from registry.rows.rules import CleanRow, Problem, RowError
from registry.tables.formats import Table, open_table
from registry.wordings.formats import PROBLEMS, problem_words
from tests import lists

MD = Defaults(country="MD", served=frozenset({"MD"}))


def clean(defaults: Defaults = MD, **cells: str) -> CleanRow:
    row = checked(defaults, **cells)
    assert isinstance(row, CleanRow), row
    return row


def refused(defaults: Defaults = MD, **cells: str) -> list[str]:
    row = checked(defaults, **cells)
    assert isinstance(row, RowError), row
    return [problem.code for problem in row.problems]


def checked(defaults: Defaults = MD, **cells: str) -> CleanRow | RowError:
    cells = {"name": "School"} | cells
    return check_row(2, list(cells.values()), dict(enumerate(cells)), defaults)


def all_rows(table: Table, defaults: Defaults) -> list[CleanRow | RowError]:
    mapping = suggest_mapping(table.header)
    return [check_row(line, cells, mapping, defaults) for line, cells in table]


def test_a_row_becomes_typed_values() -> None:
    row = clean(
        name=" Школа\n№ 5 ",
        official_code="0010",
        town="Chişinău",
        area="md-cu",
        kind="Начальная",
        ownership="private",
        size_band="237",
        setting="urban",
        langs="ro, Russian; english",
        status="Open, but proposed to close",
        opened_on="1970-09-01",
        closed_on="31.08.2026",
        successor_code="0011",
        id="01985a00-0000-7000-8000-000000000001",
    )
    assert row == CleanRow(
        line=2,
        name="Школа № 5",
        country="MD",
        official_code="0010",
        town="Chişinău",
        area="MD-CU",
        kind="primary",
        ownership="private",
        size_band="150-299",
        setting="urban",
        langs=("ro", "ru", "en"),
        status="proposed_to_close",
        opened_on=dt.date(1970, 9, 1),
        closed_on=dt.date(2026, 8, 31),
        successor_code="0011",
        id=UUID("01985a00-0000-7000-8000-000000000001"),
        given=frozenset(FIELDS) - {"country"},
    )


@pytest.mark.parametrize("cell", ["", " ", "†", "–", "-", "NA", "N/A", "n/a"])
def test_cells_that_say_nothing_are_nothing(cell: str) -> None:
    row = clean(town=cell, official_code=cell, status=cell, langs=cell, opened_on=cell)
    assert (row.town, row.official_code, row.status, row.langs) == (None, None, None, ())
    assert refused(name=cell) == ["name_missing"]


@pytest.mark.parametrize("code", ["0010", "02", "06520", "2", "00", "E09000020", "ab-1/2"])
def test_a_code_stays_as_it_is(code: str) -> None:
    assert clean(official_code=code).official_code == code
    assert clean(official_code="'" + code).official_code == code


@pytest.mark.parametrize("code", ["1.23E+11", "319506.00000000000", "12.5", "1,23E+11"])
def test_a_code_that_a_spreadsheet_spoilt_is_refused_with_the_remedy(code: str) -> None:
    row = checked(official_code=code)
    assert isinstance(row, RowError)
    assert (row.line, row.column, row.code) == (2, "official_code", "code_number")
    assert code in problem_words(row.problems[0])
    assert "Text" in problem_words(row.problems[0])


def test_names_and_codes_are_never_cut() -> None:
    assert clean(name="ш" * 300).name == "ш" * 300
    assert refused(name="ш" * 301) == ["name_too_long"]
    assert refused(name="ш") == ["name_too_short"]
    assert clean(official_code="1" * 40).official_code == "1" * 40
    assert refused(official_code="1" * 41) == ["code_too_long"]
    assert refused(town="т" * 121, area="т" * 81) == ["text_too_long", "text_too_long"]


def test_a_country_is_read_for_each_row_and_must_be_served() -> None:
    assert clean(country="").country == "MD"
    assert clean(country="Молдова").country == "MD"
    assert refused(country="Ukraine") == ["country_not_served"]
    assert refused(country="Atlantis") == ["country_unknown"]
    assert refused(Defaults(served=frozenset({"MD"}))) == ["country_missing"]
    assert clean(Defaults(any_country=True), country="Ukraine").country == "UA"


def test_na_is_namibia_only_where_namibia_is_served() -> None:
    namibia = Defaults(country="MD", served=frozenset({"MD", "NA"}))
    assert clean(namibia, country="NA").country == "NA"
    assert clean(country="NA").country == "MD"


def test_an_area_is_a_code_or_a_name_and_one_of_another_country_is_pointed_out() -> None:
    assert clean(area="Орхейский район").area == "Орхейский район"
    elsewhere = clean(area="UA-46")
    assert elsewhere.area == "UA-46"
    assert [warning.code for warning in elsewhere.warnings] == ["area_elsewhere"]


def test_words_that_are_not_known_are_left_out_with_a_warning() -> None:
    row = clean(kind="castle", size_band="lots", langs="ro, elvish")
    assert (row.kind, row.size_band, row.langs) == (None, None, ("ro",))
    assert [(warning.code, warning.column) for warning in row.warnings] == [
        ("word_unknown", "kind"),
        ("word_unknown", "size_band"),
        ("word_unknown", "langs"),
    ]


def test_a_status_that_is_not_known_is_not_guessed() -> None:
    assert refused(status="sleeping") == ["status_unknown"]


def test_dates_follow_their_column() -> None:
    dmy = Defaults(country="MD", served=MD.served, date_formats={"opened_on": "dmy"})
    serial = Defaults(country="MD", served=MD.served, date_formats={"opened_on": "serial"})
    assert clean(dmy, opened_on="01/02/2026").opened_on == dt.date(2026, 2, 1)
    assert refused(dmy, opened_on="02/13/2026") == ["date_wrong"]
    assert refused(opened_on="01/02/2026") == ["date_unclear"]
    assert clean(opened_on="02/02/2026").opened_on == dt.date(2026, 2, 2)
    assert clean(serial, opened_on="45292").opened_on == dt.date(2024, 1, 1)
    assert refused(dmy, opened_on="45292") == ["date_wrong"]
    assert clean(opened_on="0000-00-00").opened_on is None


def test_names_in_languages_are_kept_by_language() -> None:
    row = clean(MD, **{"names.uk": "Школа", "names.ro": "Școala", "names.en": ""})
    assert row.names == {"uk": "Школа", "ro": "Școala"}
    assert row.given == {"name", "names.uk", "names.ro", "names.en"}


def test_an_id_that_is_not_ours_in_form_is_refused() -> None:
    assert refused(id="17") == ["id_wrong"]


def test_every_problem_of_a_row_is_told_at_once() -> None:
    row = checked(name="", official_code="1.5", country="Atlantis")
    assert isinstance(row, RowError)
    assert {problem.code for problem in row.problems} == {
        "name_missing",
        "code_number",
        "country_unknown",
    }


def test_a_problem_names_the_column_as_the_list_does() -> None:
    defaults = Defaults(header=["Назва ", ""], country="MD", served=MD.served)
    row = check_row(7, ["", "1.5"], {0: "name", 1: "official_code"}, defaults)
    assert isinstance(row, RowError)
    assert [problem.column for problem in row.problems] == ["official_code", "Назва"]


def test_cells_beyond_the_header_are_refused_and_missing_ones_pointed_out() -> None:
    defaults = Defaults(header=["name", "town"], country="MD", served=MD.served)
    mapping = {0: "name", 1: "town"}
    long = check_row(2, ["School", " the first", "A"], mapping, defaults)
    assert isinstance(long, RowError)
    assert long.code == "too_many_cells"
    assert isinstance(check_row(2, ["School", "A", "", " "], mapping, defaults), CleanRow)
    short = check_row(2, ["School"], mapping, defaults)
    assert isinstance(short, CleanRow)
    assert [warning.code for warning in short.warnings] == ["too_few_cells"]


def test_every_message_can_be_said_with_the_figures_of_its_problem() -> None:
    params: dict[str, Any] = dict.fromkeys(
        ("value", "length", "most", "cells", "header", "country", "first"), "x"
    )
    assert all(problem_words(Problem(code, "name", params)) for code in PROBLEMS)


def test_the_list_of_the_story_has_seven_rows_and_one_error() -> None:
    rows = all_rows(open_table(lists.a6_list()), MD)
    assert [row.line for row in rows if isinstance(row, RowError)] == [8]
    taken = [row for row in rows if isinstance(row, CleanRow)]
    assert [row.official_code for row in taken][:2] == ["0010", "02"]
    assert len(taken) == 7


def test_schools_of_one_name_with_different_codes_stay_different() -> None:
    rows = [("name", "code"), *(("Free Pentecostal School", f"{n:03}") for n in range(5))]
    taken = all_rows(open_table(lists.written(rows)), MD)
    assert len({row.official_code for row in taken if isinstance(row, CleanRow)}) == 5


@pytest.mark.parametrize("name", ["moscow.csv", "lokiedu-many-countries.csv", "gias-sample.csv"])
def test_a_real_list_is_taken_whole_with_names_equal_after_nfc(name: str) -> None:
    path = lists.REAL / name
    table = open_table(path.read_bytes())
    rows = all_rows(table, Defaults(header=table.header, country="GB", any_country=True))
    column = "EstablishmentName" if "gias" in name else "name"
    with path.open(encoding="utf-8", newline="") as file:
        expected = [row[column] for row in csv.DictReader(file, delimiter=table.delimiter)]
    assert [row for row in rows if isinstance(row, RowError)] == []
    found = [row.name for row in rows if isinstance(row, CleanRow)]
    assert found == [one_line(unicodedata.normalize("NFC", text)) for text in expected]


def one_line(text: str) -> str:
    return text.replace("\r\r\n", " ").replace("\n", " ").strip()


def test_the_english_register_keeps_codes_statuses_and_dates() -> None:
    table = open_table((lists.REAL / "gias-sample.csv").read_bytes())
    opened = table.header.index("OpenDate")
    forms = date_formats(cells[opened] for _, cells in table)
    rows = all_rows(table, Defaults(country="GB", served=frozenset({"GB"})))
    first = rows[0]
    assert isinstance(first, CleanRow)
    assert (first.official_code, first.town, first.area) == (
        "100492",
        "London",
        "Kensington and Chelsea",
    )
    assert (first.status, first.kind, first.setting) == ("open", "primary", "urban")
    assert len(forms) <= 1


naughty = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(st.dictionaries(st.sampled_from(FIELDS), naughty, min_size=1))
def test_whatever_a_cell_holds_the_answer_is_values_or_reasons(cells: dict[str, str]) -> None:
    row = check_row(2, list(cells.values()), dict(enumerate(cells)), MD)
    if isinstance(row, RowError):
        assert all(problem_words(problem) for problem in row.problems)
        json.dumps([dict(problem.params) for problem in row.problems])
    else:
        assert 2 <= len(row.name) <= 300
        assert unicodedata.is_normalized("NFC", row.name)


@given(st.lists(naughty.filter(lambda text: len(text.strip()) > 5), min_size=1, max_size=5))
def test_what_was_read_is_read_the_same_from_our_own_export(names: Sequence[str]) -> None:
    read = [clean_name(name) for name in names]
    kept = [name for name in read if name is not None]
    exported = [[safe_cell(name)] for name in kept]
    again = [clean_name(cells[0]) for cells in exported]
    assert again == kept


def clean_name(text: str) -> str | None:
    row = checked(name=text)
    return row.name if isinstance(row, CleanRow) else None


def test_missing_words_are_told_from_words() -> None:
    assert "" in rules.MISSING
    assert "Na" not in rules.MISSING
