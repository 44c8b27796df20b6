"""The database is away only when it is: what a driver or a server refuses is a fault of ours."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import insert, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from chassis.db import Database
from chassis.trouble import is_away, is_conflict, is_passing
from tests.chassis.toy import Base, Note


@contextmanager
def failing() -> Iterator[list[DBAPIError]]:
    """Collect the error that the block ends with."""
    met: list[DBAPIError] = []
    with pytest.raises(DBAPIError) as raised:
        yield met
    met.append(raised.value)


def bind_an_object(session: Session) -> None:
    session.execute(text("SELECT :x"), {"x": object()})


def misname_a_column(session: Session) -> None:
    session.execute(text("SELECT no_such_column"))


def break_a_constraint(session: Session) -> None:
    session.execute(text("CREATE TEMPORARY TABLE strict (word TEXT NOT NULL)"))
    session.execute(text("INSERT INTO strict VALUES (NULL)"))


def write_a_nul(session: Session) -> None:
    session.execute(text("SELECT cast(:x AS text)"), {"x": "a\0"})


def take_too_long(session: Session) -> None:
    session.execute(text("SET LOCAL statement_timeout = 50"))
    session.execute(text("SELECT pg_sleep(20)"))


def name_too_many(session: Session) -> None:
    many = range(70_000)
    session.connection().exec_driver_sql(f"SELECT {','.join('%s' for _ in many)}", tuple(many))


EVERYWHERE = [bind_an_object, misname_a_column, break_a_constraint]
POSTGRESQL = [write_a_nul, take_too_long, name_too_many]


@pytest.mark.parametrize("fail", [*EVERYWHERE, *POSTGRESQL])
def test_what_is_refused_is_a_fault_of_ours(
    database: Database, fail: Callable[[Session], None]
) -> None:
    if fail in POSTGRESQL and database.dialect != "postgresql":
        return  # SQLite bears it
    with failing() as met, database.write() as session:
        fail(session)
    assert not is_away(met[0])
    assert not is_passing(met[0])


def test_a_database_that_nothing_leads_to_is_away(database_kind: str, tmp_path: Path) -> None:
    nowhere = Database(
        f"sqlite:///{tmp_path}"
        if database_kind == "sqlite"
        else "postgresql+psycopg://nobody@127.0.0.1:1/nothing"
    )
    with failing() as met:
        nowhere.is_reachable()
    nowhere.dispose()
    assert is_away(met[0])
    assert is_passing(met[0])


def test_a_server_that_shows_us_out_is_away(database: Database) -> None:
    if database.dialect == "sqlite":
        return  # there is no server
    with failing() as met, database.write() as session:
        session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    assert is_away(met[0])
    assert is_passing(met[0])


def test_a_database_that_can_only_be_read_is_away(database: Database) -> None:
    Base.metadata.create_all(database.engine)
    with failing() as met, database.read() as session:
        session.execute(insert(Note).values(text="x"))
    assert is_away(met[0])


def test_who_kept_a_transaction_waiting_lost_its_connection_and_would_again(
    database: Database,
) -> None:
    if database.dialect == "sqlite":
        return  # nobody ends a transaction there
    Base.metadata.create_all(database.engine)
    with database.write() as session:
        session.add(Note(text="x"))
    with failing() as met, database.write(idle_seconds=0.1) as quiet:
        quiet.execute(update(Note).values(text="y"))
        with database.write() as session:
            # Waits for the row, that is, until the quiet one is shown out.
            session.execute(update(Note).values(text="z"))
        quiet.execute(update(Note).values(text="y"))
    assert is_away(met[0])
    assert not is_passing(met[0])
    assert not is_conflict(met[0])
