"""How fast facts are taken in: inbox, guard and read model beside kombu alone."""

import threading
import time

from prometheus_client import CollectorRegistry

from chassis.bus.ingest import Ingested, ingest
from chassis.bus.intake import Intake
from chassis.bus.metrics import Taking
from chassis.db import Database
from tests.bench.bus import peer, twins
from tests.bench.bus.facts import CONSUMER, SUBSCRIPTION, changes
from tests.bench.bus.figures import Row, alternately, rate, ratios
from tests.bench.bus.ground import Run, exchange, forget, route
from tests.chassis.bus.town import count as count_rows
from tests.chassis.bus.town import effect

LEAST_RATIO = 0.3
LEAST_TIMES = 10.0


class Counting(Taking):
    """What an intake counts, and how many facts that makes so far."""

    taken = 0

    def note(self, batch: Ingested, seconds: float) -> None:
        """Count a batch that was taken in."""
        super().note(batch, seconds)
        self.taken += batch.new


def fill(url: str, count: int, **properties: str) -> None:
    """Put so many new facts into the queue."""
    twins.publish(url, [each.outgoing for each in changes(count)], **properties)


def take_in(consumer: Database, url: str, count: int) -> float:
    """Take so many facts in as a worker does, and return the seconds it took."""
    meters, stop = Counting(CollectorRegistry()), threading.Event()
    intake = Intake(CONSUMER, consumer, url, [SUBSCRIPTION], meters=meters, stop=stop)
    before = time.perf_counter()
    while meters.taken < count:
        intake.step()
    seconds = time.perf_counter() - before
    intake.close()
    return seconds


def take_in_singly(consumer: Database, url: str, count: int) -> float:
    """Take so many facts in by the same handler, each in a transaction of its own."""
    return twins.consume(
        url, count, batch=1, work=lambda bodies: ingest(consumer, bodies, [SUBSCRIPTION])
    )


def speeds(run: Run) -> tuple[list[list[float]], float]:
    """Take a backlog in: in batches, with kombu alone, and one fact at a time; then FastStream."""
    count, few = run.sizes.backlog, run.sizes.singly
    with route("postgresql") as databases, exchange() as url:
        consumer = databases.consumer

        def ours() -> float:
            forget(consumer)
            fill(url, count)
            speed = count / take_in(consumer, url, count)
            assert count_rows(consumer, effect) == count
            return speed

        def raw() -> float:
            fill(url, count)
            return count / twins.consume(url, count)

        def singly() -> float:
            forget(consumer)
            fill(url, few)
            return few / take_in_singly(consumer, url, few)

        found = alternately(run.sizes.pairs, ours, raw, singly)
        forget(consumer)
        fill(url, few * 3, content_type="application/json")
        return found, peer.consume(url, consumer, few * 3)


def measure(run: Run) -> list[Row]:
    """Compare what is taken in with the raw twin, and with one fact at a time."""
    (fast, twin, slow), others = speeds(run)
    ratio, times = ratios(fast, twin), ratios(fast, slow)
    return [
        Row(
            what=f"ingest: a backlog of {run.sizes.backlog:,}",
            ours=rate(fast),
            twin=rate(twin),
            ratio=str(ratio),
            bar=f"at least {LEAST_RATIO}",
            peer=rate([others]),
            missed=ratio.middle < LEAST_RATIO,
        ),
        Row(
            what="ingest beside the same handler, one fact at a time",
            ours=rate(fast),
            twin=rate(slow),
            ratio=str(times),
            bar=f"at least {LEAST_TIMES:.0f}",
            missed=times.middle < LEAST_TIMES,
        ),
    ]
