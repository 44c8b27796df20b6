"""Facts get dense places in the order of their commits, whoever numbers them."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import insert, select, text

from chassis.bus.sequencer import has_unnumbered, number
from chassis.db import Database
from chassis.ids import new_id
from chassis.tables import bus_counter, outbox
from tests.chassis.bus.town import NOON, Town, set_lamp, tell


@pytest.fixture
def database_kind() -> str:
    """Only PostgreSQL has a sequencer."""
    return "postgresql"


def places(works: Database) -> list[tuple[str, int | None]]:
    with works.read() as session:
        rows = session.execute(select(outbox.c.subject, outbox.c.position).order_by(outbox.c.id))
        return [(row.subject, row.position) for row in rows]


def test_a_late_commit_gets_a_later_place_than_what_was_committed_before(
    works: Database, town: Town
) -> None:
    with works.write() as late:
        set_lamp(late, "late")
        tell(town.again(works), "a", "b")
        assert places(works) == [("a", 1), ("b", 2)]
    assert number(works) == 1
    assert places(works) == [("late", 3), ("a", 1), ("b", 2)]


def test_two_sequencers_at_once_number_nothing_twice_and_leave_no_hole(
    works: Database, town: Town
) -> None:
    with works.write() as session:
        for i in range(50):
            set_lamp(session, f"lamp-{i}")
    twins = [town.again(works) for _ in range(4)]
    begin = threading.Barrier(len(twins))

    def run(database: Database) -> int:
        begin.wait()
        return number(database)

    with ThreadPoolExecutor() as crowd:
        assert sum(crowd.map(run, twins)) == 50
    assert [place for _, place in places(works)] == list(range(1, 51))
    with works.read() as session:
        assert session.scalar(select(bus_counter.c.last)) == 50


def test_a_sequencer_that_waited_for_another_sees_what_was_committed_meanwhile(
    works: Database, town: Town
) -> None:
    twin = town.again(works)
    with works.write() as first:
        first.execute(select(bus_counter.c.last).with_for_update())
        with ThreadPoolExecutor() as crowd:
            waiting = crowd.submit(number, twin)
            tell_unnumbered(town.again(works), "meanwhile")
            wait_until_blocked(works)
            first.rollback()
            assert waiting.result() == 1


def tell_unnumbered(database: Database, name: str) -> None:
    with database.write() as session:
        set_lamp(session, name)


def wait_until_blocked(works: Database) -> None:
    """Return once somebody waits for a lock in this database."""
    query = text(
        "SELECT count(*) FROM pg_locks WHERE NOT granted"
        " AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())"
    )
    for _ in range(5000):
        with works.read() as session:
            if session.scalar(query):
                return
    raise AssertionError("nobody waits for the counter")


def test_nothing_to_number_costs_one_look(works: Database, statements: list[str]) -> None:
    tell(works, "a")
    statements.clear()
    assert not has_unnumbered(works)
    assert len(statements) == 1


def test_a_backlog_is_numbered_along_its_own_index_without_sorting_it(big_log: Database) -> None:
    with big_log.read() as session:
        plan = session.execute(
            text("EXPLAIN SELECT id FROM outbox WHERE position IS NULL ORDER BY id LIMIT 2000")
        )
        words = " ".join(row[0] for row in plan)
    assert "ix_outbox_unnumbered" in words
    assert "Seq Scan" not in words
    assert "Sort" not in words


@pytest.fixture
def big_log(works: Database) -> Database:
    with works.write() as session:
        session.execute(
            insert(outbox),
            [
                {
                    "event_id": new_id(),
                    "type": "works.lamp.changed.v1",
                    "subject": "l",
                    "version": 1,
                    "tier": "public",
                    "body": b"{}",
                    "created_at": NOON,
                    "position": i if i < 1000 else None,
                }
                for i in range(7000)
            ],
        )
        session.execute(text("ANALYZE outbox"))
    return works
