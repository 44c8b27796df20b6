"""The other processes of a deployment: `python -m tests.bench.bus.hands` runs one of them.

It reads what it is to do as one JSON line from standard input, says `ready`, works until that
is closed, and then says what it noted: the instant, on the machine's steady clock, at which the
fact of each version was there.
"""

import asyncio
import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from kombu.message import Message
from sqlalchemy.orm import Session

from chassis import log
from chassis.bus.feed import LocalFeed
from chassis.bus.inbox import Subscription
from chassis.bus.publisher import POSITION
from chassis.bus.wake import wake_of
from chassis.clock import SystemClock
from chassis.db import Database
from chassis.worker import Worker
from tests.bench.bus import peer, served, twins
from tests.bench.bus.facts import CONSUMER, PRODUCER, SUBSCRIPTION
from tests.servers import ROOT

READY_SECONDS = 60.0

Noted = dict[int, float]


@dataclass
class Hand:
    """One such process, seen from the one that measures."""

    told: dict[str, Any]
    process: subprocess.Popen[str] = field(init=False)

    def start(self) -> None:
        """Start it; return at once."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.bus.hands"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdin
        self.process.stdin.write(json.dumps(self.told) + "\n")
        self.process.stdin.flush()

    def wait_until_ready(self) -> None:
        """Return once it works."""
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line == "ready\n", f"a hand ended with {self.process.wait(READY_SECONDS)}"

    def end(self) -> Noted:
        """Let it end, and return what it noted."""
        said, _ = self.process.communicate(timeout=READY_SECONDS)
        return {int(version): at for version, at in json.loads(said or "{}").items()}

    def kill(self) -> None:
        """End it at once; twice does nothing."""
        with suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGKILL)
        self.process.communicate()


@contextmanager
def hand(what: str, **told: Any) -> Iterator[Hand]:
    """Start a process for as long as the block lasts, and wait until it works."""
    hired = Hand({"what": what, **told})
    hired.start()
    try:
        hired.wait_until_ready()
        yield hired
    finally:
        if hired.process.poll() is None:
            hired.kill()


def send(told: dict[str, Any]) -> Noted:
    """Number and send the producer's log."""
    database = Database(told["producer"])
    worker = Worker(
        PRODUCER,
        database,
        SystemClock(),
        feeds={},
        broker_url=told["broker"],
        roles=("sequencer", "relay"),
    )
    return _work(worker, {})


def take(told: dict[str, Any]) -> Noted:
    """Take facts in from the broker, with all that a worker does beside it."""
    producer = Database(told["producer"])
    database = Database(told["consumer"])
    noted: Noted = {}
    worker = Worker(
        CONSUMER,
        database,
        SystemClock(),
        feeds={PRODUCER: LocalFeed(producer, wake_of(producer))},
        broker_url=told["broker"],
        subscriptions=[noting(database, noted, SUBSCRIPTION)],
        roles=("ingest",),
    )
    return _work(worker, noted)


def noting(database: Database, noted: Noted, subscription: Subscription) -> Subscription:
    """Return a subscription that also notes when each fact it handled was committed."""

    def handle(session: Session, events: Any) -> None:
        subscription.handle(session, events)
        session.info.setdefault("versions", []).extend(each.version for each in events)

    def note(session: Session) -> None:
        now = time.monotonic()
        noted.update(dict.fromkeys(session.info.pop("versions", ()), now))

    database.on_commit(note)
    return Subscription(subscription.types, handle, subscription.projection)


def hear(told: dict[str, Any]) -> Noted:
    """Hear messages with kombu alone."""
    noted: Noted = {}
    over = threading.Event()
    threading.Thread(target=_wait_for_the_end, args=(over.set,), daemon=True).start()

    def note(message: Message) -> None:
        noted[message.headers[POSITION]] = time.monotonic()

    _ready()
    twins.listen(told["broker"], note, over.is_set)
    return noted


def take_as_peer(told: dict[str, Any]) -> Noted:
    """Take facts in with FastStream."""
    noted: Noted = {}

    def note(event: peer.Event) -> None:
        noted[event.subjectversion] = time.monotonic()

    async def work() -> None:
        async with peer.subscribed(told["broker"], told["consumer"], note) as broker:
            await broker.start()
            _ready()
            await asyncio.to_thread(_wait_for_the_end)

    asyncio.run(work())
    return noted


def serve(told: dict[str, Any]) -> Noted:
    """Answer POSTs."""
    served.run(told["producer"], told["port"], _ready)
    return {}


def _work(worker: Worker, noted: Noted) -> Noted:
    worker.start()
    _ready()
    _wait_for_the_end()
    worker.stop()
    return noted


def _ready() -> None:
    print("ready", flush=True)


def _wait_for_the_end(then: Callable[[], None] = lambda: None) -> None:
    sys.stdin.read()
    then()


DOES = {"send": send, "take": take, "hear": hear, "peer": take_as_peer, "serve": serve}


def main() -> None:
    """Do what was told, and say what was noted."""
    log.configure("warning")
    told = json.loads(sys.stdin.readline())
    print(json.dumps(DOES[told["what"]](told)))


if __name__ == "__main__":
    main()
