"""Inserts that mind what is there already, said once for both databases."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, Table, bindparam, column, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

Insert = postgresql.Insert | sqlite.Insert


def dialect_of(session: Session) -> str:
    """Return `sqlite` or `postgresql`."""
    return session.get_bind().dialect.name


def insert_into(session: Session, table: Table) -> Insert:
    """Return an insert with `on_conflict_do_nothing` and `on_conflict_do_update`."""
    build = sqlite.insert if dialect_of(session) == "sqlite" else postgresql.insert
    return build(table)


def insert_rows(
    session: Session, table: Table, rows: Sequence[Mapping[str, Any]]
) -> tuple[Insert, Any]:
    """Return an insert of many rows that name the same columns, and what to execute it with.

    On PostgreSQL each column goes as one array. Else SQLAlchemy, asked for what was inserted,
    would write every row into the statement's text, and psycopg would parse that each time:
    a fifth of what taking in a batch costs this process.
    """
    build = insert_into(session, table)
    if isinstance(build, sqlite.Insert):
        return build, list(rows)
    names = tuple(rows[0])
    columns = {name: [row[name] for row in rows] for name in names}
    return build.from_select(list(names), _given(table, names)), columns


@lru_cache(maxsize=64)
def _given(table: Table, names: tuple[str, ...]) -> Select[Any]:
    """Return the query that turns arrays, one for each column, into rows again."""
    arrays = [
        bindparam(name, type_=postgresql.ARRAY(table.c[name].type, dimensions=1)) for name in names
    ]
    found = func.unnest(*arrays).table_valued(
        *(column(name, table.c[name].type) for name in names), name="given"
    )
    given = found.render_derived()
    return select(*(given.c[name] for name in names))
