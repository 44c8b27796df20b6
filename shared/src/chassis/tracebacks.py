"""What may be told of an error: its kind and its place, never what people wrote.

Drivers and parsers repeat in their messages what they were given: PostgreSQL a whole row, a
parser the value it could not read. So no message of theirs goes into a log or on record.
"""

import re
import sqlite3
import traceback
from collections.abc import Iterator

import psycopg
from sqlalchemy.exc import StatementError

_QUOTED = re.compile(r"""(?<!\w)(['"])(?:.*\1|.*)""", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")
_NAMES_OF_CODE = (AttributeError, ImportError, NameError, TypeError)
"""Errors whose messages quote what programmers wrote."""
_MOST_GIST = 500
_MOST_CAUSES = 5


def gist(error: BaseException) -> str:
    """Return the kind of an error in one line, and its message without what that quotes.

    An error of the database is told by its code and the constraint it broke.
    """
    kind = type(error).__name__
    if isinstance(error, StatementError):
        return f"{kind}: {gist(error.orig)}" if error.orig else kind
    if isinstance(error, sqlite3.Error):
        return f"{kind}: {getattr(error, 'sqlite_errorname', 'refused')}"
    if isinstance(error, psycopg.Error):
        diag = error.diag
        known = (error.sqlstate, diag.constraint_name or diag.column_name)
        return f"{kind}: {' '.join(each for each in known if each) or 'refused'}"
    message = str(error)
    if not isinstance(error, _NAMES_OF_CODE):
        message = unquoted(message)
    return plain(f"{kind}: {message}")[:_MOST_GIST]


def unquoted(text: str) -> str:
    """Return a text without what it quotes."""
    return _QUOTED.sub("'…'", text)


def plain(text: str) -> str:
    """Return a text without the signs that a database or a terminal does not bear."""
    return _CONTROL.sub(" ", text)


def story(error: BaseException, frames: int | None = None) -> str:
    """Return the stack of an error and of what led to it, each ended by its gist.

    `frames` is as `limit` of `traceback`: -8 keeps the eight calls next to each error.
    """
    parts = [_stack(each, frames) for each in _led_to(error)]
    return "\nThis led to:\n\n".join(reversed(parts))


def _led_to(error: BaseException) -> Iterator[BaseException]:
    """Yield an error, and what it came from, as Python tells it."""
    found: BaseException | None = error
    for _ in range(_MOST_CAUSES):
        if found is None:
            return
        yield found
        found = found.__cause__ or (None if found.__suppress_context__ else found.__context__)


def _stack(error: BaseException, frames: int | None) -> str:
    lines = traceback.format_tb(error.__traceback__, frames)
    return "".join(["Traceback (most recent call last):\n", *lines, f"{gist(error)}\n"])
