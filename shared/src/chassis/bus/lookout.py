"""Whether the broker answers, and what lies in its queues, for operators: commands and pages."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import current_app

from chassis.bus import queues
from chassis.bus.dial import FOR_GOOD
from chassis.bus.queues import Queue
from chassis.bus.topology import UNROUTED, dead_queue_of, queue_of
from chassis.clock import monotonic
from chassis.errors import Unavailable
from chassis.resources import settings

NONE, ANSWERS, AWAY, REFUSES = "none", "answers", "away", "refuses"
_FRESH_SECONDS = 5.0


@dataclass(frozen=True)
class Broker:
    """What the broker said.

    Attributes:
        state: `none` is used here, it `answers`, it is `away`, or it `refuses` us.
        queues: the queues that were looked at; None for one that is not there.
        refusal: what the broker does not like.

    """

    state: str = NONE
    queues: Mapping[str, Queue | None] = field(default_factory=dict)
    refusal: str = ""

    def queue(self, service: str) -> Queue | None:
        """Return a service's queue, as far as the broker knows it and was asked."""
        return self.queues.get(queue_of(service))

    def ready(self, name: str) -> int | None:
        """Return how many facts lie in a queue, if that is known."""
        found = self.queues.get(name)
        return found.ready if found else None


def ask(url: str | None, services: Sequence[str]) -> Broker:
    """Ask the broker about the queues of some services; one that is away is waited for shortly."""
    if url is None:
        return Broker()
    names = [UNROUTED, *(f(name) for name in services for f in (queue_of, dead_queue_of))]
    try:
        return Broker(ANSWERS, queues.look(url, names))
    except Unavailable as error:
        if error.reason in FOR_GOOD:
            return Broker(REFUSES, {}, error.detail)
        return Broker(AWAY)


class Lookout:
    """Asks the broker for a page: seldom, and never for two readers at a time.

    However many look while it is away, one thread waits for it; the others see what was last seen.
    """

    def __init__(self, url: str | None, services: Sequence[str]) -> None:
        self._url = url
        self._services = services
        self._asking = threading.Lock()
        self._seen: Broker | None = None
        self._seen_at = 0.0

    def look(self) -> Broker:
        """Return what the broker said a moment ago, or says now."""
        if not self._asking.acquire(blocking=self._seen is None):
            return self._seen or Broker(AWAY)
        try:
            if self._seen is None or monotonic() - self._seen_at > _FRESH_SECONDS:
                self._seen = ask(self._url, self._services)
                self._seen_at = monotonic()
            return self._seen
        finally:
            self._asking.release()


def seen(services: Sequence[str]) -> Broker:
    """Return what a page shows of the broker and the queues of some services."""
    name = f"bus_lookout {' '.join(services)}"
    made: Lookout = current_app.extensions.setdefault(name, Lookout(settings().amqp_url, services))
    return made.look()
