"""Bring a service's database to the newest shape, from the numbered steps in its package."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from chassis.db import Database

_LOCK = 0x43495353  # "CISS": two migrations of one database take turns


def script_of(service: str) -> ScriptDirectory:
    """Return the migration steps that lie in a service's package."""
    folder = Path(str(files(service) / "migrations"))
    config = Config()
    config.set_main_option("script_location", str(folder))
    config.set_main_option("version_locations", str(folder))
    config.set_main_option("path_separator", "os")
    return ScriptDirectory.from_config(config)


def upgrade(service: str, url: str, target: str = "head") -> None:
    """Run every step up to `target` that this database has not seen, in one transaction."""
    _run(url, script_of(service), lambda script, seen: script._upgrade_revs(target, seen))  # noqa: SLF001 - Alembic's own env.py calls no other


def downgrade(service: str, url: str, target: str = "base") -> None:
    """Undo every step after `target`, in one transaction."""
    _run(url, script_of(service), lambda script, seen: script._downgrade_revs(target, seen))  # noqa: SLF001 - as above


def head_of(service: str) -> str:
    """Return the number of the newest step."""
    return script_of(service).get_current_head() or ""


def current(database: Database) -> str | None:
    """Return the number of the newest step this database has seen, or None when it is empty."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _run(url: str, script: ScriptDirectory, steps: Any) -> None:
    database = Database(url)
    try:
        with database.engine.begin() as connection, _one_at_a_time(connection):
            context = MigrationContext.configure(
                connection,
                opts={
                    "fn": lambda seen, _context: steps(script, seen),
                    "transactional_ddl": True,
                    "render_as_batch": True,
                },
            )
            with Operations.context(context):
                context.run_migrations()
    finally:
        database.dispose()


@contextmanager
def _one_at_a_time(connection: Connection) -> Iterator[None]:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    yield
