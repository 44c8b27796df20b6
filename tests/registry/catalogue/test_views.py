"""The AsyncAPI document and the schemas, as programs fetch them."""

import pytest
from flask import Flask

from chassis.bus.events import Tier
from contracts.catalogue import EVERYBODY, documents, facts
from tests.registry.front_door import PageAs

ASYNCAPI = "/registry/events/asyncapi.json"
ROLE = "/registry/events/schemas/registry.role.changed.v1.json"


def schema(name: str) -> str:
    return f"/registry/events/schemas/{name}.json"


def test_the_asyncapi_document_tells_of_all_that_leaves_the_services(registry: Flask) -> None:
    answer = registry.test_client().get(ASYNCAPI)
    assert answer.is_json
    found = answer.get_json()
    assert found["asyncapi"].startswith("3.")
    assert set(found["components"]["messages"]) == {*facts(EVERYBODY), "page"}
    assert not [type_ for type_ in facts({Tier.INTERNAL}) if type_ in answer.text]


@pytest.mark.parametrize("name", [*facts(EVERYBODY), "envelope.v1"])
def test_anybody_gets_a_schema_as_it_is_published(registry: Flask, name: str) -> None:
    answer = registry.test_client().get(schema(name))
    assert answer.get_json()["$id"] == documents()[name]["$id"]
    assert "public" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("path", [ASYNCAPI, schema("envelope.v1")])
def test_what_has_not_changed_is_not_sent_again(registry: Flask, path: str) -> None:
    client = registry.test_client()
    tag = client.get(path).headers["ETag"]
    again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_the_schema_of_an_internal_event_is_for_operators(page_as: PageAs) -> None:
    assert page_as("coordinator").get(ROLE).status_code == 404
    answer = page_as("ops").get(ROLE)
    assert answer.get_json()["x-tier"] == "internal"
    assert "private" in answer.headers["Cache-Control"]


def test_a_visitor_is_not_told_whether_an_internal_event_exists(registry: Flask) -> None:
    client = registry.test_client()
    assert client.get(ROLE).get_json() == client.get(schema("registry.role.sold.v1")).get_json()


def test_an_unknown_schema_is_a_problem(registry: Flask) -> None:
    answer = registry.test_client().get(schema("registry.school.sold.v1"))
    assert answer.status_code == 404
    assert answer.get_json()["reason"] == "no_such_event"
