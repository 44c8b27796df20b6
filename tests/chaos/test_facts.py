"""Facts come twice, late, in any order, spoilt; handlers fail and are slow."""

import random
from typing import Any

import pika
import pytest
from sqlalchemy import select

from chassis.bus import outbox
from chassis.errors import Invalid
from chassis.tables import outbox as log
from tests.chaos.stage import TAKERS, Stage
from tests.chassis.bus.street import wait_until
from tests.chassis.bus.town import NOON, LampChanged, WageChanged

PROPERTIES: tuple[dict[str, Any], ...] = (
    {},
    {"headers": {"compression": "application/x-gzip"}},
    {"content_type": "text/plain", "content_encoding": "utf-16"},
    {"timestamp": 2**63 - 1},
)
"""What clients act upon, or stumble over."""
POISON = (b"", b"null", b"{}", b"\x00\xff", b"[[[" * 60_000, b'{"specversion":"1.0"}')


def publish(
    stage: Stage, bodies: list[bytes], type_: str = LampChanged.type, **properties: Any
) -> None:
    """Put bodies on the wire as anybody with the rights might."""
    how = pika.BasicProperties(delivery_mode=2, **properties)
    connection = pika.BlockingConnection(pika.URLParameters(stage.broker.url))
    channel = connection.channel()
    for body in bodies:
        channel.basic_publish("ciss.public", type_, body, how)
    connection.close()


def test_they_come_twice_late_and_in_any_order(stage: Stage, round_: int) -> None:
    dice = random.Random(round_)
    repeated = stage.total("ciss_bus_repeated_total", *TAKERS)
    with stage.load() as load:
        load.wait_for(150)
        with stage.works.read() as session:
            bodies = list(session.scalars(select(log.c.body)))
        again = [*bodies, *bodies]
        dice.shuffle(again)
        publish(stage, again)
        load.wait_for(20)
    assert stage.total("ciss_bus_repeated_total", *TAKERS) >= repeated + 150


def test_they_overtake_each_other_through_two_relays_and_a_hand(stage: Stage) -> None:
    """A hand publishes what is committed before the relay does, the newest first."""
    with stage.load() as load:
        for _ in range(5):
            load.wait_for(20)
            with stage.works.read() as session:
                newest = select(log.c.body).order_by(log.c.id.desc()).limit(30)
                bodies = list(session.scalars(newest))
            publish(stage, bodies)


def test_they_are_spoilt_or_unknown(stage: Stage, round_: int) -> None:
    spoilt = [body + bytes([round_]) if body else body for body in POISON]
    with stage.load() as load:
        dead = stage.dead("west")
        load.wait_for(20)
        for properties in PROPERTIES:
            publish(stage, [*POISON, *spoilt], **properties)
        publish(stage, [b"whatever"], "works.nobody.knows.v1")
        load.wait_for(20)
        wait_until(lambda: stage.dead("west") > dead)


def test_they_are_too_large_to_be_written(stage: Stage) -> None:
    with stage.load() as load:
        with pytest.raises(Invalid, match="64 KiB"), stage.works.write() as session:
            outbox.record(
                session, WageChanged(hand="x" * 70_000), version=1, partner="md", now=NOON
            )
        load.wait_for(20)


def test_their_handlers_fail_and_are_slow(stage: Stage) -> None:
    aside = stage.total("ciss_bus_set_aside_total", *TAKERS)
    with stage.load() as load:
        load.wait_for(20)
        load.set_lamps("flaky-1", "slow-1", "refused-1", "refused-2", "flaky-2")
        load.wait_for(50)
        wait_until(lambda: stage.dead("east") >= 2)
    assert stage.total("ciss_bus_set_aside_total", *TAKERS) > aside
    assert {"flaky-1", "flaky-2", "slow-1"} <= stage.lamps("east")
    assert "refused-1" not in stage.lamps("west")
