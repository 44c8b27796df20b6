"""How far a consumer is behind the log of one producer, looked at through its feed."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import select

from chassis.bus.events import Undecodable, decode_envelope
from chassis.bus.feed import Feed, Page
from chassis.bus.inbox import Subscription
from chassis.bus.ingest import cursor_of, facts_of
from chassis.clock import monotonic
from chassis.db import Database
from chassis.errors import Gone
from chassis.tables import inbox

MOST_COMPARED = 10_000
"""Facts that are compared in one look while all of them were taken in."""
MOST_MISSING = 1000
"""Missing facts that are counted before a look ends."""
PAGE = 500


@dataclass(frozen=True)
class Missing:
    """Facts of a producer that were not taken in.

    Attributes:
        facts: how many; from a thousand on there may be more.
        seconds: how long it has been known that the oldest of them is missing.

    """

    facts: int = 0
    seconds: float = 0.0


class LogWatch:
    """Compares a producer's log with the inbox, from where all before it was taken in.

    With a broker the cursor moves seldom, so the place that was come to is kept here. As long
    as nothing is missing, a look reads no more than what was told since the last.
    """

    def __init__(self, database: Database, source: str, feed: Feed, types: Collection[str]) -> None:
        self.source = source
        self._database = database
        self._feed = feed
        self._types = sorted(types)
        self._place = 0
        self._is_again = False
        self._oldest: tuple[str, float] | None = None

    def look(self) -> Missing | None:
        """Return what is missing; None when there was too much to compare to say so yet.

        Raises:
            Unavailable: the producer cannot be read just now.
            DBAPIError: our own database is away.

        """
        after = self._begin()
        missing: list[str] = []
        for _ in range(MOST_COMPARED // PAGE):
            page = self._read(after)
            missing += self._lacking(page)
            after = page.next
            if not missing:
                self._place = after
            if len(page) < PAGE:
                return self._judge(missing)
            if len(missing) >= MOST_MISSING:
                break
        return self._judge(missing) if missing else None

    def _begin(self) -> int:
        with self._database.read() as session:
            cursor = cursor_of(session, self.source, self._types)
        if self._place >= cursor:
            self._is_again = False
        if not self._is_again:
            self._place = max(self._place, cursor)
        return self._place

    def _read(self, after: int) -> Page:
        """Read on, or from the beginning when the place is gone; then the cursor says nothing."""
        try:
            return self._feed.page(after, self._types, PAGE)
        except Gone:
            self._place, self._is_again = 0, True
        return self._feed.page(0, self._types, PAGE)

    def _lacking(self, page: Page) -> list[str]:
        """Return the ids on a page that are not in the inbox, in their order."""
        told = list(_ids(page))
        with self._database.read() as session:
            taken = set(session.scalars(select(inbox.c.event_id).where(inbox.c.event_id.in_(told))))
        return [each for each in told if each not in taken]

    def _judge(self, missing: Sequence[str]) -> Missing:
        if not missing:
            self._oldest = None
            return Missing()
        if self._oldest is None or self._oldest[0] != missing[0]:
            self._oldest = missing[0], monotonic()
        return Missing(len(missing), round(monotonic() - self._oldest[1], 1))


def watches(
    database: Database, feeds: Mapping[str, Feed], subscriptions: Sequence[Subscription]
) -> list[LogWatch]:
    """Return a watch over each producer that somebody listens to."""
    facts = facts_of(subscriptions).values()
    sources = sorted({fact.service() for fact in facts})
    return [
        LogWatch(
            database, name, feeds[name], [fact.type for fact in facts if fact.service() == name]
        )
        for name in sources
    ]


def _ids(page: Page) -> Iterator[str]:
    """Yield the ids of a page; what is no envelope is known to the inbox by its bytes alone."""
    for body in page.items:
        with suppress(Undecodable):
            yield str(decode_envelope(body).id)
