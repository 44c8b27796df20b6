"""What lies before a worker that takes facts in: in its queues, and in the logs it listens to."""

import random
import threading
from collections.abc import Iterator, Mapping, Sequence

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from chassis.bus import queues
from chassis.bus.lag import LogWatch, Missing
from chassis.bus.queues import Queue
from chassis.bus.topology import UNROUTED, dead_queue_of, queue_of
from chassis.clock import monotonic
from chassis.errors import Unavailable

EVERY_SECONDS = 15.0
_STALE_SECONDS = 120.0


class Backlog(Collector):
    """Looks each 15 s, in a thread of its own, so that no scrape asks the broker or a producer.

    What could not be asked is absent from the figures, and so is all of it once nobody looks.
    """

    def __init__(
        self,
        service: str,
        watches: Sequence[LogWatch],
        broker_url: str | None,
        stop: threading.Event,
    ) -> None:
        self._own = queue_of(service)
        self._names = (self._own, dead_queue_of(service), UNROUTED)
        self._watches = watches
        self._broker_url = broker_url
        self._stop = stop
        self._queues: Mapping[str, Queue | None] | None = None
        self._missing: dict[str, Missing] = {}
        self._looked_at = 0.0

    def step(self) -> None:
        """Look at everything, and rest unless a log has to be looked at further.

        Raises:
            DBAPIError: our own database is away.

        """
        if self._broker_url:
            self._queues = self._look(self._broker_url)
        known = [self._compare(each) for each in self._watches]
        self._looked_at = monotonic()
        if all(known):
            self._stop.wait(EVERY_SECONDS * random.uniform(0.8, 1.2))  # noqa: S311 - no secret

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield what was seen last, if that is not long ago."""
        if not self._looked_at or monotonic() - self._looked_at > _STALE_SECONDS:
            return
        if self._broker_url:
            yield from self._of_broker()
        behind = _by("source", "behind", "Facts of a producer that are not taken in yet.")
        seconds = _by("source", "behind_seconds", "How long the oldest of them has been missed.")
        for source, missing in sorted(self._missing.copy().items()):
            behind.add_metric([source], missing.facts)
            seconds.add_metric([source], missing.seconds)
        yield from (behind, seconds)

    def _look(self, url: str) -> Mapping[str, Queue | None] | None:
        try:
            return queues.look(url, self._names)
        except Unavailable:
            return None

    def _compare(self, watch: LogWatch) -> bool:
        """Note what is missing of one producer; say whether that is known."""
        try:
            found = watch.look()
        except BaseException as error:
            self._missing.pop(watch.source, None)
            if not isinstance(error, Unavailable):
                raise
            return True
        if found is not None:
            self._missing[watch.source] = found
        return found is not None

    def _of_broker(self) -> Iterator[GaugeMetricFamily]:
        words = "1 while the broker answers this worker."
        answers = float(self._queues is not None)
        yield GaugeMetricFamily("ciss_bus_broker_up", words, value=answers)
        ready = _by("queue", "queue_ready", "Facts that lie in a queue.")
        consumers = _by("queue", "queue_consumers", "Who takes facts from a service's queue.")
        for name, queue in (self._queues or {}).items():
            if queue is not None:
                ready.add_metric([name], queue.ready)
                if name == self._own:
                    consumers.add_metric([name], queue.consumers)
        yield from (ready, consumers)


def _by(label: str, name: str, words: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"ciss_bus_{name}", words, labels=[label])
