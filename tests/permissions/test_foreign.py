"""A token of one school reads and changes nothing of another, whatever it is pointed at."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import inspect, select, text
from werkzeug.test import TestResponse

from allinone.permissions import Route, routes
from certification.certificates.model import Certificate
from certification.schools.model import School
from registry.accounts.model import User
from registry.roles.model import Membership
from reports.channels.model import Channel
from tests.permissions.test_matrix import path_of
from tests.permissions.world import World

SERVICES = ("registry", "training", "certification", "reports")
ROLES = ("focal", "head")
LEFT_OUT = {"idempotency_key", "person_seen", "person_seen_role"}
"""Tables of who called, and of answers kept for them."""


@dataclass(frozen=True)
class Foreign:
    """What belongs to the other school, and the words by which one would know it."""

    ids: tuple[str, ...]
    words: tuple[str, ...]


@pytest.fixture(scope="module")
def foreign(world: World) -> Foreign:
    with world.deployment.database("certification").read() as session:
        name = session.get_one(School, world.school).name
        numbers = session.scalars(
            select(Certificate.number).where(Certificate.school_id == world.school)
        ).all()
    with world.deployment.database("reports").read() as session:
        slugs = session.scalars(select(Channel.slug).where(Channel.owner_id == world.school)).all()
    with world.deployment.database("registry").read() as session:
        people = select(User.display_name).join(Membership, Membership.user_id == User.id)
        names = session.scalars(people.where(Membership.scope_id == str(world.school))).all()
    things = {str(thing.id) for thing in world.things.values() if thing.kind != "partner"}
    persons = {str(thing.person) for thing in world.things.values() if thing.person}
    return Foreign(tuple(sorted(things | persons)), (name, *numbers, *slugs, *filter(None, names)))


def prints(world: World, foreign: Foreign) -> Counter[tuple[str, str, str]]:
    """Every row of every database in which one of the ids stands."""
    wanted = {form for each in foreign.ids for form in (each, each.replace("-", ""))}
    found: Counter[tuple[str, str, str]] = Counter()
    for service, database in world.deployment.databases().items():
        with database.read() as session:
            for table in inspect(session.connection()).get_table_names():
                if table in LEFT_OUT:
                    continue
                for row in session.execute(text(f'SELECT * FROM "{table}"')):
                    said = repr(tuple(row))
                    if any(each in said for each in wanted):
                        found[service, table, said] += 1
    return found


class Pointed:
    """Somebody of the neighbouring school, pointed at the things of the other one."""

    def __init__(self, world: World, role: str, foreign: Foreign) -> None:
        self.world, self.foreign = world, foreign
        self.token = world.token([(role, "school", str(world.neighbour))])
        self.clients = {name: house.app.test_client() for name, house in world.town.houses.items()}
        for client in self.clients.values():
            client.set_cookie("ciss", f"{self.token}~")
        self.calls = Counter[int]()

    def call(self, route: Route, path: str, **more: Any) -> TestResponse:
        headers = {"If-Match": '"1"'} if route.method in ("PUT", "PATCH") else {}
        if "/api/" in path:
            headers["Authorization"] = f"Bearer {self.token}"
        client: FlaskClient = self.clients[route.service]
        answer = client.open(path, method=route.method, headers=headers, **more)
        self.calls[answer.status_code] += 1
        assert answer.status_code < 500, f"{route.method} {path}: {answer.text}"
        return answer

    def told(self, route: Route, answer: TestResponse) -> list[str]:
        """What of the other school an answer tells, a refusal too, beside what was asked for."""
        if route.allow.is_open or str(answer.mimetype).startswith("image/"):
            return []
        return [
            f"{route.method} {route.rule} tells {word!r}"
            for word in self.foreign.words
            if word in answer.text and word not in answer.request.path
        ]


def bodies(schema: Mapping[str, Any], parts: Mapping[str, Any], foreign: Foreign) -> Iterator[Any]:
    """Bodies as the API document asks for, with an id of the other school wherever one fits."""
    for identifier in foreign.ids:
        yield _value(schema, parts, identifier)


def _value(schema: Mapping[str, Any], parts: Mapping[str, Any], identifier: str) -> Any:
    if "$ref" in schema:
        return _value(parts[schema["$ref"].rpartition("/")[2]], parts, identifier)
    if "enum" in schema:
        return next(iter(each for each in schema["enum"] if each is not None), None)
    kind = schema.get("type", "string")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object" or "properties" in schema:
        inner = schema.get("properties", {})
        return {name: _named(name, each, parts, identifier) for name, each in inner.items()}
    if kind == "array":
        return [_value(schema.get("items", {}), parts, identifier)]
    plain = {"integer": 1, "number": 1, "boolean": True}
    return plain.get(kind, _text(schema, identifier))


def _named(name: str, schema: Mapping[str, Any], parts: Mapping[str, Any], identifier: str) -> Any:
    if name == "scope":
        return {"type": "school", "id": identifier}
    return _value(schema, parts, identifier)


def _text(schema: Mapping[str, Any], identifier: str) -> str:
    dates = {"date": "2026-11-02", "date-time": "2026-11-02T08:00:00Z"}
    return dates.get(schema.get("format", ""), identifier)


def walk_api(pointed: Pointed, service: str) -> Iterator[str]:
    app = pointed.world.town.houses[service].app
    document = pointed.clients[service].get(f"/{service}/api/openapi.json").get_json()
    parts = document["components"]["schemas"]
    for route in routes(app, service):
        if "/api/" not in route.rule or route.allow.is_open:
            continue
        path = path_of(route.rule, service, pointed.world)
        operation = _operation(document, route)
        yield from pointed.told(route, pointed.call(route, path))
        for query in _queries(operation, pointed.foreign):
            yield from pointed.told(route, pointed.call(route, path, query_string=query))
        content = operation.get("requestBody", {}).get("content", {})
        schema = content.get("application/json", {}).get("schema")
        for body in bodies(schema, parts, pointed.foreign) if schema else ():
            yield from pointed.told(route, pointed.call(route, path, json=body))


def _operation(document: Mapping[str, Any], route: Route) -> Mapping[str, Any]:
    wanted = route.rule.replace("<", "{").replace(">", "}").replace("{uuid:", "{")
    found: Mapping[str, Any] = document["paths"][wanted][route.method.lower()]
    return found


def _queries(operation: Mapping[str, Any], foreign: Foreign) -> Iterator[dict[str, str]]:
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "query" and parameter["schema"].get("format") == "uuid":
            for identifier in foreign.ids:
                yield {parameter["name"]: identifier}


def walk_pages(pointed: Pointed, service: str) -> Iterator[str]:
    app = pointed.world.town.houses[service].app
    for route in routes(app, service):
        if "/api/" in route.rule or route.allow.is_open:
            continue
        path = path_of(route.rule, service, pointed.world)
        yield from pointed.told(route, pointed.call(route, path))
        if route.method == "GET":
            for own in (path, _at_home(route, pointed.world)):
                shown = pointed.call(route, own)
                yield from pointed.told(route, shown)
                yield from _forms(pointed, route, own, shown)


def _at_home(route: Route, world: World) -> str:
    path = path_of(route.rule, route.service, world)
    return path.replace(str(world.school), str(world.neighbour))


def _forms(pointed: Pointed, route: Route, path: str, shown: TestResponse) -> Iterator[str]:
    """Send the forms of one's own page with the other school in every place of one's own."""
    for form in BeautifulSoup(shown.text, "html.parser").find_all("form"):
        if str(form.get("method")).lower() != "post" or "sign-out" in str(form.get("action")):
            continue
        action = str(form.get("action") or path)
        for identifier in (*pointed.foreign.ids[:2], str(pointed.world.school)):
            data = {
                str(field["name"]): _changed(field, pointed.world, identifier)
                for field in form.find_all(["input", "select", "textarea"])
                if field.get("name")
            }
            aimed = Route(route.service, "POST", action, route.allow, ())
            yield from pointed.told(aimed, pointed.call(aimed, action, data=data))


def _changed(field: Any, world: World, identifier: str) -> str:
    own = str(world.neighbour)
    if field.name == "select":
        values = [str(each.get("value")) for each in field.find_all("option") if each.get("value")]
        value = values[0] if values else identifier
        return value.replace(own, identifier)
    value = str(field.get("value") or "")
    return value.replace(own, identifier) or identifier


@pytest.mark.parametrize("role", ROLES)
def test_nothing_of_another_school_is_read_or_changed(
    world: World, foreign: Foreign, role: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before, told = prints(world, foreign), []
    for service in SERVICES:
        pointed = Pointed(world, role, foreign)
        told += [*walk_api(pointed, service), *walk_pages(pointed, service)]
        with capsys.disabled():
            print(f"\n{role}, {service}: {pointed.calls.total()} calls, {dict(pointed.calls)}")
    changed = prints(world, foreign) - before, before - prints(world, foreign)
    assert not told, "\n".join(sorted(set(told)))
    assert changed == (Counter(), Counter())


def test_the_prints_see_a_change(world: World, foreign: Foreign) -> None:
    before = prints(world, foreign)
    assert len(before) > len(foreign.ids)
    assert {service for service, _, _ in before} == set(SERVICES)
