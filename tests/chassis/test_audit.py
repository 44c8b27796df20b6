"""Whoever changes, removes or adds a row of the record is found out."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import delete, insert, select, text, update

from chassis import audit
from chassis.clock import StillClock
from chassis.db import Database
from chassis.tables import audit as rows
from tests.statements import statements


def append(database: Database, clock: StillClock, number: int) -> None:
    with database.write() as session:
        audit.append(
            session,
            now=clock.now(),
            who="u1",
            what="note.added",
            subject=f"s{number % 2}",
            why="because",
        )


@pytest.fixture
def filled(app: Flask, database: Database, clock: StillClock) -> Database:
    assert app.name == "toy"
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: append(database, clock, number), range(12)))
    return database


def verdict(database: Database) -> audit.Verdict:
    with database.read() as session:
        return audit.verify(session)


def test_rows_written_by_many_at_once_are_one_whole_chain(filled: Database) -> None:
    assert verdict(filled) == audit.Verdict(12, None)


def test_the_history_of_a_thing_is_newest_first(filled: Database) -> None:
    with filled.read() as session:
        numbers = [row.no for row in audit.history(session, "s1")]
    assert len(numbers) == 6
    assert numbers == sorted(numbers, reverse=True)


@pytest.mark.parametrize("column", ["who", "what", "subject", "why", "role", "hash"])
def test_a_changed_cell_is_found(filled: Database, column: str) -> None:
    with filled.write() as session:
        session.execute(update(rows).where(rows.c.no == 7).values({column: "other"}))
    assert verdict(filled).broken_at == 7


def test_a_removed_row_is_found(filled: Database) -> None:
    with filled.write() as session:
        session.execute(delete(rows).where(rows.c.no == 5))
    assert verdict(filled).broken_at == 6


def test_removed_last_rows_are_found(filled: Database) -> None:
    with filled.write() as session:
        session.execute(delete(rows).where(rows.c.no > 10))
    assert verdict(filled).broken_at == 11


def test_an_added_row_is_found(filled: Database) -> None:
    with filled.write() as session:
        last = session.execute(select(rows).where(rows.c.no == 12)).one()._asdict()
        session.execute(insert(rows).values(last | {"no": 13}))
    assert verdict(filled).broken_at == 13


def test_rolled_back_rows_leave_no_gap(filled: Database, clock: StillClock) -> None:
    def append_and_fail() -> None:
        with filled.write() as session:
            audit.append(session, now=clock.now(), who="u", what="x.y", subject="s")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        append_and_fail()
    append(filled, clock, 1)
    assert verdict(filled) == audit.Verdict(13, None)
    with filled.read() as session:
        assert session.scalar(text("SELECT max(no) FROM audit")) == 13


def test_many_rows_at_once_go_on_with_the_chain(filled: Database, clock: StillClock) -> None:
    deeds = [audit.Deed(f"u{number}", "note.read", "s9", why="all") for number in range(30)]
    with statements() as asked, filled.write() as session:
        audit.append_all(session, deeds, now=clock.now())
        audit.append_all(session, [], now=clock.now())
    assert len([each for each in asked if "audit" in each]) == 3
    append(filled, clock, 1)
    assert verdict(filled) == audit.Verdict(43, None)
    with filled.read() as session:
        assert audit.history(session, "s9")[0].who == "u29"
