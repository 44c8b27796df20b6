"""Inserts that mind what is there already, said once for both databases."""

from sqlalchemy import Table
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
