"""How long nobody sends after the leading worker was killed."""

import threading
import time
from contextlib import ExitStack
from typing import Any

from sqlalchemy import Row as Found
from sqlalchemy import select

from chassis.db import Database
from chassis.lease import LEASE_SECONDS
from chassis.lease import RELAY as LEASE
from chassis.tables import bus_lease, outbox
from tests.bench.bus.facts import changes, put
from tests.bench.bus.figures import Row, Spread, held_unless
from tests.bench.bus.ground import Run, exchange, route
from tests.bench.bus.hands import Hand

MOST_SECONDS = LEASE_SECONDS + 1.0
LOOK_SECONDS = 0.01
PATIENCE_SECONDS = 30.0


class Relays:
    """Two workers that send one log; one leads."""

    def __init__(self, producer: Database, url: str) -> None:
        self._producer = producer
        address = producer.url.render_as_string(hide_password=False)
        self._told = {"what": "send", "producer": address, "broker": url}
        self.hands: dict[int, Hand] = {}
        self._pause = threading.Event()

    def hire(self) -> None:
        """Start one more."""
        fresh = Hand(self._told)
        fresh.start()
        self.hands[fresh.process.pid] = fresh
        fresh.wait_until_ready()

    def end(self) -> None:
        """End all."""
        for each in self.hands.values():
            each.kill()

    def kill_leader(self) -> None:
        """Kill whoever leads, as a power cut would."""
        lease = self._lease()
        assert lease
        assert lease.owner, "nobody leads"
        self.hands.pop(int(lease.owner.split(":")[1])).kill()

    def tell_and_wait(self) -> float:
        """Record a fact; return the seconds until whoever leads knows that the broker has it."""
        [told] = changes(1)
        began = time.monotonic()
        put(self._producer, [told])
        while time.monotonic() - began < PATIENCE_SECONDS:
            with self._producer.read() as session:
                place = session.scalar(
                    select(outbox.c.position).where(outbox.c.event_id == told.event_id)
                )
            lease = self._lease()
            if place and lease and lease.cursor >= place:
                return time.monotonic() - began
            self._pause.wait(LOOK_SECONDS)
        raise RuntimeError("nobody took over")

    def _lease(self) -> Found[Any, Any] | None:
        with self._producer.read() as session:
            return session.execute(
                select(bus_lease.c.owner, bus_lease.c.cursor).where(bus_lease.c.name == LEASE)
            ).first()


def measure(run: Run) -> list[Row]:
    """Kill the leader, again and again."""
    with route("postgresql") as databases, exchange() as url, ExitStack() as kept:
        relays = Relays(databases.producer, url)
        kept.callback(relays.end)
        relays.hire()
        taken = []
        for _ in range(run.sizes.falls):
            relays.hire()
            relays.tell_and_wait()
            relays.kill_leader()
            taken.append(relays.tell_and_wait())
    busy, longest = run.machine.is_busy, max(taken)
    return [
        Row(
            what=f"next leader sends after kill -9 ({len(taken)} times)",
            ours=f"{Spread(taken).middle:.1f} s, longest {longest:.1f} s",
            bar=held_unless(busy, f"longest at most {MOST_SECONDS:.0f} s"),
            missed=not busy and longest > MOST_SECONDS,
        )
    ]
