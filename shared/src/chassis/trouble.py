"""What kind of trouble a database error is: try again at once, wait, or a fault of ours."""

from sqlalchemy.exc import DBAPIError

_CONFLICTS = frozenset({"40P01", "40001", "55P03", "SQLITE_BUSY", "SQLITE_LOCKED"})
_AWAY_CLASSES = ("08", "53", "57", "58")
# PostgreSQL ends a transaction whose client was frozen for too long (25P03).
_AWAY = frozenset({"25P03", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_READONLY"})


def is_conflict(error: BaseException) -> bool:
    """Say whether two transactions were in each other's way: the same again may well pass."""
    return _code(error) in _CONFLICTS


def is_away(error: BaseException) -> bool:
    """Say whether the database itself could not work: nothing is wrong with what was asked."""
    if not isinstance(error, DBAPIError):
        return False
    code = _code(error)
    if code is None:
        return error.connection_invalidated or not _is_sqlite(error)
    return code in _AWAY or (not _is_sqlite(error) and code.startswith(_AWAY_CLASSES))


def _is_sqlite(error: DBAPIError) -> bool:
    return hasattr(error.orig, "sqlite_errorname")


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
