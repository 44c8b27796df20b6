"""How long after its commit a fact is in the other service's read model, at a steady load."""

import asyncio
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress

from faststream.rabbit import RabbitBroker
from pika import BlockingConnection, URLParameters

from chassis.bus import outbox
from chassis.bus.publisher import properties_of
from chassis.bus.topology import exchange_of
from chassis.bus.wake import wake_of
from chassis.db import Database
from contracts.examples import PARTNER_CODE
from tests.bench.bus import peer
from tests.bench.bus.facts import NOON, changes, next_change
from tests.bench.bus.figures import (
    Row,
    Spread,
    held_unless,
    milliseconds,
    percentile,
    ratios,
)
from tests.bench.bus.ground import Route, Run, exchange, forget, route
from tests.bench.bus.hands import Noted, hand
from tests.chassis.bus.town import count as count_rows
from tests.chassis.bus.town import effect

A_SECOND = 500
WRITERS = 4
MOST_P50, MOST_P99 = 0.015, 0.060
BUSY_TWIN = 0.020
"""The 99th percentile of the raw twin above which the machine was busy."""
PATIENCE_SECONDS = 60.0
LOOK_SECONDS = 0.1

Waits = list[float]


def moments(count: int, a_second: float) -> Iterator[int]:
    """Yield one number after the other, each when its moment has come."""
    began, pause = time.monotonic(), threading.Event()
    for number in range(count):
        early = began + number / a_second - time.monotonic()
        if early > 0:
            pause.wait(early)
        yield number


def write(producer: Database, load: int, seconds: float) -> Noted:
    """Record facts at a steady load, each in its own transaction; note when it was committed."""
    noted: Noted = {}

    def one_writer(_number: int) -> None:
        a_second = load / WRITERS
        for _ in moments(int(seconds * a_second), a_second):
            fact, version = next_change()
            with producer.write() as session:
                outbox.record(session, fact, version=version, partner=PARTNER_CODE, now=NOON)
            noted[version] = time.monotonic()

    with ThreadPoolExecutor(WRITERS) as crowd:
        list(crowd.map(one_writer, range(WRITERS)))
    return noted


def publish(url: str, load: int, seconds: float) -> Noted:
    """Publish with pika alone at the same load; note when each message was handed over."""
    noted: Noted = {}
    connection = BlockingConnection(URLParameters(url))
    channel = connection.channel()
    told = changes(int(seconds * load))
    for number in moments(len(told), load):
        fact = told[number].outgoing
        noted[fact.place] = time.monotonic()
        channel.basic_publish(exchange_of(fact.tier), fact.type, fact.body, properties_of(fact))
    connection.close()
    return noted


def publish_as_peer(url: str, load: int, seconds: float) -> Noted:
    """Publish with FastStream at the same load, or as near to it as it comes."""
    return asyncio.run(_publish_as_peer(url, load, int(seconds * load)))


async def _publish_as_peer(url: str, load: int, count: int) -> Noted:
    noted: Noted = {}
    told, never = changes(count), asyncio.Event()
    async with RabbitBroker(url, logger=None) as broker:
        began = time.monotonic()
        for number, each in enumerate(told):
            early = began + number / load - time.monotonic()
            if early > 0:
                with suppress(TimeoutError):
                    await asyncio.wait_for(never.wait(), early)
            noted[each.version] = time.monotonic()
            await peer.send(broker, each)
    return noted


def rounds(run: Run, databases: Route, kept: ExitStack) -> tuple[list[Waits], list[Waits]]:
    """Put the load on ours and on the raw twin in turn; return each round's waits of both."""
    ours, bare = kept.enter_context(exchange()), kept.enter_context(exchange())
    kept.enter_context(hand("send", **_told(databases, ours)))
    taker = kept.enter_context(hand("take", **_told(databases, ours)))
    hearer = kept.enter_context(hand("hear", broker=bare))
    written, published = [], []
    load = run.pace.load(A_SECOND)
    write(databases.producer, load, run.sizes.seconds / 4)
    for _ in range(run.sizes.pairs):
        written.append(write(databases.producer, load, run.sizes.seconds))
        published.append(publish(bare, load, run.sizes.seconds))
    wait_for_all(databases.consumer, sum(len(each) for each in written))
    there, heard = taker.end(), hearer.end()
    return [waits(each, there) for each in written], [waits(each, heard) for each in published]


def of_peer(run: Run, databases: Route, kept: ExitStack) -> tuple[Waits, float]:
    """Put the load on FastStream; return its waits, and how many facts came a second."""
    forget(databases.consumer)
    url = kept.enter_context(exchange())
    taker = kept.enter_context(hand("peer", **_told(databases, url)))
    sent = publish_as_peer(url, run.pace.load(A_SECOND), run.sizes.seconds)
    wait_for_all(databases.consumer, len(sent))
    there = taker.end()
    return waits(sent, there), len(sent) / (max(there.values()) - min(sent.values()))


def wait_for_all(consumer: Database, wanted: int) -> None:
    """Return once so many facts were taken in, and what else was sent had time to come too."""
    pause = threading.Event()
    for _ in range(int(PATIENCE_SECONDS / LOOK_SECONDS)):
        pause.wait(LOOK_SECONDS)
        if count_rows(consumer, effect) >= wanted:
            return
    raise RuntimeError("not all facts came in")


def waits(sent: Noted, there: Noted) -> Waits:
    """Return how long each of these facts was on its way."""
    return [there[version] - at for version, at in sent.items()]


def measure(run: Run) -> list[Row]:
    """Measure ours, the raw twin beside it, and FastStream after them."""
    with route("postgresql") as databases, ExitStack() as kept:
        wake = wake_of(databases.producer)
        wake.start()
        kept.callback(wake.stop)
        with ExitStack() as working:
            ours, twin = rounds(run, databases, working)
        with ExitStack() as working:
            others, a_second = of_peer(run, databases, working)
    busy = run.machine.is_busy or _middle(twin, 99) > BUSY_TWIN
    load = run.pace.load(A_SECOND)
    bars = ((50, run.pace.time(MOST_P50)), (99, run.pace.time(MOST_P99)))
    return [
        Row(
            what=f"commit to read model at {load}/s, p{share}",
            ours=milliseconds(_middle(ours, share)),
            twin=milliseconds(_middle(twin, share)),
            ratio=str(
                ratios(*([percentile(each, share) for each in side] for side in (ours, twin)))
            ),
            bar=held_unless(busy, f"less than {most * 1000:.0f} ms"),
            peer=f"{milliseconds(percentile(others, share))} at {a_second:.0f}/s",
            missed=not busy and _middle(ours, share) >= most,
        )
        for share, most in bars
    ]


def _middle(sides: Sequence[Waits], share: int) -> float:
    return Spread([percentile(each, share) for each in sides]).middle


def _told(databases: Route, url: str) -> dict[str, str]:
    return {
        "producer": databases.producer.url.render_as_string(hide_password=False),
        "consumer": databases.consumer.url.render_as_string(hide_password=False),
        "broker": url,
    }
