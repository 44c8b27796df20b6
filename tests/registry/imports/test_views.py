"""Lists over the API, as step A6 of the story and the notes to it say."""

import csv
import io
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.lists import A6_HEADER, A6_ROWS, a6_list, written
from tests.registry.conftest import Tokens
from tests.registry.imports.conftest import ROOT, URL, Coordinator
from tests.statements import statements

COUNTS = {"new": 6, "changed": 0, "unchanged": 0, "rejected": 1, "possible_duplicates": 1}
A6_COLUMNS = {"Название": "name", "Код": "official_code", "Город": "town"}


def rejections(coordinator: Coordinator, sent: dict[str, Any]) -> list[list[str]]:
    answer = coordinator.client.get(
        f"{URL}/{sent['id']}/rejections.csv", headers=coordinator.headers
    )
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    text = answer.get_data().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def test_a_list_is_read_at_once_and_answered_as_a_preview(coordinator: Coordinator) -> None:
    answer = coordinator.post(a6_list())
    sent = answer.json or {}
    assert answer.status_code == 201
    assert sent["state"] == "preview"
    assert sent["detected"]["encoding"] == "windows-1251"
    assert sent["detected"]["delimiter"] == ";"
    assert sent["mapping"] == A6_COLUMNS
    assert sent["counts"] == COUNTS
    assert answer.headers["ETag"] == f'"{sent["row_version"]}"'
    assert coordinator.schools() == []


def test_what_each_column_is_can_be_said_and_is_answered_with_new_counts(
    coordinator: Coordinator,
) -> None:
    sent = coordinator.send(a6_list())
    answer = coordinator.put(sent, "mapping", columns=A6_COLUMNS)
    assert answer.status_code == 200
    assert (answer.json or {})["counts"] == COUNTS
    fewer = coordinator.put(answer.json or {}, "mapping", columns={"Название": "name"})
    assert (fewer.json or {})["counts"] == {**COUNTS, "new": 7, "rejected": 0}


def test_a_confirmed_list_is_in_the_registry_and_sent_again_changes_nothing(
    coordinator: Coordinator,
) -> None:
    sent = coordinator.send(a6_list())
    job = coordinator.confirm(sent)
    assert job["state"] == "done"
    assert job["counts"] == COUNTS
    assert [school.official_code for school in coordinator.schools()] == [
        "0010", "02", "0303", "0404", "0505", "0606",
    ]  # fmt: skip
    again = coordinator.send(a6_list())
    assert again["counts"] == {**COUNTS, "new": 0, "unchanged": 6}
    assert coordinator.confirm(again)["counts"] == {**COUNTS, "new": 0, "unchanged": 6}
    assert len(coordinator.schools()) == 6


def test_schools_of_a_list_are_listed_with_their_codes_as_given(coordinator: Coordinator) -> None:
    coordinator.confirm(coordinator.send(a6_list()))
    answer = coordinator.client.get(f"{ROOT}/schools?state=listed", headers=coordinator.headers)
    items = (answer.json or {})["items"]
    assert len(items) == 6
    assert {"0010", "02"} <= {item["official_code"] for item in items}


def test_rejected_rows_come_back_with_line_column_and_reason(coordinator: Coordinator) -> None:
    sent = coordinator.send(a6_list())
    header, row = rejections(coordinator, sent)
    assert header == [*A6_HEADER, "line", "column", "reason"]
    assert row[:3] == list(A6_ROWS[6])
    assert row[3:5] == ["8", "Код"]
    assert "1.23E+11" in row[5]


def test_rejected_rows_once_corrected_are_taken_as_they_are(coordinator: Coordinator) -> None:
    sent = coordinator.send(a6_list())
    coordinator.confirm(sent)
    header, row = rejections(coordinator, sent)
    row[1] = "0707"
    corrected = coordinator.send(written([header, row], "utf-8", mark="\ufeff"))
    assert corrected["counts"]["new"] == 1
    assert corrected["unknown_columns"] == ["line", "column", "reason"]
    coordinator.confirm(corrected)
    assert coordinator.schools()[-1].official_code == "0707"
    assert coordinator.schools()[-1].name == A6_ROWS[6][0]


def test_no_rejected_cell_runs_in_a_spreadsheet(coordinator: Coordinator) -> None:
    rows = [["=2+5+cmd|' /C calc'!A0", "1E+3", "@SUM(A1)"], ["-Школа", "2.0", "+Город"]]
    sent = coordinator.send(written([A6_HEADER, *rows]))
    _, first, second = rejections(coordinator, sent)
    assert first[0] == "'=2+5+cmd|' /C calc'!A0"
    assert [first[2], second[0], second[2]] == ["'@SUM(A1)", "'-Школа", "'+Город"]
    corrected = [[first[0], "01", first[2]], [second[0], "02", second[2]]]
    coordinator.confirm(coordinator.send(written([A6_HEADER, *corrected])))
    assert [(school.name, school.town) for school in coordinator.schools()] == [
        (rows[0][0], rows[0][2]),
        (rows[1][0], rows[1][2]),
    ]


def test_possible_duplicates_are_shown_beside_what_they_may_be(coordinator: Coordinator) -> None:
    sent = coordinator.send(a6_list())
    (pair,) = coordinator.get(sent["id"], "/duplicates")["items"]
    assert (pair["line"], pair["other_line"], pair["school"]) == (9, 3, None)
    assert pair["row"]["name"] == pair["other_row"]["name"] == "Школа № 2"
    coordinator.confirm(sent)
    again = coordinator.send(a6_list())
    (pair,) = coordinator.get(again["id"], "/duplicates")["items"]
    assert pair["school"]["official_code"] == "02"
    assert pair["other_line"] is None


def test_possible_duplicates_can_all_be_added(coordinator: Coordinator) -> None:
    sent = coordinator.send(a6_list())
    counts = coordinator.confirm(sent, duplicates="add")["counts"]
    assert (counts["new"], counts["possible_duplicates"]) == (7, 0)
    again = coordinator.send(a6_list())
    assert again["counts"] == {**COUNTS, "new": 0, "unchanged": 7, "possible_duplicates": 0}


def test_one_duplicate_can_be_the_school_it_looks_like(coordinator: Coordinator) -> None:
    header = [*A6_HEADER, "Тип"]
    coordinator.confirm(coordinator.send(a6_list()))
    school = next(one for one in coordinator.schools() if one.official_code == "02")
    list_ = written([header, ["Школа № 2", "", "Калинов", "лицей"]])
    sent = coordinator.send(list_)
    assert sent["counts"]["possible_duplicates"] == 1
    counts = coordinator.confirm(sent, duplicates={"2": str(school.id)})["counts"]
    assert counts["possible_duplicates"] == 0
    assert counts["changed"] + counts["unchanged"] == 1
    assert len(coordinator.schools()) == 6
    assert next(one for one in coordinator.schools() if one.id == school.id).official_code == "02"


@pytest.mark.parametrize(
    "duplicates",
    [
        "perhaps",
        7,
        {"two": "add"},
        {"3": "add"},
        {"9": "perhaps"},
        {"9": "01985a00-0000-7000-8000-00000000ffff"},
    ],
)
def test_an_answer_about_duplicates_that_makes_no_sense_is_refused(
    coordinator: Coordinator, duplicates: object
) -> None:
    sent = coordinator.send(a6_list())
    answer = coordinator.press(sent, "confirmation", duplicates=duplicates)
    assert answer.status_code == 422
    assert "duplicates" in (answer.json or {})["errors"]
    assert coordinator.get(sent["id"])["state"] == "preview"


def test_a_mapping_is_remembered_under_a_name_and_used_for_the_same_columns(
    coordinator: Coordinator,
) -> None:
    header = ["Spalte A", "Spalte B", "Spalte C"]
    sent = coordinator.send(written([header, ["Лицей", "01", "Калинов"]]))
    assert sent["state"] == "uploaded"
    assert sent["counts"] is None
    assert sent["unknown_columns"] == header
    columns = {"Spalte A": "name", "Spalte B": "official_code", "Spalte C": "town"}
    answer = coordinator.put(sent, "mapping", columns=columns, save_as="Ministry 2026")
    assert (answer.json or {})["counts"]["new"] == 1
    next_year = coordinator.send(written([["SPALTE A ", "spalte b", "Spalte C"], ["Ж", "2", "Г"]]))
    assert next_year["mapping_name"] == "Ministry 2026"
    assert list(next_year["mapping"].values()) == ["name", "official_code", "town"]
    other = written([["x", "Spalte A", "Spalte B"], ["1", "Лицей", "3"]])
    named = coordinator.send(other, mapping="Ministry 2026")
    assert named["mapping"] == {"Spalte A": "name", "Spalte B": "official_code"}
    unknown = coordinator.post(other, mapping="Nothing")
    assert unknown.status_code == 422
    assert "mapping" in (unknown.json or {})["errors"]


def test_columns_without_a_name_are_called_by_their_number(coordinator: Coordinator) -> None:
    sent = coordinator.send(written([["Лицей", "01", "Калинов"]]), header_line="0")
    assert sent["unknown_columns"] == ["column 1", "column 2", "column 3"]
    named = {"column 1": "name", "column 2": "official_code"}
    again = coordinator.put(sent, "mapping", columns=named)
    assert (again.json or {})["counts"]["new"] == 1
    assert (again.json or {})["mapping"] == named


def test_a_stale_mapping_is_refused_with_both_versions(coordinator: Coordinator) -> None:
    sent = coordinator.send(a6_list())
    assert coordinator.put(sent, "mapping", columns={"Название": "name"}).status_code == 200
    late = coordinator.put(sent, "mapping", columns=A6_COLUMNS)
    assert late.status_code == 412
    assert (late.json or {})["theirs"]["mapping"] == {"Название": "name"}
    unnamed = coordinator.client.put(
        f"{URL}/{sent['id']}/mapping", json={"columns": A6_COLUMNS}, headers=coordinator.headers
    )
    assert unnamed.status_code == 428


@pytest.mark.parametrize(
    "columns",
    [
        {},
        {"Код": "official_code"},
        {"Название": "name", "Код": "name"},
        {"Название": "name", "Код": "password"},
        {"Название": "name", "Улица": "town"},
    ],
)
def test_a_mapping_that_cannot_be_is_refused_and_changes_nothing(
    coordinator: Coordinator, columns: dict[str, str]
) -> None:
    sent = coordinator.send(a6_list())
    answer = coordinator.put(sent, "mapping", columns=columns)
    assert answer.status_code == 422
    assert (answer.json or {})["errors"]
    assert coordinator.get(sent["id"])["mapping"] == A6_COLUMNS


def test_a_wrong_guess_about_letters_can_be_corrected(coordinator: Coordinator) -> None:
    sent = coordinator.send(a6_list(), encoding="koi8-u")
    assert sent["detected"]["encoding"] == "koi8-u"
    assert sent["state"] == "uploaded"
    answer = coordinator.put(sent, "reading", encoding="windows-1251")
    assert (answer.json or {})["counts"] == COUNTS
    wrong = coordinator.put(answer.json or {}, "reading", encoding="klingon")
    assert wrong.status_code == 422
    assert (wrong.json or {})["reason"] == "unknown_encoding"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty_file"),
        (b"name;code\r\n", "no_rows"),
        (b"<html><table><tr><td>name</td></tr></table></html>", "html_not_table"),
        (b"%PDF-1.7\n", "not_a_table"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "not_a_table"),
        (b"PK\x03\x04" + bytes(100), "not_a_table"),
        (b"name;code\r\n" + bytes(50), "not_a_table"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_words(
    coordinator: Coordinator, content: bytes, reason: str
) -> None:
    answer = coordinator.post(content, "list.xls")
    assert answer.status_code == 422
    assert (answer.json or {})["reason"] == reason
    listed = coordinator.client.get(URL, headers=coordinator.headers).json or {}
    assert listed["items"] == []


def test_a_file_beyond_32_megabytes_is_refused(coordinator: Coordinator) -> None:
    answer = coordinator.post(b"name;code\r\n" + b"Lyceum;01\r\n" * (32 << 17))
    assert answer.status_code in (413, 422)
    assert (answer.json or {})["reason"] == "too_large"


def test_without_a_file_nothing_is_imported(coordinator: Coordinator) -> None:
    answer = coordinator.client.post(URL, data={"country": "MD"}, headers=coordinator.headers)
    assert answer.status_code == 422
    assert "file" in (answer.json or {})["errors"]


def test_a_country_the_partner_does_not_serve_is_an_error_of_the_row(
    coordinator: Coordinator, headquarters: Coordinator
) -> None:
    rows = [["name", "code", "country"], ["Lyceum", "1", "Moldova"], ["School", "2", "France"]]
    sent = coordinator.send(written(rows))
    assert (sent["counts"]["new"], sent["counts"]["rejected"]) == (1, 1)
    assert sent["problems"][0]["code"] == "country_not_served"
    assert coordinator.post(written(rows), any_country="true").status_code == 403
    everywhere = headquarters.send(written(rows), any_country="true")
    assert everywhere["counts"]["new"] == 2


def test_a_list_can_be_confirmed_once(coordinator: Coordinator) -> None:
    sent = coordinator.send(a6_list())
    coordinator.confirm(sent)
    again = coordinator.press(sent, "confirmation")
    assert again.status_code == 409
    assert (again.json or {})["reason"] == "already_confirmed"
    late = coordinator.put(coordinator.get(sent["id"]), "mapping", columns=A6_COLUMNS)
    assert late.status_code == 409


def test_a_list_compared_before_another_came_in_must_be_compared_again(
    coordinator: Coordinator,
) -> None:
    first, second = coordinator.send(a6_list()), coordinator.send(a6_list())
    coordinator.confirm(first)
    answer = coordinator.press(second, "confirmation")
    assert (answer.status_code, (answer.json or {})["reason"]) == (409, "outdated")
    again = coordinator.put(second, "reading")
    assert (again.json or {})["counts"]["unchanged"] == 6
    assert coordinator.confirm(second)["state"] == "done"
    assert len(coordinator.schools()) == 6


def test_of_two_lists_confirmed_at_one_moment_one_waits_for_the_other(
    coordinator: Coordinator,
) -> None:
    lists = [coordinator.send(a6_list()) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda each: coordinator.press(each, "confirmation"), lists))
    assert sorted(answer.status_code for answer in done) == [202, 409]
    coordinator.work()
    assert len(coordinator.schools()) == 6


def test_a_cancelled_list_stays_out(coordinator: Coordinator) -> None:
    sent = coordinator.send(a6_list())
    answer = coordinator.press(sent, "cancellation")
    assert (answer.json or {})["state"] == "cancelled"
    assert coordinator.press(sent, "confirmation").status_code == 409
    assert coordinator.schools() == []


def test_imports_are_listed_newest_first(coordinator: Coordinator) -> None:
    ids = [coordinator.send(a6_list())["id"] for _ in range(3)]
    first = coordinator.client.get(f"{URL}?limit=2", headers=coordinator.headers).json or {}
    assert [item["id"] for item in first["items"]] == [ids[2], ids[1]]
    rest = coordinator.client.get(
        f"{URL}?limit=2&after={first['next']}", headers=coordinator.headers
    )
    assert [item["id"] for item in (rest.json or {})["items"]] == [ids[0]]
    assert (rest.json or {})["next"] is None


def test_a_longer_list_of_imports_asks_the_database_no_more(coordinator: Coordinator) -> None:
    def asked() -> int:
        with statements() as seen:
            assert coordinator.client.get(URL, headers=coordinator.headers).status_code == 200
        return len(seen)

    coordinator.send(a6_list())
    few = asked()
    for _ in range(4):
        coordinator.send(a6_list())
    assert asked() == few


ROUTES = [
    ("GET", ""),
    ("POST", ""),
    ("GET", "/{id}"),
    ("PUT", "/{id}/mapping"),
    ("PUT", "/{id}/reading"),
    ("POST", "/{id}/confirmation"),
    ("POST", "/{id}/cancellation"),
    ("GET", "/{id}/rejections.csv"),
    ("GET", "/{id}/duplicates"),
]


@pytest.mark.parametrize(("method", "part"), ROUTES)
def test_only_coordinators_and_headquarters_reach_lists(
    coordinator: Coordinator, client: FlaskClient, token: Tokens, method: str, part: str
) -> None:
    url = URL + part.format(id=coordinator.send(a6_list())["id"])
    assert client.open(url, method=method).status_code == 401
    for role in ("head", "ops", "safeguarding", "trainer"):
        assert client.open(url, method=method, headers=token(role)).status_code == 403


def test_a_job_of_an_import_is_told_to_those_who_may_see_the_import(
    coordinator: Coordinator, client: FlaskClient, token: Tokens
) -> None:
    job = coordinator.confirm(coordinator.send(a6_list()))
    assert client.get(f"{ROOT}/jobs/{job['id']}").status_code == 401
    assert client.get(f"{ROOT}/jobs/{job['id']}", headers=token("head")).status_code == 403
    unknown = f"{ROOT}/jobs/01985a00-0000-7000-8000-00000000ffff"
    assert client.get(unknown, headers=coordinator.headers).status_code == 404


def test_a_coordinator_of_another_partner_reaches_nothing(
    coordinator: Coordinator, client: FlaskClient, token: Tokens
) -> None:
    sent = coordinator.send(a6_list())
    stranger = token("coordinator", id="01985a00-0000-7000-8000-00000000aaaa")
    assert client.get(f"{URL}/{sent['id']}", headers=stranger).status_code == 403
