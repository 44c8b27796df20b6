"""Everything in one process on SQLite files, without a broker: a steady load, and a backlog."""

import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine.interfaces import ExceptionContext
from sqlalchemy.exc import DBAPIError

from chassis.bus import outbox
from chassis.bus.feed import LocalFeed
from chassis.bus.pull import PAGE, Puller, settle
from chassis.bus.wake import wake_of
from chassis.clock import SystemClock
from chassis.db import Database
from chassis.trouble import is_conflict
from chassis.worker import Worker, stop_all
from contracts.examples import PARTNER_CODE
from tests.bench.bus.facts import (
    CONSUMER,
    NOON,
    PRODUCER,
    SUBSCRIPTION,
    changes,
    next_change,
    put,
)
from tests.bench.bus.figures import (
    Row,
    Spread,
    alternately,
    held_unless,
    milliseconds,
    percentile,
    rate,
    ratios,
)
from tests.bench.bus.ground import Run, database, route
from tests.bench.bus.hands import Noted, noting
from tests.bench.bus.latency import Waits, moments, wait_for_all, waits

A_SECOND = 300
WRITERS = 8
CONSUMERS = 4
MOST_P99 = 0.100
LEAST_A_SECOND = 10_000


@contextmanager
def locked() -> Iterator[list[str]]:
    """Collect every error by which SQLite says that another writes, whoever meets it."""
    met: list[str] = []

    def note(context: ExceptionContext) -> None:
        error = context.sqlalchemy_exception
        if isinstance(error, DBAPIError) and is_conflict(error):
            met.append(str(error.orig))

    event.listen(Engine, "handle_error", note)
    try:
        yield met
    finally:
        event.remove(Engine, "handle_error", note)


def write(producer: Database, load: int, seconds: float) -> tuple[Noted, Waits]:
    """Record facts at a steady load; return when each was committed and how long that took.

    A write begins at its due moment: one that waits for the write before it waits twice.
    """
    noted: Noted = {}
    waited: Waits = []

    def one_writer(_number: int) -> None:
        a_second = load / WRITERS
        began = time.monotonic()
        for number in moments(int(seconds * a_second), a_second):
            fact, version = next_change()
            with producer.write() as session:
                outbox.record(session, fact, version=version, partner=PARTNER_CODE, now=NOON)
            noted[version] = time.monotonic()
            waited.append(noted[version] - began - number / a_second)

    with ThreadPoolExecutor(WRITERS) as crowd:
        list(crowd.map(one_writer, range(WRITERS)))
    return noted, waited


def live(run: Run) -> tuple[list[Waits], list[Waits], int]:
    """Write and read at a steady load; return waits of writes, waits of readers, and errors."""
    with ExitStack() as kept:
        producer = database(kept, "sqlite", PRODUCER)
        consumers = [database(kept, "sqlite", CONSUMER) for _ in range(CONSUMERS)]
        there: list[Noted] = [{} for _ in consumers]
        workers = [_worker(PRODUCER, producer, producer, None)]
        workers += [
            _worker(CONSUMER, each, producer, noted)
            for each, noted in zip(consumers, there, strict=True)
        ]
        kept.callback(stop_all, workers)
        for worker in workers:
            worker.start()
        met = kept.enter_context(locked())
        load = run.pace.load(A_SECOND)
        written = [write(producer, load, run.sizes.seconds) for _ in range(run.sizes.pairs)]
        for each in consumers:
            wait_for_all(each, sum(len(noted) for noted, _ in written))
        projected = [
            [wait for noted in there for wait in waits(sent, noted)] for sent, _ in written
        ]
        return [waited for _, waited in written], projected, len(met)


def _worker(service: str, own: Database, producer: Database, noted: Noted | None) -> Worker:
    return Worker(
        service,
        own,
        SystemClock(),
        feeds={PRODUCER: LocalFeed(producer, wake_of(producer))},
        subscriptions=() if noted is None else [noting(own, noted, SUBSCRIPTION)],
    )


class Raw:
    """The same page by page copy with sqlite3 alone: one transaction a page, nothing decoded."""

    def __init__(self, producer: Database, consumer: Database) -> None:
        self._from = str(producer.url.database)
        self._to = str(consumer.url.database)
        self.place = 0

    def drain(self) -> float:
        """Copy what follows the place reached before, and return the seconds it took."""
        with (
            closing(sqlite3.connect(self._from)) as log,
            closing(sqlite3.connect(self._to, isolation_level=None)) as own,
        ):
            own.execute("PRAGMA synchronous=FULL")
            began = time.perf_counter()
            while page := log.execute(
                "SELECT id, event_id, type, subject, version, body FROM outbox"
                " WHERE id > ? ORDER BY id LIMIT ?",
                (self.place, PAGE),
            ).fetchall():
                own.execute("BEGIN IMMEDIATE")
                self._take_in(own, page)
                own.execute("COMMIT")
                self.place = page[-1][0]
            return time.perf_counter() - began

    @staticmethod
    def _take_in(own: sqlite3.Connection, page: list[tuple[Any, ...]]) -> None:
        own.executemany(
            "INSERT INTO inbox (event_id, source, type, state, attempts, received_at)"
            " VALUES (?, 'registry', ?, 'applied', 0, '2026-02-02 10:00:00.000000')",
            [(row[1], row[2]) for row in page],
        )
        own.executemany("INSERT INTO effect (event_id) VALUES (?)", [(row[1],) for row in page])
        own.executemany(
            "INSERT INTO bus_applied (projection, subject, version) VALUES ('schools', ?, ?)"
            " ON CONFLICT DO UPDATE SET version = excluded.version",
            [(row[3], row[4]) for row in page],
        )
        own.executemany(
            "INSERT INTO school (id, partner, name, country, area, town, kind, size_band, langs,"
            " tz, status, public_listing, as_of) VALUES (?, 'md', 'Liceul Teoretic', 'MD',"
            " 'Raionul Exemplu', 'Valea Exemplu', 'combined', '300-599', '[\"ro\"]',"
            " 'Europe/Chisinau', 'active', 1, ?) ON CONFLICT DO UPDATE SET as_of = excluded.as_of",
            [(row[3].replace("-", ""), f"{NOON:%Y-%m-%d %H:%M:%S}.000000") for row in page],
        )


def drained(run: Run) -> tuple[list[float], list[float]]:
    """Read a backlog, as embedded and with sqlite3 alone; return facts a second of both."""
    count = run.sizes.backlog
    with route("sqlite") as databases, route("sqlite") as twin:
        feed = LocalFeed(databases.producer, wake_of(databases.producer))
        reader = Puller(databases.consumer, PRODUCER, feed, [SUBSCRIPTION])
        copier = Raw(twin.producer, twin.consumer)

        def ours() -> float:
            put(databases.producer, changes(count))
            began = time.perf_counter()
            assert settle([reader]) == count
            return count / (time.perf_counter() - began)

        def raw() -> float:
            put(twin.producer, changes(count))
            return count / copier.drain()

        fast, bare = alternately(run.sizes.pairs, ours, raw)
    return fast, bare


def measure(run: Run) -> list[Row]:
    """Measure the steady load and the backlog."""
    writes, projected, errors = live(run)
    fast, bare = drained(run)
    busy, least = run.machine.is_busy, run.pace.load(LEAST_A_SECOND)
    rows = [
        _live_row(name, side, run)
        for name, side in (("write", writes), ("commit to read model", projected))
    ]
    return [
        *rows,
        Row(
            what='embedded: errors that say "locked"',
            ours=str(errors),
            bar="none",
            missed=errors > 0,
        ),
        Row(
            what=f"embedded: a backlog of {run.sizes.backlog:,}",
            ours=rate(fast),
            twin=rate(bare),
            ratio=str(ratios(fast, bare)),
            bar=held_unless(busy, f"at least {least:,}/s"),
            missed=not busy and Spread(fast).middle < least,
        ),
    ]


def _live_row(name: str, sides: list[Waits], run: Run) -> Row:
    busy, load, most = run.machine.is_busy, run.pace.load(A_SECOND), run.pace.time(MOST_P99)
    p50, p99 = (Spread([percentile(each, share) for each in sides]).middle for share in (50, 99))
    return Row(
        what=f"embedded: {name} at {load}/s, {WRITERS} writers, {CONSUMERS} readers",
        ours=f"p50 {milliseconds(p50)}, p99 {milliseconds(p99)}",
        bar=held_unless(busy, f"p99 less than {most * 1000:.0f} ms"),
        missed=not busy and p99 >= most,
    )
