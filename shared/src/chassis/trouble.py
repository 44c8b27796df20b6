"""What kind of trouble a database error is: try again at once, wait, or a fault of ours."""

import sqlite3

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

_CONFLICTS = frozenset({"40P01", "40001", "55P03", "SQLITE_BUSY", "SQLITE_LOCKED"})
# Of class 57 only what the server did to everybody: it ends a slow statement (57014) alone.
_AWAY_CLASSES = ("08", "53", "57P", "58")
# PostgreSQL ends a transaction whose client said nothing for too long, and its connection.
_TOO_QUIET = "25P03"
# A server that was led to a copy of the database can only be read (25006).
_AWAY = frozenset({"25006", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_READONLY"})


def is_conflict(error: BaseException) -> bool:
    """Say whether two transactions were in each other's way: the same again may well pass."""
    return _code(error) in _CONFLICTS


def is_away(error: BaseException) -> bool:
    """Say whether the database itself could not work: nothing is wrong with what was asked."""
    if not isinstance(error, DBAPIError):
        return False
    code = _code(error)
    if error.connection_invalidated or code == _TOO_QUIET or code in _AWAY:
        return True
    if isinstance(error.orig, sqlite3.Error):
        return False
    return _has_no_connection(error) if code is None else code.startswith(_AWAY_CLASSES)


def is_passing(error: BaseException) -> bool:
    """Say whether the same work may well pass later, because nothing is wrong with it.

    Work that kept its transaction waiting for too long would do so at every try.
    """
    return is_conflict(error) or (is_away(error) and _code(error) != _TOO_QUIET)


def _has_no_connection(error: DBAPIError) -> bool:
    """Say whether a driver's own error came before any statement: it could not connect.

    With a statement it is the driver that refuses what it was given.
    """
    return error.statement is None and isinstance(error, OperationalError | InterfaceError)


def _code(error: BaseException) -> str | None:
    """Return PostgreSQL's SQLSTATE or SQLite's name of the error."""
    if not isinstance(error, DBAPIError):
        return None
    name: str | None = getattr(error.orig, "sqlite_errorname", None)
    if name is not None:
        # SQLITE_IOERR_FSYNC and its kin are SQLITE_IOERR.
        return "_".join(name.split("_")[:2])
    state: str | None = getattr(error.orig, "sqlstate", None)
    return state
