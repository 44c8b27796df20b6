"""The log without what was overtaken: the newest fact of each subject, for those who come late."""

from collections.abc import Collection
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, bindparam, func, select
from sqlalchemy.orm import Session

from chassis.bus.events import Tier
from chassis.bus.feed import Entry, Page, merged, place_of
from chassis.tables import outbox
from chassis.upsert import dialect_of

WINDOW = 2000
"""Most facts that are looked at for one page, overtaken ones included."""


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
    # The piece is fixed first: a fact overtaken after that is found again behind its end.
    last = session.scalar(end_query(*key), {"after": after, "limit": WINDOW})
    if last is None:
        return Page([], after)
    values = {"after": after, "limit": WINDOW, "last": last, "most": limit}
    rows = session.execute(latest_query(*key), values)
    entries = [Entry(row.place, row.type, row.body) for row in rows]
    return Page(
        [each.body for each in entries], entries[-1].place if len(entries) == limit else last
    )


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
