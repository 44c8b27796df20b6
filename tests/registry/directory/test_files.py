"""The list as a file: whole, safe to open, and the same when it comes back."""

import csv
import io
import tracemalloc
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from chassis.db import Database
from registry.columns.rules import suggest_mapping
from registry.directory.formats import csv_lines
from registry.directory.queries import Wanted, walk
from tests.registry.conftest import PARTNER_ID, PageAs, Tokens
from tests.registry.schools.crowd import fill, put_all

API = "/registry/api/v1/schools"
SCHOOLS: list[dict[str, Any]] = [
    {"name": "=HYPERLINK(\"http://x.example\")", "official_code": "-7", "town": "@home"},
    {"name": "+373 Lyceum", "official_code": "0010", "names": {"ru": "=1+1", "sr-Latn": "Škola"}},
    {"name": "'Quoted' school", "official_code": "'02", "area": "\u200fشمال"},
    {"name": "มหาวิทยาลัย, \"quoted\"; 1", "official_code": None, "langs": ["ro", "uk"]},
    {"name": "מרכז " * 60, "official_code": "1E5", "opened_on": date(1931, 9, 1)},
    {"name": "Liceul Închis", "operating": "closed", "closed_on": date(2020, 6, 30),
     "successor_code": "0010", "kind": "upper", "ownership": "faith", "size_band": "1000+",
     "setting": "rural"},
]  # fmt: skip


@pytest.fixture(autouse=True)
def _schools(request: pytest.FixtureRequest, database: Database) -> None:
    if "memory" not in request.node.name:
        put_all(database, PARTNER_ID, [{"town": None, "area": None} | row for row in SCHOOLS])


def csv_rows(text: str) -> list[list[str]]:
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:], newline="")))


def test_a_csv_holds_every_school_and_no_formula(client: FlaskClient, token: Tokens) -> None:
    answer = client.get(f"{API}.csv", headers=token("observer"))
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="schools.csv"'
    header, *rows = csv_rows(answer.get_data(as_text=True))
    assert len(rows) == len(SCHOOLS)
    assert {len(row) for row in rows} == {len(header)}
    for cell in (cell for row in rows for cell in row):
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r")), cell
    assert [row[1] for row in rows if "373" in row[2]] == ["0010"]


def test_a_workbook_opens_and_equals_the_csv(client: FlaskClient, token: Tokens) -> None:
    expected = csv_rows(client.get(f"{API}.csv", headers=token("hq")).get_data(as_text=True))
    answer = client.get(f"{API}.xlsx", headers=token("hq"))
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    sheet = book.get_sheet_by_name("schools").to_python(skip_empty_area=False)
    assert sheet == expected


def test_only_what_is_shown_is_handed_out(
    client: FlaskClient, token: Tokens, page_as: PageAs
) -> None:
    for path in (f"{API}.csv?operating=closed", f"{API}.csv?q=închis"):
        text = client.get(path, headers=token("observer")).get_data(as_text=True)
        assert [row[2] for row in csv_rows(text)[1:]] == ["Liceul Închis"]
    browser: FlaskClient = page_as("coordinator")
    text = browser.get("/registry/schools.csv?q=zzz").get_data(as_text=True)
    assert len(csv_rows(text)) == 1
    assert browser.get("/registry/schools.xlsx").data[:2] == b"PK"


def test_the_import_knows_every_word_of_the_header(database: Database) -> None:
    wanted = Wanted(partner_id=PARTNER_ID)
    text = "".join(csv_lines(walk(database, wanted), ["ru", "sr"]))
    header = csv_rows(text)[0]
    mapping = suggest_mapping(header)
    assert [mapping.get(column) for column in range(len(header))] == header


def test_memory_stays_flat_however_long_the_list(database: Database) -> None:
    fill(database, PARTNER_ID, 3000)

    def most(schools: int) -> int:
        tracemalloc.start()
        lines = csv_lines(walk(database, Wanted(partner_id=PARTNER_ID)), [])
        for _, _line in zip(range(schools), lines, strict=False):
            pass
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return peak

    most(1001)
    assert most(3000) < 1.5 * most(1500)
