"""A process of the toy town that can be killed: it sends for the works or takes in for a district.

`python -m tests.chaos.hand` reads one JSON line from standard input: who it is, its database,
the broker, the port of its figures. It says `ready` once its threads run.
"""

import json
import os
import signal
import sys
import threading
from collections.abc import Sequence
from typing import Any

from prometheus_client import CollectorRegistry
from sqlalchemy.orm import Session

from chassis import log
from chassis.bus.events import Delivered
from chassis.bus.feed import LocalFeed
from chassis.bus.inbox import Subscription
from chassis.bus.wake import wake_of
from chassis.clock import SystemClock
from chassis.db import Database
from chassis.errors import Refused
from chassis.worker import Worker
from chassis.workerport import WorkerPort
from tests.chassis.bus.town import LAMPS, take_in

SLOW_SECONDS = 2.0


class Moods:
    """A handler that does its work, and stumbles over lamps with certain names."""

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self._slow = threading.Event()

    def handle(self, session: Session, events: Sequence[Delivered]) -> None:
        """Do a consumer's work, then fail as the names of the lamps say."""
        take_in(session, events)
        for each in events:
            name = each.fact.lamp
            if name.startswith("refused"):
                raise Refused("This lamp is refused.", reason="refused")
            if name.startswith("flaky") and each.id not in self._seen:
                self._seen.add(each.id)
                raise ConnectionError
            if name.startswith("slow") and each.id not in self._seen:
                self._seen.add(each.id)
                self._slow.wait(SLOW_SECONDS)


def _end_with_the_starter() -> None:
    """End at once when whoever started this is no more, however that came."""
    sys.stdin.read()
    os._exit(1)


def main() -> None:
    """Work until told to stop."""
    told: dict[str, Any] = json.loads(sys.stdin.readline())
    log.configure("warning")
    database, works = Database(told["url"]), Database(told["works"])
    listens = [Subscription(LAMPS.types, Moods().handle, "lamp")] if told["listens"] else []
    metrics = CollectorRegistry()
    worker = Worker(
        told["name"],
        database,
        SystemClock(),
        feeds={"works": LocalFeed(works, wake_of(works))},
        broker_url=told["broker"],
        subscriptions=listens,
        metrics=metrics,
    )
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    worker.start()
    port = WorkerPort("127.0.0.1", told["port"], metrics, lambda: worker.is_alive)
    print("ready", flush=True)
    threading.Thread(target=_end_with_the_starter, daemon=True).start()
    stop.wait()
    worker.stop()
    port.close()


if __name__ == "__main__":
    main()
