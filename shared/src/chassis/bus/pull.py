"""Read a producer's log on from where this service stopped."""

from collections.abc import Mapping, Sequence

from chassis.bus.feed import Feed
from chassis.bus.inbox import Subscription
from chassis.bus.ingest import cursor_of, facts_of, ingest
from chassis.db import Database

PAGE = 500


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

    def step(self, wait: float = 0.0) -> int:
        """Take in one page; return how many facts it held, after `wait` seconds maybe none.

        Raises:
            Unavailable: the producer cannot be read just now.
            DBAPIError: our own database is away.

        """
        with self._database.read() as session:
            after = cursor_of(session, self.source, self._types)
        page = self._feed.page(after, self._types, PAGE, wait)
        if page.items:
            ingest(self._database, self.source, page, self._subscriptions)
        return len(page.items)


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
