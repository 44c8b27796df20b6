"""A log and an inbox as years leave them: so many rows, written by the database itself."""

from typing import Any

from sqlalchemy import insert, text

from chassis.db import Database
from chassis.lease import RELAY as LEASE
from chassis.tables import bus_counter, bus_cursor, bus_lease
from contracts.registry import SCHOOL_FACTS, SchoolChanged
from tests.bench.bus.facts import NOON, PRODUCER, SCHOOLS, TIER, changes
from tests.bench.bus.ground import Route

CHUNK = 100_000
ID = "01985a00-0000-7000-8000-"

NUMBERS = {
    "postgresql": "SELECT i FROM generate_series(CAST(:first AS bigint), :last) AS n(i)",
    "sqlite": "WITH RECURSIVE n(i) AS"
    " (SELECT :first UNION ALL SELECT i + 1 FROM n WHERE i < :last) SELECT i FROM n",
}
HEX = {"postgresql": "lpad(to_hex({}), 12, '0')", "sqlite": "printf('%012x', {})"}
UUID = {"postgresql": "CAST({} AS uuid)", "sqlite": "replace({}, '-', '')"}
PLACE = {"postgresql": "i", "sqlite": "NULL"}


def age(databases: Route, rows: int) -> None:
    """Fill the log of one and the inbox of the other, both wholly sent and taken in."""
    _fill_log(databases.producer, rows)
    _fill_inbox(databases.consumer, rows)
    for each in (databases.producer, databases.consumer):
        _settle(each)


def _fill_log(producer: Database, rows: int) -> None:
    kind = producer.dialect
    event_id = UUID[kind].format(f"'{ID}' || {HEX[kind].format('i')}")
    subject = f"'{ID}' || {HEX[kind].format(f'i % {SCHOOLS}')}"
    statement = (
        "INSERT INTO outbox (event_id, type, subject, version, tier, body, created_at, position)"
        f" SELECT {event_id}, :type, {subject}, i, :tier, CAST(:body AS {_bytes(kind)}),"
        f" {_noon(kind)}, {PLACE[kind]} FROM ({NUMBERS[kind]}) AS numbers"
    )
    given = {"type": SchoolChanged.type, "tier": TIER, "body": changes(1)[0].body}
    _in_chunks(producer, statement, rows, given)
    with producer.write() as session:
        session.execute(bus_counter.update().values(last=rows))
        session.execute(insert(bus_lease).values(name=LEASE, epoch=0, cursor=rows))


def _fill_inbox(consumer: Database, rows: int) -> None:
    kind = consumer.dialect
    statement = (
        "INSERT INTO inbox (event_id, source, type, state, attempts, received_at)"
        f" SELECT '{ID}' || {HEX[kind].format('i')}, :source, :type, 'applied', 0, {_noon(kind)}"
        f" FROM ({NUMBERS[kind]}) AS numbers"
    )
    _in_chunks(consumer, statement, rows, {"source": PRODUCER, "type": SchoolChanged.type})
    with consumer.write() as session:
        session.execute(
            insert(bus_cursor),
            [{"source": PRODUCER, "type": fact.type, "position": rows} for fact in SCHOOL_FACTS],
        )


def _in_chunks(database: Database, statement: str, rows: int, given: dict[str, Any]) -> None:
    for first in range(1, rows + 1, CHUNK):
        with database.write() as session:
            last = min(first + CHUNK - 1, rows)
            session.execute(text(statement), {"first": first, "last": last, **given})


def _bytes(kind: str) -> str:
    return "bytea" if kind == "postgresql" else "blob"


def _noon(kind: str) -> str:
    return f"'{NOON:%Y-%m-%d %H:%M:%S}{'+00' if kind == 'postgresql' else '.000000'}'"


def _settle(database: Database) -> None:
    """Let the database do now what it would do by itself after a while, in the middle of a run."""
    if database.dialect == "sqlite":
        with database.engine.connect() as raw:
            raw.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr] # sqlite3's own
        return
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as raw:
        for statement in ("SET statement_timeout = 0", "VACUUM ANALYZE", "CHECKPOINT"):
            raw.execute(text(statement))
