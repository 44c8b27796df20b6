"""Whoever changes, removes, adds or moves a row of the record is found out, and the row named."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, insert, select, text, update

from chassis import audit
from chassis.chain import START, Fault, Kind, Line, Mark, Verdict, hash_of
from chassis.clock import StillClock
from chassis.db import Database
from chassis.tables import audit as rows
from chassis.tables import audit_head
from tests.statements import statements

NUMBERS = range(1, 13)


def append(database: Database, clock: StillClock, number: int) -> None:
    with database.write() as session:
        audit.append(
            session,
            now=clock.now(),
            who="u1",
            what="note.added",
            subject=f"s{number % 2}",
            why="because",
            place=f"p{number % 3}" if number % 3 else None,
        )


@pytest.fixture
def filled(app: Flask, database: Database, clock: StillClock) -> Database:
    assert app.name == "toy"
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: append(database, clock, number), NUMBERS))
    return database


def verdict(database: Database, *noted: Mark) -> Verdict:
    with database.read() as session:
        return audit.verify(session, noted)


def faults(database: Database) -> tuple[Fault, ...]:
    return verdict(database).faults


def lines(database: Database) -> list[Line]:
    with database.read() as session:
        chosen = select(*(rows.c[name] for name in Line._fields)).order_by(rows.c.no)
        return [Line(*row) for row in session.execute(chosen)]


def change(database: Database, *deeds: Any) -> None:
    with database.write() as session:
        for each in deeds:
            session.execute(each)


def renumber(database: Database, steps: Sequence[tuple[int, int]]) -> None:
    change(database, *(update(rows).where(rows.c.no == a).values(no=b) for a, b in steps))


def set_head(database: Database, no: int, hashed: str) -> None:
    change(database, update(audit_head).values(no=no, hash=hashed))


def test_200_rows_written_by_many_at_once_are_one_whole_chain(
    app: Flask, database: Database, clock: StillClock
) -> None:
    assert app.name == "toy"
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda number: append(database, clock, number), range(200)))
    found = verdict(database)
    assert (found.rows, found.last.no, found.faults) == (200, 200, ())
    assert [line.no for line in lines(database)] == list(range(1, 201))


def test_the_history_of_a_thing_is_newest_first(filled: Database) -> None:
    with filled.read() as session:
        numbers = [row.no for row in audit.history(session, "s1")]
    assert len(numbers) == 6
    assert numbers == sorted(numbers, reverse=True)


@pytest.mark.parametrize(
    "column", ["who", "what", "subject", "why", "role", "place", "hash", "previous_hash"]
)
def test_an_edited_cell_is_found(filled: Database, column: str) -> None:
    change(filled, update(rows).where(rows.c.no == 7).values({column: "other"}))
    assert faults(filled) == (Fault(7, Kind.EDITED),)


def test_an_instant_that_was_edited_is_found(filled: Database, clock: StillClock) -> None:
    earlier = clock.now() - timedelta(microseconds=1)
    change(filled, update(rows).where(rows.c.no == 7).values(at=earlier))
    assert faults(filled) == (Fault(7, Kind.EDITED),)


def test_a_place_that_was_taken_away_is_found(filled: Database) -> None:
    placed = next(line.no for line in lines(filled) if line.place)
    change(filled, update(rows).where(rows.c.no == placed).values(place=None))
    assert faults(filled) == (Fault(placed, Kind.EDITED),)


@pytest.mark.parametrize("number", [1, 7, 12])
def test_an_edited_row_whose_hash_was_made_anew_is_found(filled: Database, number: int) -> None:
    line = lines(filled)[number - 1]._replace(why="another reason")
    new = {"why": line.why, "hash": hash_of(line)}
    change(filled, update(rows).where(rows.c.no == number).values(new))
    assert faults(filled) == (Fault(number, Kind.EDITED),)


def test_two_edited_rows_are_both_named(filled: Database) -> None:
    change(filled, update(rows).where(rows.c.no.in_([3, 9])).values(who="u2"))
    assert faults(filled) == (Fault(3, Kind.EDITED), Fault(9, Kind.EDITED))


@pytest.mark.parametrize(
    ("first", "last"), [(1, 1), (5, 5), (4, 7), (11, 12)], ids=["first", "one", "four", "last"]
)
def test_removed_rows_are_found(filled: Database, first: int, last: int) -> None:
    change(filled, delete(rows).where(rows.c.no.between(first, last)))
    found = Fault(first, Kind.REMOVED, last if last > first else None)
    assert faults(filled) == (found,)


def test_a_removed_row_is_found_though_the_rest_closed_the_gap(filled: Database) -> None:
    change(filled, delete(rows).where(rows.c.no == 5))
    renumber(filled, [(no, no - 1) for no in range(6, 13)])
    set_head(filled, 11, lines(filled)[-1].hash)
    assert faults(filled) == (Fault(5, Kind.MOVED, 6), Fault(5, Kind.REMOVED))


@pytest.mark.parametrize("pair", [(5, 6), (4, 9), (1, 12)], ids=["neighbours", "apart", "ends"])
def test_two_rows_whose_numbers_were_exchanged_are_found(
    filled: Database, pair: tuple[int, int]
) -> None:
    one, other = pair
    renumber(filled, [(one, 99), (other, one), (99, other)])
    assert faults(filled) == (Fault(one, Kind.MOVED, other),)


def test_a_row_moved_into_a_gap_is_found(filled: Database) -> None:
    change(filled, delete(rows).where(rows.c.no == 3))
    renumber(filled, [(12, 3)])
    assert faults(filled) == (Fault(3, Kind.MOVED, 12), Fault(3, Kind.REMOVED))


def test_a_row_added_at_the_end_is_found(filled: Database) -> None:
    last = lines(filled)[-1]._asdict()
    change(filled, insert(rows).values(last | {"no": 13}))
    assert faults(filled) == (Fault(13, Kind.ADDED),)


@pytest.mark.parametrize("is_hashed", [True, False])
def test_a_row_added_in_between_is_found(filled: Database, is_hashed: bool) -> None:
    true = lines(filled)
    renumber(filled, [(no, no + 1) for no in range(12, 4, -1)])
    forged = true[4]._replace(who="u2", previous_hash=true[3].hash)
    if is_hashed:
        forged = forged._replace(hash=hash_of(forged))
    change(filled, insert(rows).values(forged._asdict()))
    set_head(filled, 13, true[-1].hash)
    assert faults(filled) == (Fault(5, Kind.ADDED), Fault(6, Kind.MOVED, 5))


def test_a_removed_head_makes_every_row_one_too_many(filled: Database) -> None:
    change(filled, delete(audit_head))
    assert [each.no for each in faults(filled)] == list(NUMBERS)


def test_removed_last_rows_are_found_by_a_noted_mark_when_the_head_was_set_back(
    filled: Database,
) -> None:
    noted = verdict(filled).last
    change(filled, delete(rows).where(rows.c.no > 10))
    set_head(filled, 10, lines(filled)[-1].hash)
    assert verdict(filled).is_whole
    assert verdict(filled, noted).faults == (Fault(12, Kind.REPLACED),)


def test_a_chain_written_anew_is_found_by_a_noted_mark(filled: Database) -> None:
    noted, previous = verdict(filled).last, START
    for line in lines(filled):
        made = line._replace(who="u2", previous_hash=previous)
        previous = hash_of(made)
        new = made._replace(hash=previous)._asdict()
        change(filled, update(rows).where(rows.c.no == line.no).values(new))
    set_head(filled, 12, previous)
    assert verdict(filled).is_whole
    assert verdict(filled, noted).faults == (Fault(12, Kind.REPLACED),)


def test_a_noted_mark_still_stands_when_rows_were_added(
    filled: Database, clock: StillClock
) -> None:
    noted = Mark.read(str(verdict(filled).last))
    append(filled, clock, 1)
    assert verdict(filled, noted).is_whole


@pytest.mark.parametrize("text", ["", "12", "12:", ":ab", f"x:{START}", f"-1:{START}", "1:zz"])
def test_what_is_no_mark_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        Mark.read(text)


def test_a_row_without_a_place_has_the_hash_it_always_had() -> None:
    line = Line(
        1, datetime(2026, 3, 2, 9, tzinfo=UTC), "u", None, "x.y", "s", None, None, START, ""
    )
    assert hash_of(line) == "c1cbd3f59c406be470b39ce215720f8a3d25cd8b9568385bb0a5a51878448f9b"
    assert hash_of(line._replace(place="")) != hash_of(line)


def test_rolled_back_rows_leave_no_gap(filled: Database, clock: StillClock) -> None:
    def append_and_fail() -> None:
        with filled.write() as session:
            audit.append(session, now=clock.now(), who="u", what="x.y", subject="s")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        append_and_fail()
    append(filled, clock, 1)
    assert (verdict(filled).rows, verdict(filled).is_whole) == (13, True)
    with filled.read() as session:
        assert session.scalar(text("SELECT max(no) FROM audit")) == 13


def test_many_rows_at_once_go_on_with_the_chain(filled: Database, clock: StillClock) -> None:
    deeds = [audit.Deed(f"u{number}", "note.read", "s9", why="all") for number in range(30)]
    with statements() as asked, filled.write() as session:
        audit.append_all(session, deeds, now=clock.now())
        audit.append_all(session, [], now=clock.now())
    assert len([each for each in asked if "audit" in each]) == 3
    append(filled, clock, 1)
    assert (verdict(filled).rows, verdict(filled).is_whole) == (43, True)
    with filled.read() as session:
        assert audit.history(session, "s9")[0].who == "u29"
