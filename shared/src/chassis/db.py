"""The two ways into a database, on SQLite and on PostgreSQL, and the columns' habits."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    Date,
    DateTime,
    Dialect,
    Double,
    Engine,
    Integer,
    TypeDecorator,
    Uuid,
    create_engine,
    event,
    literal,
    make_url,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Mapped, Session, declared_attr, mapped_column
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from chassis.turns import Turns

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
"""How constraints are called, so that migrations can name them on both databases."""


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: refused when naive, stored in UTC, always read back aware."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn into UTC; SQLite has no zones, so there the zone is dropped after that."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - the signature is SQLAlchemy's
    ) -> datetime | None:
        """Read back as aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Json = JSON().with_variant(JSONB(), "postgresql")
"""A JSON document; JSONB on PostgreSQL."""

BigId = BigInteger().with_variant(Integer(), "sqlite")
"""A counted key; plain INTEGER on SQLite, where only that can be AUTOINCREMENT."""

TYPES: dict[Any, Any] = {
    datetime: UtcDateTime(),
    UUID: Uuid(),
    dict[str, Any]: Json,
    list[str]: Json,
    list[Any]: Json,
}
"""The type map of every service's declarative base."""


class Versioned:
    """A row that two people may edit: the second writer of one version is refused."""

    row_version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - SQLAlchemy's convention
        """Let the ORM count and check the version."""
        return {"version_id_col": cls.row_version}


class database_now(FunctionElement[datetime]):  # noqa: N801 - reads as an SQL function
    """The database's own clock, plus some seconds; leases and back-off use it."""

    type = UtcDateTime()
    inherit_cache = True
    """Without this, each statement that names it would be compiled anew at every use."""

    def __init__(self, plus_seconds: float = 0.0) -> None:
        super().__init__(literal(float(plus_seconds), Double))


@compiles(database_now, "sqlite")
def _sqlite_now(element: database_now, compiler: SQLCompiler, **more: Any) -> str:
    seconds = compiler.process(element.clauses, **more)
    moved = f"printf('%+.3f seconds', {seconds})"
    return f"(strftime('%Y-%m-%d %H:%M:%f', 'now', {moved}) || '000')"


@compiles(database_now, "postgresql")
def _postgresql_now(element: database_now, compiler: SQLCompiler, **more: Any) -> str:
    # clock_timestamp(), never now(): now() stands still inside a transaction.
    seconds = compiler.process(element.clauses, **more)
    return f"(clock_timestamp() + make_interval(secs => {seconds}))"


class Database:
    """One service's database.

    `read()` gives a session that cannot write and is rolled back; `write()` one that is
    committed at the end of its block, or rolled back when the block raises. On SQLite all
    writers of a process queue for one file, because a queue is fair and SQLite's busy loop is
    not.
    """

    _queues: ClassVar[dict[str, Turns]] = {}
    _guard: ClassVar[threading.Lock] = threading.Lock()

    def __init__(self, url: str, *, deployment: str = "ciss") -> None:
        self.url = make_url(url)
        self._info = {"deployment": deployment}
        self._queue: Turns | None = None
        self.dialect = self.url.get_backend_name()
        self._after_commit: list[Callable[[Session], None]] = []
        if self.dialect == "sqlite":
            Path(self.url.database or "").parent.mkdir(parents=True, exist_ok=True)
            self._reader = _sqlite_engine(url, read_only=True)
            self._writer = _sqlite_engine(url, read_only=False)
            self._queue = self._queue_of(str(Path(self.url.database or "").resolve()))
        else:
            self._writer = _postgresql_engine(url)
            self._reader = self._writer.execution_options(postgresql_readonly=True)

    @classmethod
    def _queue_of(cls, path: str) -> Turns:
        with cls._guard:
            return cls._queues.setdefault(path, Turns())

    @property
    def engine(self) -> Engine:
        """The writing engine, for migrations."""
        return self._writer

    def on_commit(self, call: Callable[[Session], None]) -> None:
        """Call `call` after each committed write, in the writing thread."""
        self._after_commit.append(call)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a session that sees one moment and cannot write."""
        with Session(
            self._reader, expire_on_commit=False, autoflush=False, info=dict(self._info)
        ) as session:
            # Closing rolls back, and leaves what was read usable.
            yield session

    @contextmanager
    def write(self, *, idle_seconds: float | None = None) -> Iterator[Session]:
        """Open a session whose work is committed when the block ends well.

        `idle_seconds` bounds how long PostgreSQL waits for the next statement, for work whose
        locks everybody needs: a process that is frozen then loses them, and its transaction.
        """
        info = dict(self._info)
        with self._queued(), Session(self._writer, expire_on_commit=False, info=info) as session:
            if idle_seconds is not None and self.dialect == "postgresql":
                milliseconds = int(idle_seconds * 1000)
                session.execute(
                    text(f"SET LOCAL idle_in_transaction_session_timeout = {milliseconds}")
                )
            yield session
            session.commit()
        for call in self._after_commit:
            call(session)

    @contextmanager
    def _queued(self) -> Iterator[None]:
        if self._queue is None:
            yield
            return
        with self._queue:
            yield

    def is_reachable(self) -> bool:
        """Answer whether a trivial statement works just now."""
        with self.read() as session:
            return bool(session.scalar(text("SELECT 1")))

    def dispose(self) -> None:
        """Close every connection."""
        self._reader.dispose()
        self._writer.dispose()


def _sqlite_engine(url: str, *, read_only: bool) -> Engine:
    engine = create_engine(
        url,
        connect_args={"check_same_thread": False, "timeout": 10},
        pool_size=20,
        max_overflow=20,
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: DBAPIConnection, _record: object) -> None:
        connection.isolation_level = None  # BEGIN is ours
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        if read_only:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    begin = "BEGIN" if read_only else "BEGIN IMMEDIATE"

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _postgresql_engine(url: str) -> Engine:
    return create_engine(
        url,
        pool_pre_ping=True,
        # What people wrote must not reach a log through an error's text.
        hide_parameters=True,
        pool_size=10,
        max_overflow=10,
        connect_args={
            "connect_timeout": 3,
            "options": "-c timezone=UTC -c statement_timeout=60000 -c lock_timeout=15000 "
            "-c idle_in_transaction_session_timeout=120000",
        },
    )


__all__ = [
    "NAMING",
    "TYPES",
    "BigId",
    "Database",
    "Date",
    "Json",
    "UtcDateTime",
    "Versioned",
    "database_now",
]
