"""The log as others read it: pages of facts in the order they were committed."""

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Select, bindparam, select, union_all
from sqlalchemy.orm import Session

from chassis.bus.events import Tier
from chassis.bus.wake import Bell, Wake
from chassis.db import Database
from chassis.tables import outbox
from chassis.upsert import dialect_of

_POLL_SECONDS = 1.0
ALL_TIERS = frozenset(Tier)


@dataclass(frozen=True)
class Page:
    """A piece of a log.

    Attributes:
        items: the envelopes, in order.
        next: where the following page begins; stays the same when there was nothing.

    """

    items: Sequence[bytes]
    next: int


class Feed(Protocol):
    """A producer's log, near or far."""

    def page(self, after: int, types: Collection[str], limit: int = 200, wait: float = 0.0) -> Page:
        """Return what follows `after`; with nothing there, wait up to so many seconds.

        Raises:
            Unavailable: the producer cannot be read just now.

        """


def read_page(
    session: Session,
    after: int,
    types: Collection[str] = (),
    limit: int = 200,
    tiers: Collection[Tier] = ALL_TIERS,
) -> Page:
    """Read the facts after a place, of some types (all when empty) and tiers."""
    if not tiers:
        return Page([], after)
    query = page_query(dialect_of(session), tuple(sorted(types)), tuple(sorted(tiers)))
    rows = session.execute(query, {"after": after, "limit": limit}).all()
    return Page([row.body for row in rows], rows[-1].place if rows else after)


def place_of(dialect: str) -> tuple[ColumnElement[int], ColumnElement[bool]]:
    """Return what a fact's place in the log is called, and what tells that it has one.

    On SQLite it is the id. `position` is empty there and, said so, lets the indexes of
    (type, position) and (tier, position) be walked in the order of ids.
    """
    if dialect == "sqlite":
        return outbox.c.id, outbox.c.position.is_(None)
    return outbox.c.position, outbox.c.position.is_not(None)


@lru_cache(maxsize=256)
def page_query(dialect: str, types: tuple[str, ...], tiers: tuple[Tier, ...]) -> Select[Any]:
    """Return the query of a page, with `:after` and `:limit` open.

    Each type (or tier) is walked along its own index and the walks are merged, so that a page
    costs the same whatever the size of the log and whatever else is in it.
    """
    place, placed = place_of(dialect)
    walks = [
        select(place.label("place"))
        .where(*key, placed, place > bindparam("after"))
        .order_by(place)
        .limit(bindparam("limit"))
        .subquery()
        for key in _keys(types, tiers)
    ]
    merged = union_all(*(select(walk.c.place) for walk in walks)).subquery()
    first = select(merged.c.place).order_by(merged.c.place).limit(bindparam("limit"))
    return (
        select(place.label("place"), outbox.c.body).where(place.in_(first), placed).order_by(place)
    )


def _keys(types: Sequence[str], tiers: Sequence[Tier]) -> list[list[ColumnElement[bool]]]:
    if not types:
        return [[outbox.c.tier == str(tier)] for tier in tiers]
    allowed = [] if set(tiers) >= ALL_TIERS else [outbox.c.tier.in_([str(t) for t in tiers])]
    return [[outbox.c.type == type_, *allowed] for type_ in types]


def wait_for(read: Callable[[], Page], bell: Bell, wait: float) -> Page:
    """Read until there is something, `wait` seconds are over, or the bell was closed.

    The bell tells of new facts at once; a look each second makes good what it missed.
    """
    until = time.monotonic() + wait
    while True:
        heard = bell.rings
        page = read()
        left = until - time.monotonic()
        if page.items or left <= 0 or bell.is_closed:
            return page
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
            return read_page(session, after, types, limit)
