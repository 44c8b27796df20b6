"""A process of the toy town that can be killed: it sends for the works or takes in for a district.

It is told who it is, its database, the broker and the port of its figures; it says when its
threads run. It is forked from one that has everything imported, or, to be started by another
program, `python -m tests.chaos.hand` is told by one JSON line on standard input.
"""

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import IO, Any

from prometheus_client import CollectorRegistry
from sqlalchemy.orm import Session

from chassis import log
from chassis.bus.events import Delivered
from chassis.bus.feed import LocalFeed
from chassis.bus.gauges import TrafficGauges
from chassis.bus.inbox import Subscription
from chassis.bus.wake import wake_of
from chassis.clock import SystemClock
from chassis.db import Database
from chassis.errors import Refused
from chassis.worker import Worker
from chassis.workerport import WorkerPort
from tests.chassis.bus.town import LAMPS, take_in

SLOW_SECONDS = 2.0
FLAKY_SECONDS = 3.0


class Moods:
    """A handler that does its work, and stumbles over lamps with certain names.

    `notes` is the beginning of files that tell the other hands of a district, which may be given
    a fact when it is tried again, since when it is known.
    """

    def __init__(self, notes: str) -> None:
        self._notes = notes
        self._slow = threading.Event()

    def handle(self, session: Session, events: Sequence[Delivered]) -> None:
        """Do a consumer's work, then fail as the names of the lamps say."""
        take_in(session, events)
        for each in events:
            name = each.fact.lamp
            if name.startswith("refused"):
                raise Refused("This lamp is refused.", reason="refused")
            if name.startswith(("flaky", "slow")):
                note = Path(f"{self._notes}-{each.id}")
                is_new = not note.exists()
                note.open("ab").close()
                age = time.time() - note.stat().st_mtime
                if name.startswith("flaky") and age < FLAKY_SECONDS:
                    raise ConnectionError
                if name.startswith("slow") and is_new:
                    self._slow.wait(SLOW_SECONDS)


def end_with(starter: IO[bytes] | Connection) -> None:
    """End at once when whoever started this is no more, however that came."""
    with suppress(EOFError, OSError):
        if isinstance(starter, Connection):
            starter.recv()
        else:
            starter.read()
    os._exit(1)


def forked(told: dict[str, Any], starter: Connection) -> None:
    """Be a session of one's own, as a program that was started would be, and work."""
    os.setsid()
    with Path(told["log"]).open("ab") as file:
        os.dup2(file.fileno(), sys.stderr.fileno())
    work(told, lambda: starter.send("ready"), starter)


def main() -> None:
    """Work as told on standard input."""
    told: dict[str, Any] = json.loads(sys.stdin.buffer.readline())
    work(told, lambda: print("ready", flush=True), sys.stdin.buffer)


def work(
    told: dict[str, Any], say_ready: Callable[[], object], starter: IO[bytes] | Connection
) -> None:
    """Work until told to stop."""
    log.configure("warning")
    database, works = Database(told["url"]), Database(told["works"])
    moods = Moods(str(Path(told["log"]).with_name(told["name"])))
    listens = [Subscription(LAMPS.types, moods.handle, "lamp")] if told["listens"] else []
    metrics = CollectorRegistry()
    metrics.register(TrafficGauges(database, has_broker=True))
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
    port = WorkerPort("127.0.0.1", told["port"], metrics, lambda: worker.is_alive, worker.failing)
    say_ready()
    threading.Thread(target=end_with, args=(starter,), daemon=True).start()
    stop.wait()
    worker.stop()
    port.close()


if __name__ == "__main__":
    main()
