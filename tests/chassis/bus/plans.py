"""Logs written in one go, and how a database means to answer a query over them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Delete, Select, insert, text

from chassis.bus.events import Fact
from chassis.db import Database
from chassis.ids import new_id
from chassis.tables import outbox
from tests.chassis.bus.town import NOON, number_all


def write(works: Database, rows: Sequence[tuple[type[Fact], str]]) -> None:
    """Put facts of a type about a subject into the log, in this order."""
    with works.write() as session:
        session.execute(
            insert(outbox),
            [
                {
                    "event_id": new_id(),
                    "type": fact.type,
                    "subject": subject,
                    "version": number,
                    "tier": str(fact.tier),
                    "body": f"{fact.__name__} {subject} {number}".encode(),
                    "created_at": NOON,
                }
                for number, (fact, subject) in enumerate(rows, 1)
            ],
        )
    number_all(works)


def analyze(works: Database) -> None:
    """Let PostgreSQL look at the log, as it does by itself in time."""
    if works.dialect == "postgresql":
        with works.write() as session:
            session.execute(text("ANALYZE outbox"))


def plan_of(database: Database, query: Select[Any] | Delete, values: dict[str, Any]) -> str:
    """Return the plan in the database's own words."""
    word = "EXPLAIN QUERY PLAN" if database.dialect == "sqlite" else "EXPLAIN"
    with database.read() as session:
        connection = session.connection()
        written = query.compile(connection, compile_kwargs={"render_postcompile": True})
        given = written.construct_params(values)
        ordered = [given[name] for name in written.positiontup or ()] or given
        cursor = connection.exec_driver_sql(f"{word} {written}", _as_given(ordered))
        return " ".join(str(row[-1]) for row in cursor)


def reads_it_all(plan: str) -> bool:
    """Say whether the log is read from end to end."""
    return "Seq Scan" in plan or "SCAN outbox" in plan or "SCAN other" in plan


def _as_given(values: Any) -> Any:
    """Return parameters as the driver wants them: by place for SQLite, by name for psycopg."""
    return tuple(values) if isinstance(values, list) else values
