"""The commands that deal with what the broker put aside, at a real one."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pika
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from allinone.deployment import Deployment
from allinone.events_commands import events
from allinone.topology_commands import topology_of_all
from chassis import audit as chain
from chassis.bus.drift import Admin
from chassis.bus.topology import DEAD_LETTERS, UNROUTED, dead_queue_of, queue_of
from chassis.errors import Invalid
from chassis.tables import outbox
from contracts.registry import PartnerChanged
from tests.brokers import Broker
from tests.chassis.bus.street import wait_until

DEAD = dead_queue_of("training")
NOBODY = "registry.nothing.cared.v1"


@contextmanager
def channel(url: str) -> Iterator[Any]:
    connection = pika.BlockingConnection(pika.URLParameters(url))
    opened = connection.channel()
    opened.confirm_delivery()
    yield opened
    connection.close()


@pytest.fixture
def shaped(deployment: Deployment, broker: Broker, vhost: str) -> Iterator[Deployment]:
    """A deployment with a broker that is as it should be."""
    with Admin(vhost, broker.admin) as admin:
        assert admin.apply(topology_of_all()) == []
    made = Deployment(replace(deployment.settings, amqp_url=vhost))
    yield made
    made.dispose()


@pytest.fixture
def strewn(shaped: Deployment, vhost: str) -> Deployment:
    """The same, where training was not to be had, and a fact was told that nobody wants."""
    with shaped.database("registry").read() as session:
        fact = session.execute(
            select(outbox.c.event_id, outbox.c.body).where(outbox.c.type == PartnerChanged.type)
        ).one()
    told = pika.BasicProperties(
        type=PartnerChanged.type,
        message_id=fact.event_id.hex,
        headers={"bus-position": 7, "x-death": [{"reason": "delivery_limit"}]},
    )
    with channel(vhost) as opened:
        opened.basic_publish(DEAD_LETTERS, DEAD, fact.body, told, mandatory=True)
    wait_until(lambda: lies_in_unrouted(vhost))
    return shaped


def lies_in_unrouted(url: str) -> bool:
    """Say whether the broker follows its policy by now, which takes it a moment."""
    with channel(url) as opened:
        opened.basic_publish("ciss.public", NOBODY, b"{}")
        return bool(ready(url, UNROUTED))


def ready(url: str, queue: str) -> int:
    with channel(url) as opened:
        return int(opened.queue_declare(queue, passive=True).method.message_count)


def call(deployment: Deployment, *words: str, says: str = "") -> Result:
    return CliRunner().invoke(events, ["lost", *words], obj=deployment, input=says)


def listed(deployment: Deployment) -> list[dict[str, str]]:
    answer = call(deployment, "list", "--json")
    assert answer.exit_code == 0, answer.output
    found: list[dict[str, str]] = json.loads(answer.stdout)
    return found


def deeds(deployment: Deployment, service: str, queue: str) -> list[Any]:
    with deployment.database(service).read() as session:
        assert chain.verify(session).is_whole
        return [(row.what, row.why) for row in chain.history(session, queue)]


def test_they_are_listed_with_why_they_lie_there_and_stay(strewn: Deployment) -> None:
    unwanted, given_up = listed(strewn)
    assert (unwanted["queue"], unwanted["type"], unwanted["time"]) == (UNROUTED, NOBODY, "")
    assert unwanted["reason"] == "no queue wanted it"
    assert (given_up["queue"], given_up["type"]) == (DEAD, PartnerChanged.type)
    assert given_up["reason"] == "delivery_limit"
    assert given_up["time"].startswith("20")
    assert listed(strewn) == [unwanted, given_up]
    shown = call(strewn, "list", "--queue", DEAD, "--limit", "1").output.splitlines()
    assert [line.split()[0] for line in shown] == ["queue", DEAD]


def test_what_was_given_up_goes_back_to_its_queue_as_it_was_told(
    strewn: Deployment, vhost: str
) -> None:
    answer = call(strewn, "resend", "--queue", DEAD)
    assert (answer.exit_code, answer.output) == (0, f"{DEAD}: 1 facts sent again.\n")
    with channel(vhost) as opened:
        _, told, body = opened.basic_get(queue_of("training"), auto_ack=True)
    assert json.loads(body)["type"] == PartnerChanged.type
    assert told.headers.pop("bus-position") == 7
    assert set(told.headers) <= {"x-delivery-count"}, "which is this queue's own"
    assert deeds(strewn, "training", DEAD) == [("events.lost_resent", "1 facts")]


def test_what_nobody_wants_comes_back_until_somebody_does(strewn: Deployment, vhost: str) -> None:
    answer = call(strewn, "resend", "--queue", UNROUTED)
    assert "Some lie there again" in answer.output
    with channel(vhost) as opened:
        opened.queue_declare("int.library.news", durable=True)
        opened.queue_bind("int.library.news", "ciss.public", NOBODY)
    assert call(strewn, "resend", "--queue", UNROUTED).exit_code == 0
    assert ready(vhost, "int.library.news") >= 1
    assert listed(strewn)[0]["queue"] == DEAD


def test_letting_go_asks_first_and_is_on_record(strewn: Deployment, vhost: str) -> None:
    words = ["discard", "--queue", DEAD, "--why", "known already"]
    asked = call(strewn, *words, says="n\n")
    assert (asked.exit_code, "Nothing was done." in asked.output) == (1, True)
    unasked = call(strewn, *words)
    assert (unasked.exit_code, "use --yes" in unasked.output) == (1, True)
    assert (ready(vhost, DEAD), deeds(strewn, "training", DEAD)) == (1, [])
    assert call(strewn, *words, "--yes").output == f"{DEAD}: 1 facts let go.\n"
    assert ready(vhost, DEAD) == 0
    assert deeds(strewn, "training", DEAD) == [("events.lost_discarded", "1 facts: known already")]
    assert call(strewn, "discard", "--yes", "--why", "nobody wants it").exit_code == 0
    assert listed(strewn) == []
    assert deeds(strewn, "registry", UNROUTED)[0][0] == "events.lost_discarded"


@pytest.mark.parametrize(
    "words", [["list"], ["resend"], ["discard", "--why", "old"], ["list", "--queue", DEAD]]
)
def test_where_nothing_lies_that_is_said(shaped: Deployment, words: list[str]) -> None:
    assert call(shaped, *words).output == "Nothing lies there.\n"


def test_without_a_broker_or_a_reason_nothing_is_done(deployment: Deployment) -> None:
    error = call(deployment, "list").exception
    assert isinstance(error, Invalid)
    assert error.reason == "no_broker"
    assert call(deployment, "discard", "--why", " ").exit_code == 2
