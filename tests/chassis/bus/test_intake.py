"""A service's taking in lives through a missing queue, a slow handler and an absent database."""

import gzip
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from kombu import Connection
from pika import BasicProperties, BlockingConnection, URLParameters
from prometheus_client import CollectorRegistry
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from chassis.bus.events import Delivered
from chassis.bus.inbox import Subscription
from chassis.bus.intake import BATCH, PREFETCH, Intake, bytes_of
from chassis.bus.metrics import Meters
from chassis.bus.topology import queue_of
from chassis.db import Database
from chassis.errors import Unavailable
from chassis.tables import inbox
from chassis.tables import outbox as log
from tests.chassis.bus.street import declare
from tests.chassis.bus.town import (
    LAMPS,
    LampChanged,
    glows,
    ids_taken,
    ids_told,
    number_all,
    set_lamp,
    take_in,
)

Open = Callable[..., Intake]


@dataclass
class Wire:
    """Puts the works' facts on the wire, as its relay would."""

    url: str
    works: Database

    def send(self, *names: str, glow: int = 1) -> None:
        """Set lamps and publish what was said of them."""
        with self.works.write() as session:
            for name in names:
                set_lamp(session, name, glow)
        number_all(self.works)
        with self.works.read() as session:
            rows = session.execute(log.select().order_by(log.c.id.desc()).limit(len(names))).all()
        with Connection(self.url) as connection:
            producer = connection.Producer()
            for row in reversed(rows):
                producer.publish(row.body, exchange="ciss.public", routing_key=LampChanged.type)


@pytest.fixture
def wire(vhost: str, works: Database) -> Wire:
    declare(vhost, {"east": [LAMPS]})
    return Wire(vhost, works)


@pytest.fixture
def intake(vhost: str, district: Database) -> Iterator[Open]:
    """Open the taking in of a district."""
    opened: list[Intake] = []

    def open_(subscription: Subscription = LAMPS, heartbeat: int = 10) -> Intake:
        made = Intake(
            "east",
            district,
            vhost,
            [subscription],
            meters=Meters(CollectorRegistry()).taking,
            stop=threading.Event(),
            heartbeat=heartbeat,
        )
        opened.append(made)
        return made

    yield open_
    for each in opened:
        each.close()


def step_until(intake: Intake, true: Callable[[], bool]) -> None:
    for _ in range(60):
        intake.step()
        if true():
            return
    raise AssertionError("it never came true")


def test_a_missing_queue_is_said_with_what_to_type(vhost: str, intake: Open) -> None:
    taking = intake()
    for _ in range(2):
        with pytest.raises(Unavailable, match="ciss events topology apply"):
            taking.step()
    declare(vhost, {"east": [LAMPS]})
    taking.step()


def test_a_queue_that_is_taken_away_and_made_again_is_gone_back_to(
    vhost: str, wire: Wire, intake: Open, district: Database
) -> None:
    taking = intake()
    wire.send("a")
    step_until(taking, lambda: glows(district) == {"a": 1})
    with Connection(vhost) as connection, connection.channel() as channel:
        channel.queue_delete(queue_of("east"))
    with pytest.raises(Unavailable):
        for _ in range(60):
            taking.step()
    declare(vhost, {"east": [LAMPS]})
    taking.step()
    wire.send("b")
    step_until(taking, lambda: glows(district) == {"a": 1, "b": 1})


def test_a_handler_slower_than_four_heartbeats_takes_effect_once_over_one_connection(
    wire: Wire, intake: Open, district: Database, works: Database
) -> None:
    slow = threading.Event()

    def handle(session: Session, events: Sequence[Delivered]) -> None:
        take_in(session, events)
        slow.wait(8)

    taking = intake(Subscription(LAMPS.types, handle, "lamp"), heartbeat=2)
    wire.send("a")
    step_until(taking, lambda: glows(district) == {"a": 1})
    slow.set()
    wire.send("b")
    step_until(taking, lambda: len(glows(district)) == 2)
    assert ids_taken(district) == ids_told(works)
    assert taking.meters.lost._value.get() == 0  # noqa: SLF001 - the client has no other reader
    assert taking.meters.repeated._value.get() == 0  # noqa: SLF001 - the same


def test_what_is_held_while_the_database_is_away_is_taken_in_without_a_new_frame(
    wire: Wire, intake: Open, district: Database
) -> None:
    away = [True, True, True]

    def handle(session: Session, events: Sequence[Delivered]) -> None:
        if away:
            away.pop()
            raise OperationalError("x", {}, Exception(), connection_invalidated=True)
        take_in(session, events)

    taking = intake(Subscription(LAMPS.types, handle, "lamp"))
    wire.send("a")
    step_until(taking, lambda: glows(district) == {"a": 1})
    assert not away
    assert taking.meters.lost._value.get() == 0  # noqa: SLF001 - the client has no other reader


def test_many_come_in_batches_and_are_acknowledged(
    vhost: str, wire: Wire, intake: Open, district: Database
) -> None:
    sizes: list[int] = []

    def handle(session: Session, events: Sequence[Delivered]) -> None:
        sizes.append(len(events))
        take_in(session, events)

    wire.send(*(f"lamp-{number}" for number in range(PREFETCH + BATCH)))
    taking = intake(Subscription(LAMPS.types, handle, "lamp"))
    step_until(taking, lambda: len(glows(district)) == PREFETCH + BATCH)
    assert max(sizes) <= BATCH
    assert sum(sizes) == PREFETCH + BATCH
    assert len(sizes) < (PREFETCH + BATCH) / 10
    taking.close()
    with Connection(vhost) as connection, connection.channel() as channel:
        assert channel.queue_declare(queue_of("east"), passive=True).message_count == 0


@pytest.mark.parametrize("body", [b"x", "x", memoryview(b"x"), bytearray(b"x")])
def test_a_body_is_bytes_however_the_client_gives_it(body: object) -> None:
    assert bytes_of(body) == b"x"


GZIP, BOMB = gzip.compress(b"x", mtime=0), gzip.compress(b" " * 10_000_000, mtime=0)
LATE = datetime(9999, 12, 31, tzinfo=UTC)
ODD = [
    (b"x", {"headers": {"compression": "application/x-gzip"}}),
    (GZIP, {"headers": {"compression": "application/x-gzip"}}),
    (BOMB, {"headers": {"compression": "application/x-gzip"}}),
    (b"x", {"headers": {"compression": "no/such"}}),
    (b"x", {"headers": {"deep": {"deeper": [LATE, {"deepest": -1}]}}}),
    (b"\xff\xfe", {"content_type": "text/plain", "content_encoding": "utf-8"}),
    ("y".encode("utf-16"), {"content_type": "text/plain", "content_encoding": "utf-16"}),
    (b"x", {"content_type": "application/x-python-serialize", "content_encoding": "binary"}),
    (b"x", {"content_type": "a" * 255, "content_encoding": "punycode"}),
    (b"x", {"timestamp": 2**63 - 1}),
    (b"x", {"delivery_mode": 1, "priority": 255, "expiration": "60000", "user_id": "guest"}),
]


@pytest.mark.parametrize(("body", "properties"), ODD, ids=range(len(ODD)))
def test_no_property_of_a_message_ends_the_connection_or_changes_its_body(
    vhost: str,
    wire: Wire,
    intake: Open,
    district: Database,
    body: bytes,
    properties: dict[str, Any],
) -> None:
    taking = intake()
    wire.send("a")
    connection = BlockingConnection(URLParameters(vhost))
    connection.channel().basic_publish(
        "ciss.public", LampChanged.type, body, BasicProperties(**properties)
    )
    connection.close()
    wire.send("b")
    step_until(taking, lambda: glows(district) == {"a": 1, "b": 1})
    with district.read() as session:
        dead = session.scalars(select(inbox.c.body).where(inbox.c.state == "dead")).all()
    assert [bytes(each) for each in dead] == [body]
    assert taking.meters.lost._value.get() == 0  # noqa: SLF001 - the client has no other reader
