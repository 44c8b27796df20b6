"""Whether a log and an inbox of a million rows cost more than those of a service that is new."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from chassis.bus.feed import LocalFeed
from chassis.bus.pull import Puller, settle
from chassis.bus.wake import wake_of
from tests.bench.bus.aged import age
from tests.bench.bus.facts import PRODUCER, SUBSCRIPTION, changes, put
from tests.bench.bus.figures import Row, alternately, rate, ratios
from tests.bench.bus.ground import KINDS, Route, Run, exchange, purge, route
from tests.bench.bus.sending import sender
from tests.bench.bus.taking import fill, take_in

MOST_RATIO = 1.2

Speed = Callable[[], float]


@contextmanager
def sending(databases: Route, count: int) -> Iterator[Speed]:
    """Yield what sends so many facts and returns how many went a second."""
    with exchange() as url, sender(databases.producer, url) as hired:

        def speed() -> float:
            found = count / hired.send(changes(count))
            purge(url)
            return found

        yield speed


@contextmanager
def taking(databases: Route, count: int) -> Iterator[Speed]:
    """Yield what takes so many facts from the broker and returns how many came a second."""
    with exchange() as url:

        def speed() -> float:
            fill(url, count)
            return count / take_in(databases.consumer, url, count)

        yield speed


@contextmanager
def pulling(databases: Route, count: int) -> Iterator[Speed]:
    """Yield what reads so many facts from the log and returns how many came a second."""
    feed = LocalFeed(databases.producer, wake_of(databases.producer))
    reader = Puller(databases.consumer, PRODUCER, feed, [SUBSCRIPTION])
    settle([reader])

    def speed() -> float:
        put(databases.producer, changes(count))
        began = time.perf_counter()
        assert settle([reader]) == count
        return count / (time.perf_counter() - began)

    yield speed


ASKED = {
    "postgresql": (("relay", sending), ("ingest", taking)),
    "sqlite": (("relay", sending), ("ingest by pull", pulling)),
}
NAMES = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}


def measure(run: Run) -> list[Row]:
    """Do the same in a service that is new and in one that is old."""
    return [row for kind in KINDS for row in _rows(run, kind)]


def _rows(run: Run, kind: str) -> Iterator[Row]:
    sizes = run.sizes
    with route(kind) as young, route(kind) as old:
        age(young, sizes.small)
        age(old, sizes.large)
        for name, doing in ASKED[kind]:
            with ExitStack() as kept:
                few, many = (kept.enter_context(doing(each, sizes.grown)) for each in (young, old))
                small, large = alternately(sizes.pairs, few, many)
            ratio = ratios(small, large)
            yield Row(
                what=f"{name}, {NAMES[kind]}: {sizes.large:,} rows there before",
                ours=rate(large),
                twin=f"{rate(small)} with {sizes.small:,}",
                ratio=str(ratio),
                bar=f"at most {MOST_RATIO} times as long",
                missed=ratio.middle > MOST_RATIO,
            )
