"""How fast the log goes out: sequencer and relay beside pika alone."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from statistics import median

from prometheus_client import CollectorRegistry, Counter

from chassis.bus.metrics import Sending
from chassis.bus.relay import Relay
from chassis.bus.sequencer import Sequencer
from chassis.bus.wake import wake_of
from chassis.db import Database
from tests.bench.bus import peer, twins
from tests.bench.bus.facts import Told, changes, put
from tests.bench.bus.figures import Row, alternately, rate, ratios
from tests.bench.bus.ground import Run, exchange, purge, route
from tests.bench.bus.pace import Pace

LEAST_RATIO = 0.6
PATIENCE_SECONDS = 120.0
TRIES = 5
TRIED_FACTS = 5_000


class Finish(Counter):
    """The relay's count of what the broker has confirmed; it tells when that is all."""

    def __init__(self) -> None:
        super().__init__("published", "Facts the broker has confirmed.", registry=None)
        self._left = 0
        self._all = threading.Event()

    def expect(self, facts: int) -> None:
        """Begin to wait for so many more."""
        self._all.clear()
        self._left = facts

    def inc(self, amount: float = 1, exemplar: dict[str, str] | None = None) -> None:
        """Count, as the relay does."""
        super().inc(amount, exemplar)
        self._left -= int(amount)
        if self._left <= 0:
            self._all.set()

    def wait(self) -> None:
        """Return once all have come."""
        if not self._all.wait(PATIENCE_SECONDS):
            raise RuntimeError("the relay does not get on")


class Sender:
    """What a worker does to number and send a producer's log."""

    def __init__(self, producer: Database, url: str) -> None:
        self._producer = producer
        self._wake = wake_of(producer)
        self._stop = threading.Event()
        self._finish = Finish()
        meters = Sending(CollectorRegistry())
        meters.published = self._finish
        steps = [Relay(producer, self._wake, url, meters, self._stop, service="works").step]
        if producer.dialect == "postgresql":
            steps.append(Sequencer(producer, self._wake).step)
        self._threads = [threading.Thread(target=self._keep_on, args=(each,)) for each in steps]

    def start(self) -> None:
        """Start it, and return once it leads and its window is open."""
        self._wake.start()
        for each in self._threads:
            each.start()
        self.send(changes(1))

    def stop(self) -> None:
        """End it."""
        self._stop.set()
        self._wake.stop()
        for each in self._threads:
            each.join()

    def send(self, told: Sequence[Told]) -> float:
        """Write facts into the log; return the seconds from their commit to the last confirm."""
        self._finish.expect(len(told))
        put(self._producer, told)
        began = time.perf_counter()
        self._finish.wait()
        return time.perf_counter() - began

    def _keep_on(self, step: Callable[[], object]) -> None:
        while not self._stop.is_set():
            step()


@contextmanager
def sender(producer: Database, url: str) -> Iterator[Sender]:
    """Hire a sender for as long as the block lasts."""
    hired = Sender(producer, url)
    hired.start()
    try:
        yield hired
    finally:
        hired.stop()


def pace() -> Pace:
    """Measure the machine itself with the raw publisher."""
    speeds = []
    with exchange() as url:
        for _ in range(TRIES):
            told = [each.outgoing for each in changes(TRIED_FACTS)]
            speeds.append(TRIED_FACTS / twins.publish(url, told))
            purge(url)
    return Pace(median(speeds))


def measure(run: Run) -> list[Row]:
    """Send a backlog, with the relay and with pika alone."""
    count = run.sizes.backlog
    with route("postgresql") as databases, exchange() as url:
        with sender(databases.producer, url) as hired:

            def ours() -> float:
                speed = count / hired.send(changes(count))
                purge(url)
                return speed

            def raw() -> float:
                speed = count / twins.publish(url, [each.outgoing for each in changes(count)])
                purge(url)
                return speed

            fast, twin = alternately(run.sizes.pairs, ours, raw)
        others = peer.publish(url, changes(run.sizes.singly * 3))
    ratio = ratios(fast, twin)
    return [
        Row(
            what=f"relay, with sequencing: a backlog of {count:,}",
            ours=rate(fast),
            twin=rate(twin),
            ratio=str(ratio),
            bar=f"at least {LEAST_RATIO}",
            peer=rate([others]),
            missed=ratio.middle < LEAST_RATIO,
        )
    ]
