"""Lists read page by page from where the last page ended, never by counting rows."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, tuple_

from chassis.errors import Invalid, sentence

T = TypeVar("T")
LARGEST = 2**63 - 1


def after(columns: Sequence[Any], cursor: str | None) -> ColumnElement[bool] | None:
    """Return the condition for rows after a cursor, or None at the beginning.

    Args:
        columns: the columns of the order, ascending, the last one unique.
        cursor: `next` of the page before.

    Raises:
        Invalid: the cursor is not one of ours.

    """
    if not cursor:
        return None
    types = [column.type for column in columns]
    return tuple_(*columns) > tuple_(*_typed(columns, cursor), types=types)


def before(columns: Sequence[Any], cursor: str | None) -> ColumnElement[bool] | None:
    """Return what `after` does, for a list whose order is descending.

    Raises:
        Invalid: the cursor is not one of ours.

    """
    if not cursor:
        return None
    types = [column.type for column in columns]
    return tuple_(*columns) < tuple_(*_typed(columns, cursor), types=types)


def _typed(columns: Sequence[Any], cursor: str) -> list[Any]:
    """Read a cursor as values of these columns."""
    values = _read(cursor)
    if len(values) != len(columns):
        raise _not_ours()
    try:
        typed = [
            column.type.python_type(value) for column, value in zip(columns, values, strict=True)
        ]
    except (TypeError, ValueError) as error:
        raise _not_ours() from error
    if any(isinstance(value, int) and abs(value) > LARGEST for value in typed):
        raise _not_ours()
    return typed


def page(rows: Sequence[T], limit: int, key: Callable[[T], Sequence[Any]]) -> dict[str, Any]:
    """Return `{items, next}` of up to `limit` rows; ask the database for one more than that."""
    items = list(rows[:limit])
    cursor = _write(key(items[-1])) if len(rows) > limit else None
    return {"items": items, "next": cursor}


def _write(values: Sequence[Any]) -> str:
    text = json.dumps([str(value) for value in values], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(cursor: str) -> list[str]:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        values = json.loads(text)
    except (binascii.Error, ValueError, RecursionError) as error:
        raise _not_ours() from error
    if not isinstance(values, list) or not all(_is_text(value) for value in values):
        raise _not_ours()
    return values


def _is_text(value: object) -> bool:
    """Say whether a database can compare it: no NUL, and no half of a letter."""
    if not isinstance(value, str) or "\x00" in value:
        return False
    return not any("\ud800" <= letter <= "\udfff" for letter in value)


def _not_ours() -> Invalid:
    return Invalid(
        "Begin again at the first page.",
        errors={"after": [sentence("This is not a page mark of this list.")]},
        reason="unknown_cursor",
    )
