"""Read a producer's log on from where this service stopped."""

from collections.abc import Mapping, Sequence

from sqlalchemy import update
from sqlalchemy.orm import Session

from chassis.bus.cursors import CursorAhead, CursorTooOld
from chassis.bus.feed import Feed, Page
from chassis.bus.inbox import Subscription
from chassis.bus.ingest import Place, cursor_of, facts_of, ingest
from chassis.db import Database
from chassis.log import logger
from chassis.tables import bus_cursor

PAGE = 500

_log = logger("pull")


class Puller:
    """One service's reading of one producer; two at once do each other no harm."""

    def __init__(
        self, database: Database, source: str, feed: Feed, subscriptions: Sequence[Subscription]
    ) -> None:
        self.source = source
        self._database = database
        self._feed = feed
        self._subscriptions = [part for each in subscriptions if (part := _of(each, source))]
        self._types = sorted(facts_of(self._subscriptions))
        self._again: int | None = None

    def step(self, wait: float = 0.0) -> int:
        """Take in one page; return how many facts it held, after `wait` seconds maybe none.

        Raises:
            Unavailable: the producer cannot be read just now.
            DBAPIError: our own database is away.

        """
        with self._database.read() as session:
            cursor = cursor_of(session, self.source, self._types)
        page = self._read(cursor, wait)
        if page.items:
            place = Place(self.source, self._types, page.next)
            ingest(self._database, page.items, self._subscriptions, place)
        if self._again is not None:
            self._again = page.next if page.items and page.next < cursor else None
        return len(page.items)

    def _read(self, cursor: int, wait: float) -> Page:
        """Read on, or from the beginning when our place in the log is gone.

        What was taken in before is known by its id. Where facts after our place were let go, how
        far we are this time is known to this reader alone until the cursor is passed. Where the
        log now ends before our place, the cursor itself is put back: else what is told next
        would be behind us.
        """
        after = cursor if self._again is None else self._again
        try:
            return self._feed.page(after, self._types, PAGE, wait)
        except CursorTooOld as error:
            _log.warning("log_read_again", source=self.source, place=after, earliest=error.earliest)
            self._again = 0
        except CursorAhead as error:
            _log.error("log_was_restored", source=self.source, place=after, head=error.head)
            with self._database.write() as session:
                read_again(session, self.source, beyond=error.head)
            self._again = None
        return self._feed.page(0, self._types, PAGE, wait)


def read_again(session: Session, source: str, beyond: int = 0) -> int:
    """Let a producer's log be read from its beginning; return for how many types.

    Only cursors beyond a place are put back. What was taken in before counts no second time.
    """
    behind = bus_cursor.c.source == source, bus_cursor.c.position > beyond
    put_back = update(bus_cursor).where(*behind).values(position=0).returning(bus_cursor.c.type)
    return len(session.scalars(put_back).all())


def pullers(
    database: Database, feeds: Mapping[str, Feed], subscriptions: Sequence[Subscription]
) -> list[Puller]:
    """Return a reader of each producer that somebody listens to.

    Raises:
        KeyError: a producer has no feed.

    """
    sources = sorted({fact.service() for each in subscriptions for fact in each.types})
    return [Puller(database, name, feeds[name], subscriptions) for name in sources]


def settle(readers: Sequence[Puller]) -> int:
    """Read until nothing is new anywhere; return how many facts came."""
    total = 0
    while came := sum(reader.step() for reader in readers):
        total += came
    return total


def _of(subscription: Subscription, source: str) -> Subscription | None:
    """Return the part of a subscription that one producer serves."""
    types = tuple(fact for fact in subscription.types if fact.service() == source)
    return Subscription(types, subscription.handle, subscription.projection) if types else None
