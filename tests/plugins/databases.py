"""Databases for the tests that ask, on SQLite and on PostgreSQL: always with nothing in them."""

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import URL, make_url

from chassis import migrate
from chassis.db import Database
from tests.servers import RAM, connect, fresh_database, postgresql

KINDS = ("sqlite", "postgresql")
EMPTY = "empty"
USES = 60
"""How often rows are taken out of a PostgreSQL database before a new one is made; what is
deleted stays on its pages, and would slow the tests that come after."""

Connection = psycopg.Connection[Any]


class Templates:
    """Each service's tables, made once a run on each database by its migrations."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[tuple[str, str], str] = {}
        self.kept = ExitStack()

    def url(self, kind: str, service: str) -> str:
        """Return the address of a service's template, migrating it at the first call."""
        if (kind, service) not in self._made:
            url = self._empty(kind, service)
            migrate.upgrade(service, url)
            self._made[kind, service] = url
        return self._made[kind, service]

    def _empty(self, kind: str, service: str) -> str:
        if kind == "sqlite":
            return f"sqlite:///{self._folder / service}.db"
        return self.kept.enter_context(fresh_database(postgresql()))


class SqliteStand:
    """One SQLite file whose content can be kept, and put back."""

    def __init__(self, template: str, folder: Path, service: str) -> None:
        self._file = folder / service / "standing.db"
        self._file.parent.mkdir()
        self._kept: dict[str, sqlite3.Connection] = {}
        shutil.copyfile(make_url(template).database or "", self._file)
        self.database = Database(f"sqlite:///{self._file}")
        self.keep(EMPTY)

    def keep(self, name: str) -> None:
        self._kept[name] = sqlite3.connect(":memory:")
        with closing(sqlite3.connect(self._file)) as source:
            source.backup(self._kept[name])

    def put_back(self, name: str) -> None:
        with closing(sqlite3.connect(self._file, timeout=5)) as target:
            self._kept[name].backup(target)

    def close(self) -> None:
        self.database.dispose()
        for content in self._kept.values():
            content.close()


class PostgresqlStand:
    """One PostgreSQL database whose rows can be kept, and put back; renewed now and then."""

    def __init__(self, template: str) -> None:
        self._template = template
        self._open = ExitStack()
        self._uses = 0
        self._kept: dict[str, Content] = {}
        self.database = Database(self._open.enter_context(fresh_database(postgresql(), template)))
        with connect(self.database.url) as connection:
            found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname='public'")
            self._tables = [str(name) for (name,) in found]
        self.keep(EMPTY)

    def keep(self, name: str) -> None:
        with connect(self.database.url, autocommit=False) as connection:
            rows = {table: _rows(connection, table) for table in self._tables}
            counters = connection.execute(
                "SELECT sequencename, coalesce(last_value, 0) + 1 FROM pg_sequences"
            ).fetchall()
        self._kept[name] = Content({t: text for t, text in rows.items() if text}, counters)

    def put_back(self, name: str) -> None:
        self._uses += 1
        if self._uses % USES == 0:
            self._renew()
        content = self._kept[name]
        with connect(self.database.url, autocommit=False) as connection:
            # Rows go and come in any order: what points at them does so in the same breath.
            words: list[sql.Composable] = [sql.SQL("SET session_replication_role = replica")]
            words += [sql.SQL("DELETE FROM {}").format(_public(table)) for table in self._tables]
            words += [
                sql.SQL("ALTER SEQUENCE {} RESTART {}").format(_public(name), following)
                for name, following in content.counters
            ]
            connection.execute(sql.SQL(";").join(words))
            for table, text in content.rows.items():
                _fill(connection, table, text)

    def close(self) -> None:
        self.database.dispose()
        self._open.close()

    def _renew(self) -> None:
        self.database.dispose()
        own, template = _name(self.database.url), _name(make_url(self._template))
        with connect(postgresql().url) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(own))
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(own, template))


@dataclass(frozen=True)
class Content:
    """What a PostgreSQL database holds: rows of the tables that have any, as COPY writes them."""

    rows: dict[str, bytes]
    counters: list[tuple[str, int]]
    """Each sequence with the number it gives next."""


Stand = SqliteStand | PostgresqlStand


class Stands:
    """The standing databases of a run; a test that asks borrows one."""

    def __init__(self, templates: Templates, folder: Path) -> None:
        self._templates = templates
        self._folder = folder
        self._made: dict[tuple[str, str], Stand] = {}
        self._lent: list[tuple[str, str]] = []

    def lend(self, kind: str, service: str) -> Stand:
        """Return the database of a service; asked for again in one test, it is empty again."""
        key = kind, service
        if key in self._lent:
            self._made[key].put_back(EMPTY)
            return self._made[key]
        if key not in self._made:
            template = self._templates.url(kind, service)
            self._made[key] = (
                SqliteStand(template, self._folder, service)
                if kind == "sqlite"
                else PostgresqlStand(template)
            )
        self._lent.append(key)
        return self._made[key]

    def take_back(self) -> None:
        """Take out all that the test has put in."""
        while self._lent:
            self._made[self._lent.pop()].put_back(EMPTY)

    def close(self) -> None:
        for stand in self._made.values():
            stand.close()


@pytest.fixture(scope="session")
def ram_folder() -> Iterator[Path]:
    """A folder for files that need not outlive a power cut."""
    with tempfile.TemporaryDirectory(prefix="ciss-tests-", dir=RAM) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def templates(ram_folder: Path) -> Iterator[Templates]:
    made = Templates(ram_folder)
    with made.kept:
        yield made


@pytest.fixture(scope="session")
def stands(templates: Templates, ram_folder: Path) -> Iterator[Stands]:
    made = Stands(templates, ram_folder)
    yield made
    made.close()


@pytest.fixture(params=KINDS)
def database_kind(request: pytest.FixtureRequest) -> str:
    """`sqlite`, then `postgresql`: the test runs on both."""
    return str(request.param)


@pytest.fixture
def database_url(database_kind: str, ram_folder: Path) -> Iterator[str]:
    """The address of a fresh, empty database."""
    if database_kind == "postgresql":
        with fresh_database(postgresql()) as url:
            yield url
        return
    with tempfile.TemporaryDirectory(dir=ram_folder) as folder:
        yield f"sqlite:///{folder}/test.db"


@pytest.fixture
def migrated_url(
    database_kind: str, ram_folder: Path, templates: Templates
) -> Iterator[Callable[[str], str]]:
    """A function: the address of a fresh database with the tables of the service named."""
    with ExitStack() as kept:

        def make(service: str) -> str:
            template = templates.url(database_kind, service)
            if database_kind == "postgresql":
                return kept.enter_context(fresh_database(postgresql(), template))
            folder = kept.enter_context(tempfile.TemporaryDirectory(dir=ram_folder))
            shutil.copyfile(make_url(template).database or "", f"{folder}/{service}.db")
            return f"sqlite:///{folder}/{service}.db"

        yield make


@pytest.fixture
def borrow(database_kind: str, stands: Stands) -> Iterator[Callable[[str], Stand]]:
    """A function: the standing database of the service named, with nothing in its tables.

    One database serves many tests, one after the other, since making one takes longer than most
    tests; a test that changes tables wants `migrated_url`.
    """
    yield lambda service: stands.lend(database_kind, service)
    stands.take_back()


def _rows(connection: Connection, table: str) -> bytes:
    with (
        connection.cursor() as cursor,
        cursor.copy(sql.SQL("COPY {} TO STDOUT").format(_public(table))) as copy,
    ):
        return b"".join(bytes(part) for part in copy)


def _fill(connection: Connection, table: str, text: bytes) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy(sql.SQL("COPY {} FROM STDIN").format(_public(table))) as copy,
    ):
        copy.write(text)


def _public(name: str) -> sql.Identifier:
    return sql.Identifier("public", name)


def _name(url: URL) -> sql.Identifier:
    return sql.Identifier(url.database or "")
