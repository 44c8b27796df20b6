"""A child's search for a school: few rows and one question, whatever the number of schools."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import insert, text

from chassis import migrate
from chassis.db import Database
from reports.channels.model import Channel
from reports.channels.queries import MOST_FOUND, in_town
from reports.channels.rules import State
from reports.schools.model import School
from reports.schools.rules import LONGEST_FOLDED, fold
from tests.registry.directory.test_indexes import watched

NOW = datetime(2026, 2, 2, tzinfo=UTC)
SCHOOL = {
    "partner": "md", "country": "MD", "langs": ["ro"], "tz": "Europe/Chisinau",
    "status": "verified", "public_listing": True, "as_of": NOW,
}  # fmt: skip
CHANNEL = {
    "owner_kind": "school", "partner": "md", "langs": ["ro"], "hours": {}, "state": State.LIVE,
    "created_at": NOW, "updated_at": NOW, "row_version": 1,
}  # fmt: skip


def put(database: Database, first: int, many: int) -> None:
    """Write down so many schools; one in twenty is listed."""
    schools, channels = [], []
    for number in range(first, first + many):
        key, name, town = UUID(int=number + 1), f"Școala {number:05} 100%_", f"Oraș {number % 90}"
        own = {"public_listing": number % 20 == 0, "folded": fold(f"{town} {name}")}
        schools.append({**SCHOOL, **own, "id": key, "name": name, "town": town})
        channels.append({**CHANNEL, "id": key, "owner_id": key, "slug": f"s{number}"})
    with database.write() as session:
        session.execute(insert(School), schools)
        session.execute(insert(Channel), channels)
    with database.engine.begin() as connection:
        connection.execute(text("ANALYZE"))


def test_a_search_reads_the_index_and_asks_once(database: Database) -> None:
    counted = []
    for first, many in ((0, 10_000), (10_000, 10_000)):
        put(database, first, many)
        for words in ("ȘCOALA", "oraș  40", "03980", "nowhere", "%", "_"):
            with watched(database) as watch, database.read() as session:
                found = in_town(session, words)
            counted.append(len(watch.statements))
            assert len(found) <= MOST_FOUND
            assert bool(found) is (words != "nowhere")
            assert any("ix_school_listed" in line for line in watch.plan), watch.plan
            scans = ("SCAN school", "SCAN channel", "Seq Scan on school", "Seq Scan on channel")
            bad = [line for line in watch.plan if any(scan in line for scan in scans)]
            assert not [line for line in bad if "ix_school_listed" not in line], watch.plan
    assert set(counted) == {1}


def test_words_are_taken_as_they_are(database: Database) -> None:
    put(database, 0, 30)
    with database.read() as session:
        for words in ("00020 100%_", "oraș 20 școala", "  ORAȘ\u00a020 "):
            assert [each.school.name for each in in_town(session, words)] == ["Școala 00020 100%_"]
        for words in ("0%0", "1000", "00005", " ", ""):
            assert in_town(session, words) == []


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Colibași", "colibasi"),
        ("Colibaşi", "COLIBAȘI"),
        ("Școala Țării", "scoala tarii"),
        ("Київ", "киів"),
        ("Ліцей Їжак", "ліцеи іжак"),
        ("Алёшино", "алешино"),
        ("İstanbul", "istanbul"),
    ],
)
def test_accents_may_be_left_out(name: str, typed: str) -> None:
    assert fold(name) == fold(typed)


def test_other_letters_stay_apart() -> None:
    assert fold("น้ำ ที่") != fold("นา ท")
    assert fold("Кіт") != fold("Кит")


@pytest.mark.parametrize("text_", ["\ufdfa" * 300, "ß" * 600, "ก" * 900])
def test_no_name_is_too_long_for_the_index(database: Database, text_: str) -> None:
    assert len(fold(text_)) == LONGEST_FOLDED
    row = {**SCHOOL, "id": UUID(int=1), "name": text_[:300], "folded": fold(text_)}
    with database.write() as session:
        session.execute(insert(School), [row])


def test_schools_known_before_are_found_too(database_url: str) -> None:
    migrate.upgrade("reports", database_url, "0004")
    database = Database(database_url)
    columns = "id, partner, name, country, town, langs, tz, status, public_listing, as_of"
    values = ":id, 'md', 'Liceul  Unu', 'MD', 'BĂLȚI', '[]', 'UTC', 'verified', true, :now"
    with database.engine.begin() as connection:
        connection.execute(
            text(f"INSERT INTO school ({columns}) VALUES ({values})"),
            {"id": UUID(int=7).hex, "now": "2026-02-02 00:00:00"},
        )
    migrate.upgrade("reports", database_url)
    with database.read() as session:
        assert session.get_one(School, UUID(int=7)).folded == "balti liceul unu"
    database.dispose()
