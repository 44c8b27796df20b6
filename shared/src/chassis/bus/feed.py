"""The log as others read it: pages of facts in the order they were committed."""

import time
from collections.abc import Callable, Collection, Sequence, Sized
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, Protocol, TypeVar

from sqlalchemy import ColumnElement, Select, bindparam, select, union_all
from sqlalchemy.orm import Session

from chassis.bus.cursors import ALL_TIERS, check_cursor, place_of
from chassis.bus.events import Tier
from chassis.bus.wake import Bell, Wake
from chassis.db import Database
from chassis.tables import outbox
from chassis.upsert import dialect_of

_POLL_SECONDS = 1.0

T = TypeVar("T", bound=Sized)


class Entry(NamedTuple):
    """One fact of a log: its place, its type, and the envelope."""

    place: int
    type: str
    body: bytes


@dataclass(frozen=True)
class Page:
    """A piece of a log.

    Attributes:
        items: the envelopes, in order.
        next: where the following page begins; stays the same when there was nothing.

    """

    items: Sequence[bytes]
    next: int

    def __len__(self) -> int:
        """Count the facts."""
        return len(self.items)

    @classmethod
    def of(cls, entries: Sequence[Entry], after: int) -> "Page":
        """Return what follows `after` as a page."""
        return cls([each.body for each in entries], entries[-1].place if entries else after)


class Feed(Protocol):
    """A producer's log, near or far."""

    def page(self, after: int, types: Collection[str], limit: int = 200, wait: float = 0.0) -> Page:
        """Return what follows `after`; with nothing there, wait up to so many seconds.

        Raises:
            Unavailable: the producer cannot be read just now.
            CursorTooOld: the log no longer holds all that follows.
            CursorAhead: the log ends before this place.

        """


def read_page(
    session: Session,
    after: int,
    types: Collection[str] = (),
    limit: int = 200,
    tiers: Collection[Tier] = ALL_TIERS,
) -> Page:
    """Read the facts after a place, of some types (all when empty) and tiers."""
    return Page.of(read_entries(session, after, types, limit, tiers), after)


def read_entries(
    session: Session,
    after: int,
    types: Collection[str],
    limit: int,
    tiers: Collection[Tier] = ALL_TIERS,
) -> list[Entry]:
    """Read the facts as `read_page` does, each with its place and type."""
    if not tiers:
        return []
    query = page_query(dialect_of(session), tuple(sorted(types)), tuple(sorted(tiers)))
    rows = session.execute(query, {"after": after, "limit": limit})
    return [Entry(row.place, row.type, row.body) for row in rows]


@lru_cache(maxsize=256)
def page_query(dialect: str, types: tuple[str, ...], tiers: tuple[Tier, ...]) -> Select[Any]:
    """Return the query of a page, with `:after` and `:limit` open.

    Each type (or tier) is walked along its own index and the walks are merged, so that a page
    costs the same whatever the size of the log and whatever else is in it.
    """
    place, placed = place_of(dialect)
    return (
        select(place.label("place"), outbox.c.type, outbox.c.body)
        .where(place.in_(merged(dialect, types, tiers, "place")), placed)
        .order_by(place)
    )


def merged(
    dialect: str, types: tuple[str, ...], tiers: tuple[Tier, ...], *columns: str
) -> Select[Any]:
    """Return the query of the first `:limit` rows after `:after`: `place`, or columns too."""
    place, placed = place_of(dialect)
    wanted = [place.label("place") if name == "place" else outbox.c[name] for name in columns]
    walks = [
        select(*wanted)
        .where(*key, placed, place > bindparam("after"))
        .order_by(place)
        .limit(bindparam("limit"))
        .subquery()
        for key in _keys(types, tiers)
    ]
    every = union_all(*(select(walk) for walk in walks)).subquery()
    return select(every).order_by(every.c.place).limit(bindparam("limit"))


def _keys(types: Sequence[str], tiers: Sequence[Tier]) -> list[list[ColumnElement[bool]]]:
    if not types:
        return [[outbox.c.tier == str(tier)] for tier in tiers]
    allowed = [] if set(tiers) >= ALL_TIERS else [outbox.c.tier.in_([str(t) for t in tiers])]
    return [[outbox.c.type == type_, *allowed] for type_ in types]


def _never() -> bool:
    return False


def wait_for(
    read: Callable[[], T], bell: Bell, wait: float, is_over: Callable[[], bool] = _never
) -> T:
    """Read until there is something, `wait` seconds are over, or nobody should wait any more.

    The bell tells of new facts at once; a look each second makes good what it missed.
    """
    until = time.monotonic() + wait
    while True:
        heard = bell.rings
        found = read()
        left = until - time.monotonic()
        if len(found) or left <= 0 or bell.is_closed or is_over():
            return found
        bell.wait(heard, min(left, _POLL_SECONDS))


class LocalFeed:
    """The log of a producer in the same process, handed over by whoever composes both."""

    def __init__(self, database: Database, wake: Wake) -> None:
        self._database = database
        self._wake = wake

    def page(self, after: int, types: Collection[str], limit: int = 200, wait: float = 0.0) -> Page:
        """Return what follows `after`."""
        return wait_for(lambda: self._read(after, types, limit), self._wake.ready, wait)

    def _read(self, after: int, types: Collection[str], limit: int) -> Page:
        with self._database.read() as session:
            check_cursor(session, after, types)
            return read_page(session, after, types, limit)
