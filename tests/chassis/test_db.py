"""The two ways into a database keep their promises on both kinds."""

import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.orm.exc import StaleDataError

from chassis.db import Database, database_now
from chassis.ids import new_id
from chassis.tables import CHASSIS, job
from tests.chassis.toy import Base, Note


@pytest.fixture(autouse=True)
def tables(database: Database) -> None:
    Base.metadata.create_all(database.engine)


def count(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(Note)) or 0


def test_a_write_is_kept_when_its_block_ends_well(database: Database) -> None:
    with database.write() as session:
        session.add(Note(text="kept"))
    assert count(database) == 1


def test_a_write_that_raises_leaves_nothing(database: Database) -> None:
    def write_and_fail() -> None:
        with database.write() as session:
            session.add(Note(text="lost"))
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    assert count(database) == 0


def test_a_read_cannot_write(database: Database) -> None:
    with pytest.raises(DBAPIError, match="read"), database.read() as session:
        session.execute(insert(Note).values(id=new_id(), text="x", row_version=1))
    assert count(database) == 0


def test_a_read_sees_what_was_committed_before_it(database: Database) -> None:
    with database.write() as session:
        session.add(Note(text="early"))
        session.flush()
        assert count(database) == 0
    assert count(database) == 1


def test_what_waits_for_a_commit_is_called_after_it(database: Database) -> None:
    seen: list[int] = []
    database.on_commit(lambda _session: seen.append(count(database)))
    with database.write() as session:
        session.add(Note(text="x"))
    assert seen == [1]
    with pytest.raises(ZeroDivisionError), database.write():
        raise ZeroDivisionError
    assert seen == [1]


def test_the_second_of_two_writers_of_one_version_is_refused(database: Database) -> None:
    with database.write() as session:
        session.add(Note(text="a"))
    with database.read() as session:
        mine = session.scalars(select(Note)).one()
    with database.write() as session:
        theirs = session.scalars(select(Note)).one()
        theirs.text = "theirs"
    mine.text = "mine"
    with pytest.raises(StaleDataError), database.write() as session:
        session.add(mine)


def test_many_writers_queue_and_none_is_turned_away(database: Database) -> None:
    faults: list[BaseException] = []

    def write() -> None:
        try:
            for _ in range(10):
                with database.write() as session:
                    session.add(Note(text="x"))
        except BaseException as fault:  # noqa: BLE001 - whatever it is, the test shows it
            faults.append(fault)

    threads = [threading.Thread(target=write) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert faults == []
    assert count(database) == 80


def test_instants_come_back_aware_and_in_utc(database: Database) -> None:
    given = datetime(2026, 2, 2, 8, 0, 0, 123456, tzinfo=timezone(timedelta(hours=2)))
    values = {"id": new_id(), "kind": "k", "state": "done", "params": {"a": "é"}, "cursor": {}}
    with database.write() as session:
        session.execute(insert(job).values(**values, done=0, attempts=0, made_at=given))
    with database.read() as session:
        row = session.execute(select(job.c.made_at, job.c.params)).one()
    assert row.made_at == given
    assert row.made_at.tzinfo is UTC
    assert row.params == {"a": "é"}


def test_a_naive_instant_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="naive"), database.write() as session:
        session.execute(select(job).where(job.c.made_at == datetime(2026, 2, 2)))  # noqa: DTZ001 - that is what is tried


def test_the_databases_clock_goes_on_inside_a_transaction(database: Database) -> None:
    with database.write() as session:
        early = session.scalar(select(database_now()))
        later = session.scalar(select(database_now(5)))
    assert early is not None
    assert later is not None
    assert timedelta(seconds=5) <= later - early < timedelta(seconds=15)
    with database.read() as session:
        assert session.scalar(select(database_now() < database_now(1)))


def test_sqlite_keeps_what_it_has_acknowledged_through_a_power_cut(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'power.db'}")
    with database.write() as session:
        assert session.scalar(text("PRAGMA journal_mode")) == "wal"
        assert session.scalar(text("PRAGMA synchronous")) == 2
        assert session.scalar(text("PRAGMA foreign_keys")) == 1
    database.dispose()


def test_every_table_of_the_chassis_is_adopted() -> None:
    assert set(CHASSIS.tables) <= set(Base.metadata.tables)
