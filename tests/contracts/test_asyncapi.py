"""The AsyncAPI document is one by the book, and says what the contracts say."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from chassis.bus.events import CONTENT_TYPE, Tier
from chassis.bus.topology import exchange_of
from contracts.asyncapi import VERSION, document
from contracts.catalogue import EVERYBODY, facts
from contracts.listeners import LISTENERS

VENDOR = Path(__file__).parent / "vendor"
DOCUMENT = document()


def at(pointer: str, root: dict[str, Any] = DOCUMENT) -> Any:
    """Return what a reference within the document leads to."""
    found: Any = root
    for part in pointer.removeprefix("#/").split("/"):
        found = found[part]
    return found


def references(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return own + [each for value in node.values() for each in references(value)]
    return [each for value in node for each in references(value)] if isinstance(node, list) else []


def named(operation: str) -> set[str]:
    return {
        each["$ref"].rpartition("/")[2] for each in DOCUMENT["operations"][operation]["messages"]
    }


def test_the_vendored_schema_is_unmodified_and_comes_with_its_licence() -> None:
    lines = (VENDOR / "SHA256SUMS").read_text().splitlines()
    sums = {name: known for known, name in (line.split() for line in lines)}
    files = {path.name: path for path in VENDOR.iterdir() if path.name != "SHA256SUMS"}
    assert {name: sha256(path.read_bytes()).hexdigest() for name, path in files.items()} == sums
    assert "asyncapi-specs.LICENSE.txt" in files


@pytest.mark.parametrize("tiers", [frozenset(Tier), EVERYBODY])
def test_the_document_keeps_the_official_schema(tiers: frozenset[Tier]) -> None:
    schema = json.loads((VENDOR / f"{VERSION}.json").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator(schema).validate(document(tiers))


@pytest.mark.parametrize("tiers", [frozenset(Tier), EVERYBODY])
def test_every_reference_leads_somewhere(tiers: frozenset[Tier]) -> None:
    made = document(tiers)
    assert all(at(each, made) is not None for each in references(made))


@pytest.mark.parametrize("name", DOCUMENT["components"]["messages"])
def test_every_example_keeps_the_schema_of_its_message(name: str) -> None:
    message = DOCUMENT["components"]["messages"][name]
    schema = message["payload"] | {"components": DOCUMENT["components"]}
    checker = jsonschema.Draft7Validator(
        schema, format_checker=jsonschema.Draft7Validator.FORMAT_CHECKER
    )
    for example in message["examples"]:
        checker.validate(example["payload"])
        assert not checker.is_valid(example["payload"] | {"data": {}, "items": 1})


@pytest.mark.parametrize("type_", facts())
def test_a_message_is_a_whole_event_of_its_own_type_only(type_: str) -> None:
    message = DOCUMENT["components"]["messages"][type_]
    [example] = message["examples"]
    assert message["contentType"] == CONTENT_TYPE
    assert message["bindings"]["amqp"]["messageType"] == type_
    valid = [
        each
        for each in facts()
        if jsonschema.Draft7Validator(
            {"$ref": f"#/components/schemas/{each}", "components": DOCUMENT["components"]}
        ).is_valid(example["payload"])
    ]
    assert valid == [type_]


@pytest.mark.parametrize("tier", Tier)
def test_each_tier_is_a_topic_exchange_with_its_own_facts(tier: Tier) -> None:
    channel = DOCUMENT["channels"][tier]
    exchange = channel["bindings"]["amqp"]["exchange"]
    assert (exchange["name"], exchange["type"]) == (exchange_of(tier), "topic")
    assert list(channel["messages"]) == list(facts({tier}))
    assert channel["parameters"]["type"]["enum"] == list(facts({tier}))


@pytest.mark.parametrize("service", LISTENERS)
def test_the_operations_say_who_sends_and_who_listens(service: str) -> None:
    sent = set().union(*(named(o) for o in DOCUMENT["operations"] if o.startswith(f"{service}.p")))
    heard = set().union(*(named(o) for o in DOCUMENT["operations"] if o.startswith(f"{service}.h")))
    assert sent == {type_ for type_, fact in facts().items() if fact.service() == service}
    assert heard == {fact.type for fact in LISTENERS[service]}


def test_integrators_take_no_internal_fact() -> None:
    assert named("integrator.takes") == set(facts(EVERYBODY))


def test_what_everybody_reads_names_no_internal_fact() -> None:
    text = json.dumps(document(EVERYBODY))
    assert not [type_ for type_ in facts({Tier.INTERNAL}) if type_ in text]
    assert "ciss.internal" not in text


def test_no_real_address_stands_in_the_document() -> None:
    servers = DOCUMENT["servers"].values()
    defaults = [each["default"] for server in servers for each in server["variables"].values()]
    assert all("example.org" in each for each in defaults)
