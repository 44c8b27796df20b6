"""Past facts are sent to one integrator's queue, confirmed, marked, and to nobody else."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pika
import pytest

from chassis.bus import outbox
from chassis.bus import resend as module
from chassis.bus.events import CONTENT_TYPE, Tier
from chassis.bus.resend import Errand, SendingEnded, Sent, resend
from chassis.db import Database
from chassis.errors import Invalid, NotFound, Unavailable
from tests.chassis.bus.street import declare
from tests.chassis.bus.town import (
    LAMPS,
    NOON,
    LampBroken,
    LampChanged,
    PriceChanged,
    WageChanged,
    ids_told,
    number_all,
)

QUEUE = "int.library.news"


@contextmanager
def channel(url: str) -> Iterator[Any]:
    connection = pika.BlockingConnection(pika.URLParameters(url))
    yield connection.channel()
    connection.close()


@pytest.fixture
def queue(vhost: str) -> str:
    """The broker's address, with the services' queues and one integrator's."""
    declare(vhost, {"east": [LAMPS]})
    with channel(vhost) as open_channel:
        open_channel.queue_declare(QUEUE, durable=True, arguments={"x-queue-type": "quorum"})
    return vhost


@pytest.fixture
def told(works: Database) -> Database:
    """A works that told of two lamps, a broken one, a price and a wage."""
    facts = [
        LampChanged(lamp="a", glow=1),
        LampChanged(lamp="b", glow=2),
        LampBroken(lamp="a", glow=0),
        PriceChanged(lamp="a"),
        WageChanged(hand="h"),
    ]
    for number, fact in enumerate(facts, 1):
        with works.write() as session:
            outbox.record(session, fact, version=number, partner="md", now=NOON)
    number_all(works)
    return works


def received(url: str, queue: str = QUEUE) -> list[tuple[Any, dict[str, Any]]]:
    found: list[tuple[Any, dict[str, Any]]] = []
    with channel(url) as open_channel:
        while True:
            method, properties, body = open_channel.basic_get(queue, auto_ack=True)
            if method is None:
                return found
            found.append((properties, json.loads(body)))


def test_public_facts_arrive_in_order_marked_as_sent_again(told: Database, queue: str) -> None:
    assert list(resend(Errand(queue, "works", told, QUEUE), 0)) == [Sent(0, 0), Sent(3, 3)]
    found = received(queue)
    assert [body["type"] for _, body in found] == [
        LampChanged.type, LampChanged.type, LampBroken.type,
    ]  # fmt: skip
    first, body = found[0]
    assert first.headers["bus-replay"] is True
    assert first.headers["bus-position"] == 1
    assert (first.content_type, first.delivery_mode, first.type) == (
        CONTENT_TYPE, 2, LampChanged.type,
    )  # fmt: skip
    assert first.message_id == body["id"].replace("-", "")
    assert body["id"] in ids_told(told)
    assert received(queue, "svc.east") == [], "no service gets them again"


def test_they_are_narrowed_by_place_type_and_tier(told: Database, queue: str) -> None:
    assert list(resend(Errand(queue, "works", told, QUEUE), 1)) == [Sent(0, 1), Sent(2, 3)]
    broken = Errand(queue, "works", told, QUEUE, types=[LampBroken.type])
    assert list(resend(broken, 0)) == [Sent(0, 0), Sent(1, 3)]
    lamps = Errand(queue, "works", told, QUEUE, types=["*.lamp.#"])
    assert list(resend(lamps, 2)) == [Sent(0, 2), Sent(1, 3)]
    partners = Errand(queue, "works", told, QUEUE, tiers=[Tier.PUBLIC, Tier.PARTNER])
    assert list(resend(partners, 2)) == [Sent(0, 2), Sent(2, 4)]
    assert list(resend(partners, 4)) == [Sent(0, 4)]
    assert len(received(queue)) == 6


def test_sending_goes_batch_by_batch(
    told: Database, queue: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH", 2)
    assert list(resend(Errand(queue, "works", told, QUEUE), 0)) == [
        Sent(0, 0),
        Sent(2, 2),
        Sent(3, 3),
    ]


@pytest.mark.parametrize("name", ["svc.east", "int.library", "ciss.unrouted", "", "int..x"])
def test_only_an_integrators_queue_is_sent_to(told: Database, name: str) -> None:
    with pytest.raises(Invalid) as refused:
        resend(Errand("amqp://127.0.0.1:1/", "works", told, name), 0)
    assert refused.value.reason == "not_an_integrator"


def test_internal_facts_leave_for_nobody(told: Database) -> None:
    with pytest.raises(Invalid) as refused:
        resend(Errand("amqp://127.0.0.1:1/", "works", told, QUEUE, tiers=[Tier.INTERNAL]), 0)
    assert refused.value.reason == "tier_refused"


@pytest.mark.parametrize(
    "wrong", ["works.lamp.chnged.v1", "registry.school.changed.v1", PriceChanged.type]
)
def test_a_type_of_which_nothing_can_be_sent_is_refused(told: Database, wrong: str) -> None:
    errand = Errand("amqp://127.0.0.1:1/", "works", told, QUEUE, [LampChanged.type, wrong])
    with pytest.raises(Invalid) as refused:
        resend(errand, 0)
    assert refused.value.reason == "unknown_type"
    named, there_is = refused.value.detail.split(" There is: ")
    assert named.endswith(f": {wrong}.")
    # What other tests have declared for the works is there too, if they ran in this process.
    assert {LampBroken.type, LampChanged.type} <= set(there_is.rstrip(".").split(", "))


def test_before_the_first_fact_leaves_it_says_that_it_is_ready(told: Database, queue: str) -> None:
    sending = resend(Errand(queue, "works", told, QUEUE), 0)
    assert next(sending) == Sent(0, 0)
    assert received(queue) == []


def test_a_queue_that_is_not_there_is_said(told: Database, vhost: str) -> None:
    with pytest.raises(NotFound, match="no queue int"):
        list(resend(Errand(vhost, "works", told, QUEUE), 0))


def test_a_broker_that_is_away_is_said(told: Database) -> None:
    with pytest.raises(Unavailable, match="does not answer"):
        list(resend(Errand("amqp://guest:guest@127.0.0.1:1/", "works", told, QUEUE), 0))


def test_a_queue_that_goes_away_on_the_way_ends_it_with_the_place_to_go_on(
    told: Database, queue: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH", 2)
    sending = resend(Errand(queue, "works", told, QUEUE), 0)
    assert [next(sending), next(sending)] == [Sent(0, 0), Sent(2, 2)]
    with channel(queue) as other:
        other.queue_delete(QUEUE)
    with pytest.raises(SendingEnded, match="go on with --after 2"):
        next(sending)
