"""The log without what was overtaken: the newest fact of each subject, for those who come late."""

from collections.abc import Collection
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, bindparam, func, select
from sqlalchemy.orm import Session

from chassis.bus.cursors import place_of
from chassis.bus.events import Tier
from chassis.bus.feed import Entry, Page, merged
from chassis.tables import outbox
from chassis.upsert import dialect_of

NEAR = 3
"""Facts that are looked at for each one that is wanted, overtaken ones included."""
FAR = 2000
"""Facts that are looked at more, when all of those were overtaken."""

Key = tuple[str, tuple[str, ...], tuple[Tier, ...]]


def read_latest(
    session: Session, after: int, types: Collection[str], limit: int, tiers: Collection[Tier]
) -> Page:
    """Read the facts after a place that no later fact of the same type and subject overtakes.

    A page looks at a bounded piece of the log. Where all of that was overtaken, it is empty and
    `next` has moved on; at the end of the log `next` stays.
    """
    if not tiers:
        return Page([], after)
    key = dialect_of(session), tuple(sorted(types)), tuple(sorted(tiers))
    page = _read_piece(session, key, after, limit * NEAR, limit)
    if page.items or page.next == after:
        return page
    return _read_piece(session, key, page.next, FAR, limit)


def _read_piece(session: Session, key: Key, after: int, size: int, limit: int) -> Page:
    # Its end is fixed first: a fact overtaken after that is found again behind the end.
    last = session.scalar(end_query(*key), {"after": after, "limit": size})
    if last is None:
        return Page([], after)
    values = {"after": after, "limit": size, "last": last, "most": limit}
    rows = session.execute(latest_query(*key), values)
    page = Page.of([Entry(row.place, row.type, row.body) for row in rows], last)
    return page if len(page) == limit else Page(page.items, last)


@lru_cache(maxsize=256)
def end_query(dialect: str, types: tuple[str, ...], tiers: tuple[Tier, ...]) -> Select[Any]:
    """Return the query of the place at which the next `:limit` facts after `:after` end."""
    piece = merged(dialect, types, tiers, "place").subquery()
    return select(func.max(piece.c.place))


@lru_cache(maxsize=256)
def latest_query(dialect: str, types: tuple[str, ...], tiers: tuple[Tier, ...]) -> Select[Any]:
    """Return the query of the newest facts in a piece of the log, at most `:most` of them.

    Each fact of the piece asks the index of (type, subject, position) for the last of its
    subject; said as a join, the planner might read the whole log instead.
    """
    place, placed = place_of(dialect)
    piece = merged(dialect, types, tiers, "place", "type", "subject").subquery()
    return (
        select(piece.c.place, outbox.c.type, outbox.c.body)
        .join_from(piece, outbox, place == piece.c.place)
        .where(placed, piece.c.place <= bindparam("last"), piece.c.place == _newest(dialect, piece))
        .order_by(piece.c.place)
        .limit(bindparam("most"))
    )


def _newest(dialect: str, piece: FromClause) -> ColumnElement[int]:
    """Return the place of the last fact with the type and subject of one in the piece."""
    other = outbox.alias("other")
    place, placed = place_of(dialect, other)
    return (
        select(place)
        .where(other.c.type == piece.c.type, other.c.subject == piece.c.subject, placed)
        .order_by(place.desc())
        .limit(1)
        .scalar_subquery()
    )
