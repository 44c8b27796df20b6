"""What lists do to the registry: matched, changed, told of, and never losing anything."""

import csv
import unicodedata
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from chassis.clock import StillClock
from chassis.db import Database
from chassis.tables import audit, outbox
from registry.imports.jobs import forget
from registry.schools.model import School
from registry.uploads.model import ImportChunk, ImportRow
from tests.lists import A6_HEADER, REAL, a6_list, workbook, written
from tests.registry.imports.conftest import URL, Coordinator

CHANGED = "registry.school.changed.v1"


def facts(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(outbox.c.type).where(outbox.c.type == CHANGED)))


def set_state(database: Database, code: str, state: str) -> None:
    with database.write() as session:
        session.execute(update(School).where(School.official_code == code).values(state=state))


def kept(text: str) -> str:
    """Return a name as it is to be kept: NFC, on one line."""
    return " ".join(unicodedata.normalize("NFC", text).split("\n")).strip()


def names_in(file: str, column: str, delimiter: str) -> list[str]:
    with (REAL / file).open(encoding="utf-8-sig", newline="") as stream:
        return [row[column] for row in csv.DictReader(stream, delimiter=delimiter)]


@pytest.mark.parametrize(
    ("file", "column", "delimiter", "rows"),
    [
        ("moscow.csv", "name", ",", 1554),
        ("lokiedu-many-countries.csv", "name", ";", 433),
        ("gias-sample.csv", "EstablishmentName", ",", None),
        ("gias-example-crlf.csv", "EstablishmentName", ",", None),
    ],
)
def test_real_lists_come_in_whole(
    headquarters: Coordinator, file: str, column: str, delimiter: str, rows: int | None
) -> None:
    sent = headquarters.send((REAL / file).read_bytes(), file, any_country="true", country="RU")
    given = names_in(file, column, delimiter)
    assert sent["rows"] == len(given)
    assert rows in (None, len(given))
    assert sent["counts"]["rejected"] == 0, sent["problems"]
    headquarters.confirm(sent, duplicates="add")
    assert [school.name for school in headquarters.schools()] == [kept(name) for name in given]
    again = headquarters.send((REAL / file).read_bytes(), file, any_country="true", country="RU")
    assert again["counts"] == {
        "new": 0, "changed": 0, "unchanged": len(given), "rejected": 0, "possible_duplicates": 0,
    }  # fmt: skip


ROWS = {
    "cp1251": ("Школа «Радуга» имени Весны", "Озёрск-на-Днестре"),
    "koi8-u": ("Школа імені Лесі Українки, ґанок", "Єланець"),
    "cp874": ("โรงเรียนบ้านหนองน้ำใส", "อำเภอเมือง"),
    "utf-16-le": ("Школа № 7", "Калинов"),
    "utf-8": ("Liceul „Ștefan” à Ñ ß", "Chișinău"),
}


@pytest.mark.parametrize("encoding", list(ROWS))
def test_every_encoding_keeps_every_letter(coordinator: Coordinator, encoding: str) -> None:
    name, town = ROWS[encoding]
    rows = [[f"{name} {number}", f"{number:04}", town] for number in range(1, 9)]
    mark = "\ufeff" if encoding.startswith("utf") else ""
    sent = coordinator.send(written([["name", "code", "town"], *rows], encoding, mark=mark))
    assert sent["counts"]["new"] == 8
    coordinator.confirm(sent)
    assert [[s.name, s.official_code, s.town] for s in coordinator.schools()] == rows


def test_five_schools_of_one_name_with_codes_are_five(coordinator: Coordinator) -> None:
    rows = [["Free School", str(number), "Калинов"] for number in range(5)]
    sent = coordinator.send(written([A6_HEADER, *rows]))
    assert sent["counts"]["new"] == 5
    coordinator.confirm(sent)
    assert len(coordinator.schools()) == 5


def test_codes_are_compared_without_case_and_zeros_tell_them_apart(
    coordinator: Coordinator,
) -> None:
    rows = [["A", "ab1"], ["B", "AB1"], ["C", "2"], ["D", "02"], ["E", "\uff12"]]
    named = [[f"School {name}", code] for name, code in rows]
    sent = coordinator.send(written([["name", "code"], *named]))
    assert (sent["counts"]["new"], sent["counts"]["rejected"]) == (3, 2)
    assert sent["problems"][0]["code"] == "code_repeated"
    assert sent["problems"][0]["lines"] == [3, 6]


def test_a_changed_list_changes_only_its_own_columns(
    coordinator: Coordinator, database: Database
) -> None:
    header = ["name", "code", "town", "area"]
    coordinator.confirm(coordinator.send(written([header, ["School", "1", "Kalinov", "North"]])))
    with database.write() as session:
        session.execute(update(School).values(public_listing=True, size_band="50-149"))
    sent = coordinator.send(written([["name", "code", "town"], ["School One", "1", ""]]))
    assert sent["counts"]["changed"] == 1
    coordinator.confirm(sent)
    (school,) = coordinator.schools()
    assert (school.name, school.town, school.area) == ("School One", "Kalinov", "North")
    assert (school.public_listing, school.size_band) == (True, "50-149")
    assert "school one" in school.folded
    assert school.match_key.startswith("one|") or "one" in school.match_key
    assert school.row_version == 2


def test_others_are_told_of_a_verified_school_that_changes_and_of_no_other(
    coordinator: Coordinator, database: Database
) -> None:
    rows = [["School A", "1", "K"], ["School B", "2", "K"], ["School C", "3", "K"]]
    coordinator.confirm(coordinator.send(written([A6_HEADER, *rows])))
    assert facts(database) == []
    set_state(database, "1", "verified")
    set_state(database, "2", "verified")
    newer = [["School A One", "1", "K"], ["School B", "2", "K"], ["School C Three", "3", "K"]]
    coordinator.confirm(coordinator.send(written([A6_HEADER, *newer])))
    assert facts(database) == [CHANGED]
    assert {school.state for school in coordinator.schools()} == {"verified", "listed"}
    coordinator.confirm(coordinator.send(written([A6_HEADER, *newer])))
    assert facts(database) == [CHANGED]


def test_a_closed_school_that_a_list_still_names_stays_closed_and_is_not_added_again(
    coordinator: Coordinator, database: Database
) -> None:
    rows = [["School A", "1", "K"]]
    coordinator.confirm(coordinator.send(written([A6_HEADER, *rows])))
    set_state(database, "1", "closed")
    sent = coordinator.send(written([A6_HEADER, *rows]))
    assert sent["counts"]["unchanged"] == 1
    coordinator.confirm(sent)
    assert [school.state for school in coordinator.schools()] == ["closed"]


def test_an_id_that_is_not_ours_says_the_same_whoever_has_it(
    coordinator: Coordinator, database: Database
) -> None:
    foreign = UUID("01985a00-0000-7000-8000-0000000000bb")
    coordinator.confirm(coordinator.send(written([A6_HEADER, ["School A", "1", "K"]])))
    with database.write() as session:
        session.execute(update(School).values(partner_id=foreign))
        ours = session.scalars(select(School.id)).one()
    header = ["id", "official_code", "name"]
    rows = [[str(ours), "", "School A"], [str(foreign), "", "School B"], ["", "1", "School C"]]
    sent = coordinator.send(written([header, *rows]))
    assert sent["counts"]["rejected"] == 3
    assert {problem["code"] for problem in sent["problems"]} == {"id_foreign"}


def test_a_code_given_away_after_the_check_is_left_out_and_told(
    coordinator: Coordinator, database: Database
) -> None:
    sent = coordinator.send(written([A6_HEADER, ["School A", "1", "K"], ["School B", "2", "K"]]))
    other = coordinator.send(written([A6_HEADER, ["School C", "3", "K"]]))
    coordinator.confirm(other)
    with database.write() as session:
        session.execute(update(School).values(official_code="1", code_key="1"))
    again = coordinator.put(sent, "mapping", columns={"Название": "name", "Код": "official_code"})
    assert (again.json or {})["counts"]["changed"] == 1
    with database.write() as session:
        session.execute(update(School).values(official_code="2", code_key="2"))
    job = coordinator.confirm(sent)
    assert job["state"] == "done"
    assert job["counts"] == {
        "new": 0, "changed": 1, "unchanged": 0, "rejected": 1, "possible_duplicates": 0,
    }  # fmt: skip
    assert [school.name for school in coordinator.schools()] == ["School A"]
    answer = coordinator.client.get(
        f"{URL}/{sent['id']}/rejections.csv", headers=coordinator.headers
    )
    assert "School B;2;;3;Код;" in answer.get_data(as_text=True)


def test_a_workbook_of_numbers_gives_digits_and_a_doubt(coordinator: Coordinator) -> None:
    sent = coordinator.send(workbook([A6_HEADER, ["School A", 17, "K"], ["B School", 1.5, "K"]]))
    assert (sent["counts"]["new"], sent["counts"]["rejected"]) == (1, 1)
    assert "number_as_code" in {warning["code"] for warning in sent["warnings"]}
    coordinator.confirm(sent)
    assert coordinator.schools()[0].official_code == "17"


def test_lines_are_counted_as_an_editor_counts_them(coordinator: Coordinator) -> None:
    rows = [["School\nin two lines", "1", "K"], ["", "2", "K"], ["School C", "1.0", "K"]]
    sent = coordinator.send(written([A6_HEADER, *rows]))
    lines = {problem["code"]: problem["lines"] for problem in sent["problems"]}
    assert lines == {"name_missing": [4], "code_number": [5]}
    coordinator.confirm(sent)
    assert coordinator.schools()[0].name == "School in two lines"


def test_a_huge_cell_is_an_error_of_its_row_and_no_more(coordinator: Coordinator) -> None:
    rows: Sequence[Sequence[str]] = [["x" * 100_000, "1", "K"], ["School B", "2", "y" * 5_000]]
    sent = coordinator.send(written([A6_HEADER, *rows, ["School C", "3", "K"]]))
    assert (sent["counts"]["new"], sent["counts"]["rejected"]) == (1, 2)


def test_bytes_and_rows_are_gone_30_days_after_the_last_word(
    coordinator: Coordinator, database: Database, clock: StillClock
) -> None:
    sent = coordinator.send(a6_list())
    coordinator.confirm(sent)

    def left() -> tuple[int, int]:
        with database.write() as session:
            forget(session, clock.now())
        with database.read() as session:
            chunks = session.scalar(select(func.count()).select_from(ImportChunk)) or 0
            return chunks, session.scalar(select(func.count()).select_from(ImportRow)) or 0

    clock.advance(timedelta(days=29))
    assert left() == (1, 8)
    clock.advance(timedelta(days=2))
    assert left() == (0, 0)
    assert len(coordinator.schools()) == 6


def test_each_deed_is_in_the_audit(coordinator: Coordinator, database: Database) -> None:
    sent = coordinator.send(a6_list())
    coordinator.put(sent, "mapping", columns={"Название": "name"})
    coordinator.confirm(sent)
    with database.read() as session:
        deeds = session.scalars(select(audit.c.what).where(audit.c.subject == sent["id"]))
        assert list(deeds) == [
            "school_import.uploaded", "school_import.mapped", "school_import.confirmed",
        ]  # fmt: skip


def test_a_list_of_schools_without_codes_is_recognised_when_sent_again(
    coordinator: Coordinator,
) -> None:
    rows = [["Школа № 1", "", "А"], ["Школа № 1", "", "А"], ["Школа № 2", "", "А"]]
    sent = coordinator.send(written([A6_HEADER, *rows]))
    assert (sent["counts"]["new"], sent["counts"]["possible_duplicates"]) == (2, 1)
    coordinator.confirm(sent, duplicates="add")
    again = coordinator.send(written([A6_HEADER, *rows]))
    assert again["counts"]["unchanged"] == 3
