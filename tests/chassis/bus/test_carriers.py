"""What is promised of facts holds whoever carries them: the broker, or the reading of logs."""

import json
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from msgspec import Raw
from sqlalchemy import Row, insert, select, text, update
from sqlalchemy.orm import Session

from chassis.bus import outbox
from chassis.bus.events import Delivered, Envelope, Tier, encode_envelope
from chassis.bus.inbox import Subscription
from chassis.clock import StillClock
from chassis.db import Database, database_now
from chassis.errors import Refused
from chassis.ids import new_id
from chassis.tables import inbox
from chassis.tables import outbox as log
from tests.chassis.bus.street import Street, wait_until
from tests.chassis.bus.test_conserve import write
from tests.chassis.bus.town import (
    LAMPS,
    NOON,
    LampChanged,
    PriceChanged,
    Town,
    glows,
    ids_taken,
    ids_told,
    set_lamp,
    take_in,
)


@pytest.fixture(params=["pull", "broker"])
def street(request: pytest.FixtureRequest, town: Town, clock: StillClock) -> Iterator[Street]:
    url = request.getfixturevalue("vhost") if request.param == "broker" else None
    made = Street(town, clock, url)
    yield made
    made.close()


def set_lamps(street: Street, *names: str, glow: int = 1) -> None:
    for name in names:
        with street.works.write() as session:
            set_lamp(session, name, glow)


def dead_of(district: Database) -> Sequence[Row[Any]]:
    with district.read() as session:
        return session.execute(select(inbox).where(inbox.c.state == "dead")).all()


def test_a_commit_reaches_every_listener_by_itself(street: Street) -> None:
    street.work()
    set_lamps(street, "a", glow=9)
    for each in street.districts.values():
        wait_until(lambda each=each: glows(each) == {"a": 9})  # type: ignore[misc] # bound now


def test_what_is_rolled_back_reaches_nobody(street: Street) -> None:
    street.work()
    with pytest.raises(ZeroDivisionError), street.works.write() as session:
        set_lamp(session, "a", 9)
        raise ZeroDivisionError
    set_lamps(street, "b")
    wait_until(street.is_settled)
    assert glows(street.districts["east"]) == {"b": 1}


def test_many_writers_and_two_workers_each_lose_and_double_nothing(street: Street) -> None:
    street.work()
    street.work()
    with ThreadPoolExecutor(3) as crowd:
        list(crowd.map(partial(write, street.works), range(3)))
    wait_until(street.is_settled)
    told = ids_told(street.works)
    for each in street.districts.values():
        assert ids_taken(each) == told


def test_work_that_was_put_down_is_taken_up_again(street: Street) -> None:
    street.work()
    set_lamps(street, "a", "b")
    wait_until(street.is_settled)
    for worker in list(street.hired):
        street.let_go(worker)
    set_lamps(street, "a", "c", glow=2)
    street.work()
    wait_until(street.is_settled)
    for each in street.districts.values():
        assert glows(each) == {"a": 2, "b": 1, "c": 2}
        assert ids_taken(each) == ids_told(street.works)


def test_a_newcomer_learns_what_was_told_before_it_came(street: Street) -> None:
    street.send()
    street.take_in("east")
    set_lamps(street, "a", "b")
    wait_until(lambda: len(glows(street.districts["east"])) == 2)
    street.take_in("west")
    wait_until(street.is_settled)
    assert glows(street.districts["west"]) == {"a": 1, "b": 1}


def test_a_failing_handler_holds_up_nobody_and_what_failed_is_tried_again(
    street: Street,
) -> None:
    stumbled = threading.Event()

    def stumble(session: Session, events: Sequence[Delivered]) -> None:
        take_in(session, events)
        for each in events:
            if each.fact.lamp == "refused":
                raise Refused("never", reason="never")
            if each.fact.lamp == "flaky" and not stumbled.is_set():
                stumbled.set()
                raise ZeroDivisionError

    street.send()
    street.take_in("west")
    street.take_in("east", [Subscription(LAMPS.types, stumble, "lamp")])
    set_lamps(street, "a", "refused", "flaky", "z")
    east = street.districts["east"]
    wait_until(lambda: set(glows(east)) >= {"a", "z"})
    wait_until(stumbled.is_set)
    with east.write() as session:
        session.execute(
            update(inbox).where(inbox.c.state == "waiting").values(next_at=database_now(-1))
        )
    wait_until(lambda: set(glows(east)) == {"a", "flaky", "z"})
    [dead] = dead_of(east)
    assert dead.reason == "never: never"
    assert dead.type == LampChanged.type


def test_what_a_driver_refuses_stands_aside_and_the_rest_goes_on(street: Street) -> None:
    def stumble(session: Session, events: Sequence[Delivered]) -> None:
        take_in(session, events)
        if any(each.fact.lamp == "odd" for each in events):
            session.execute(text("SELECT :x"), {"x": object()})

    street.send()
    street.take_in("east", [Subscription(LAMPS.types, stumble, "lamp")])
    set_lamps(street, "a", "odd")
    put_in_log(street, new_id(), nul_fact())
    set_lamps(street, "z")
    east = street.districts["east"]
    wait_until(lambda: glows(east) == {"a": 1, "z": 1})
    [dead] = dead_of(east)
    assert dead.reason == "undecodable: a text holds a NUL"


@pytest.mark.parametrize(
    "body", [b"", b"null", b"{}", b"[[[" * 50_000, b"\xff\xfe", b'"' + b"x" * 1000 + b'"']
)
def test_what_cannot_be_read_is_set_aside_and_the_rest_goes_on(street: Street, body: bytes) -> None:
    street.work()
    set_lamps(street, "a")
    put_in_log(street, new_id(), body)
    set_lamps(street, "b")
    for each in street.districts.values():
        wait_until(lambda each=each: glows(each) == {"a": 1, "b": 1})  # type: ignore[misc] # bound now
        [dead] = dead_of(each)
        assert dead.reason.startswith("undecodable")
        assert bytes(dead.body) == body


def test_a_type_nobody_listens_to_and_another_tier_disturb_nobody(street: Street) -> None:
    street.work()
    with street.works.write() as session:
        outbox.record(session, PriceChanged(lamp="a"), version=1, partner="md", now=NOON)
    set_lamps(street, "a")
    for each in street.districts.values():
        wait_until(lambda each=each: glows(each) == {"a": 1})  # type: ignore[misc] # bound now
        assert dead_of(each) == []


@pytest.mark.parametrize("size", [60_000, 400_000])
def test_a_large_fact_with_fields_of_tomorrow_arrives_whole(street: Street, size: int) -> None:
    """More than a frame of AMQP holds, and more than may be written: that is a rule of ours."""
    street.work()
    data = json.dumps({"lamp": "big", "glow": 3, "tomorrow": "x" * size}).encode()
    envelope = envelope_of("big", data)
    put_in_log(street, envelope.id, encode_envelope(envelope))
    for each in street.districts.values():
        wait_until(lambda each=each: glows(each) == {"big": 3})  # type: ignore[misc] # bound now


def envelope_of(name: str, data: bytes) -> Envelope:
    return Envelope(
        id=new_id(),
        source="/ciss/works",
        type=LampChanged.type,
        subject=name,
        time=NOON,
        tier=Tier.PUBLIC,
        partner="md",
        subjectversion="1",
        data=Raw(data),
    )


def nul_fact() -> bytes:
    return encode_envelope(envelope_of("a\0b", b'{"lamp":"nul","glow":1}'))


def put_in_log(street: Street, event_id: UUID, body: bytes) -> None:
    """Write bytes into the works' log past all checks."""
    with street.works.write() as session:
        session.execute(
            insert(log).values(
                event_id=event_id,
                type=LampChanged.type,
                subject="raw",
                version=1,
                tier="public",
                body=body,
                created_at=database_now(),
            )
        )
        session.info[outbox.WAKE] = True
