"""The broker is brought to the shape the services need, and drift from it is seen."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from kombu import Connection

from allinone.topology_commands import topology_of_all
from chassis.bus.drift import Admin, Kind
from chassis.bus.topology import UNROUTED, Topology, queue_of
from tests.brokers import Broker
from tests.chassis.bus.town import LampBroken, LampChanged, WageChanged

DEFINITIONS = Path(__file__).parents[3] / "deploy/rabbitmq/definitions.json"
TOWN = Topology({"east": [LampChanged, WageChanged], "west": [LampBroken]})


@pytest.fixture
def admin(broker: Broker, vhost: str) -> Iterator[Admin]:
    with Admin(vhost, broker.admin) as opened:
        yield opened


def api(broker: Broker, vhost: str, method: str, path: str, **more: Any) -> httpx.Response:
    """Do what an operator might do by hand."""
    name = vhost.rpartition("/")[2]
    answer = httpx.request(method, f"{broker.admin}/api/{path.format(name)}", **more)
    answer.raise_for_status()
    return answer


def kinds(admin: Admin, topology: Topology = TOWN) -> set[tuple[Kind, str, str]]:
    return {(each.kind, each.what, each.names[-1]) for each in admin.plan(topology)}


def test_an_empty_broker_is_made_as_it_should_be_and_stays_so(admin: Admin) -> None:
    assert {kind for kind, _, _ in kinds(admin)} == {Kind.MAKE}
    assert admin.apply(TOWN) == []
    assert admin.plan(TOWN) == []
    assert admin.apply(TOWN) == []


def test_the_definitions_in_the_repository_are_up_to_date() -> None:
    wanted = topology_of_all().definitions()
    assert json.loads(DEFINITIONS.read_text()) == wanted, "ciss events topology export --to it"


def test_the_definitions_load_and_are_all_there_is_to_do(
    admin: Admin, broker: Broker, vhost: str
) -> None:
    loaded = json.loads(DEFINITIONS.read_text())
    del loaded["vhosts"]
    name = vhost.rpartition("/")[2]
    for things in loaded.values():
        for each in things:
            each["vhost"] = name
    api(broker, vhost, "POST", "definitions/{}", json=loaded)
    assert admin.plan(topology_of_all()) == []


def test_a_binding_nobody_needs_any_more_is_removed(admin: Admin) -> None:
    admin.apply(TOWN)
    fewer = Topology({"east": [LampChanged], "west": [LampBroken]})
    assert kinds(admin, fewer) == {(Kind.REMOVE, "binding", WageChanged.type)}
    assert admin.apply(fewer) == []


def test_the_queue_of_a_service_that_is_no_more_gets_no_facts_and_is_named(
    admin: Admin, vhost: str
) -> None:
    admin.apply(TOWN)
    smaller = Topology({"east": [LampChanged, WageChanged]})
    left = [("svc.west", "rabbitmqctl delete_queue svc.west")]
    left += [("svc.west.dead", "rabbitmqctl delete_queue svc.west.dead")]
    assert {(Kind.REMOVE, "binding", LampBroken.type), (Kind.UNWANTED, "queue", "svc.west")} < (
        kinds(admin, smaller)
    )
    with Connection(vhost) as connection, connection.channel() as channel:
        producer = connection.Producer(channel)
        for _ in range(2):
            producer.publish(b"x", exchange="ciss.public", routing_key=LampBroken.type)
            still = admin.apply(smaller)
            assert [each.kind for each in still] == [Kind.UNWANTED, Kind.UNWANTED]
            for (name, words), each in zip(left, still, strict=True):
                assert (each.names, words in str(each)) == ((name,), True)
        found = channel.queue_declare(queue_of("west"), passive=True)
        assert found.message_count == 1, "what was there stays, and nothing came to it"
        for name, _ in left:
            channel.queue_delete(name)
    assert admin.plan(smaller) == []


def test_an_unwanted_queue_hides_no_other_trouble(admin: Admin, broker: Broker, vhost: str) -> None:
    admin.apply(TOWN)
    lazy = {"pattern": "^svc.east$", "apply-to": "queues", "definition": {"message-ttl": 1}}
    api(broker, vhost, "PUT", "policies/{}/theirs", json=lazy | {"priority": 9})
    smaller = Topology({"east": [LampChanged, WageChanged]})
    admin.apply(smaller)
    assert {kind for kind, _, _ in kinds(admin, smaller)} == {Kind.OVERRULED, Kind.UNWANTED}


def test_the_queues_of_integrators_are_left_alone(admin: Admin, vhost: str) -> None:
    admin.apply(TOWN)
    with Connection(vhost) as connection, connection.channel() as channel:
        channel.queue_declare("int.ministry.feed", durable=True, auto_delete=False)
        channel.queue_bind("int.ministry.feed", "ciss.public", "#")
    assert admin.plan(TOWN) == []


def test_a_policy_changed_by_hand_is_set_right(admin: Admin, broker: Broker, vhost: str) -> None:
    admin.apply(TOWN)
    changed = {"pattern": "^svc", "apply-to": "queues", "definition": {"max-length": 5}}
    api(broker, vhost, "PUT", "policies/{}/ciss-east", json=changed)
    api(broker, vhost, "PUT", "policies/{}/ciss-north", json=changed)
    assert kinds(admin) == {
        (Kind.CHANGE, "policy", "ciss-east"),
        (Kind.REMOVE, "policy", "ciss-north"),
    }
    assert admin.apply(TOWN) == []


def test_a_stronger_policy_of_somebody_else_is_told(
    admin: Admin, broker: Broker, vhost: str
) -> None:
    admin.apply(TOWN)
    lazy = {"pattern": ".*", "apply-to": "all", "definition": {"message-ttl": 1}, "priority": 9}
    api(broker, vhost, "PUT", "policies/{}/theirs", json=lazy)
    told = kinds(admin)
    assert (Kind.OVERRULED, "queue", queue_of("east")) in told
    assert (Kind.OVERRULED, "exchange", "ciss.public") in told
    assert admin.apply(TOWN) != []


def test_a_queue_of_another_kind_is_refused_and_nothing_is_touched(
    admin: Admin, broker: Broker, vhost: str
) -> None:
    classic = {"durable": True, "arguments": {"x-queue-type": "classic"}}
    api(broker, vhost, "PUT", f"queues/{{}}/{queue_of('east')}", json=classic)
    [left] = admin.apply(TOWN)
    assert (left.kind, left.names) == (Kind.REFUSE, (queue_of("east"),))
    assert "classic" in str(left)
    assert api(broker, vhost, "GET", "policies/{}").json() == []


def test_every_queue_keeps_its_messages_through_a_restart_and_is_bound(
    admin: Admin, broker: Broker, vhost: str
) -> None:
    admin.apply(topology_of_all())
    queues = api(broker, vhost, "GET", "queues/{}").json()
    assert {each["arguments"].get("x-queue-type") for each in queues} == {"quorum"}
    assert all(each["durable"] for each in queues)
    assert {each["name"] for each in queues} == {
        f"svc.{name}{end}"
        for name in ("registry", "training", "certification", "reports")
        for end in ("", ".dead")
    } | {UNROUTED}


def test_what_nobody_wants_is_kept_where_it_can_be_counted(admin: Admin, vhost: str) -> None:
    admin.apply(TOWN)
    with Connection(vhost) as connection, connection.channel() as channel:
        producer = connection.Producer(channel)
        producer.publish(b"x", exchange="ciss.public", routing_key="works.nobody.cares.v1")
        found = None
        while found is None:
            found = channel.basic_get(UNROUTED)
        assert found.delivery_info["routing_key"] == "works.nobody.cares.v1"
