"""Whoever signed in to a service once is known to it, as the newest of their tokens says."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client import CollectorRegistry
from sqlalchemy.orm import Session

from certification.app import SERVICE
from chassis import seen
from chassis.auth import Actor, Role
from chassis.clock import StillClock
from chassis.db import Database
from chassis.errors import NotKnownYet
from chassis.resources import Resources
from chassis.seen import Seen
from chassis.web import create_app
from tests.registry.front_door import Tokens
from tests.services.served import (
    app,
    client,
    database,
    page_as,
    resources,
    service,
    signing_key,
    stand,
    token,
)
from tests.statements import statements

__all__ = [
    "app",
    "client",
    "database",
    "page_as",
    "resources",
    "service",
    "signing_key",
    "stand",
    "token",
]

WHO = "01985a00-0000-7000-8000-0000000000aa"
SCHOOL = UUID("01985a00-0000-7000-8000-00000000000a")
ME = "/certification/api/v1/me"


@pytest.fixture
def service_name() -> str:
    return "certification"


def head(token: Tokens, **more: Any) -> dict[str, str]:
    return token("head", scope="school", id=SCHOOL, sub=WHO, **more)


def known(database: Database) -> Seen:
    with database.read() as session:
        return seen.person(session, UUID(WHO))


def test_nobody_is_known_before_they_came(database: Database) -> None:
    with pytest.raises(NotKnownYet) as refused:
        known(database)
    assert refused.value.headers() == {"Retry-After": "1"}


def test_asking_who_one_is_makes_one_known(
    client: FlaskClient, token: Tokens, database: Database
) -> None:
    answer = client.get(ME, headers=head(token, name="Ana (invented)", login="ana"))
    assert answer.status_code == 200
    assert answer.json == {
        "id": WHO,
        "login": "ana",
        "name": "Ana (invented)",
        "lang": "en",
        "partner": "md",
        "roles": [{"role": "head", "scope": "school", "id": str(SCHOOL)}],
    }
    assert known(database).has("head", "school", SCHOOL)
    with database.read() as session:
        assert seen.names(session, [UUID(WHO)]) == {UUID(WHO): "Ana (invented)"}
        assert seen.holders(session, "head", "school", SCHOOL) == [UUID(WHO)]


def test_a_page_makes_one_known_too(app: Flask, token: Tokens, database: Database) -> None:
    browser = app.test_client()
    browser.set_cookie("ciss", f"{token.raw('head', scope='school', id=SCHOOL, sub=WHO)}~")
    browser.get("/certification")
    assert known(database).login == "head"


def test_nobody_becomes_known_without_a_sign_in_that_is_good(
    client: FlaskClient, token: Tokens, clock: StillClock, database: Database
) -> None:
    assert client.get(ME).status_code == 401
    late = head(token)
    clock.advance(timedelta(hours=1))
    answer = client.get(ME, headers=late)
    assert answer.json is not None
    assert (answer.status_code, answer.json["reason"]) == (401, "token_expired")
    with pytest.raises(NotKnownYet):
        known(database)


def test_a_newer_token_replaces_roles_and_an_older_one_does_not(
    client: FlaskClient, token: Tokens, clock: StillClock, database: Database
) -> None:
    older = head(token, name="Old name")
    clock.advance(timedelta(minutes=1))
    client.get(ME, headers=token("focal", scope="school", id=SCHOOL, sub=WHO, name="New name"))
    client.get(ME, headers=older)
    found = known(database)
    assert found.name == "New name"
    assert found.roles == (Role("focal", "school", str(SCHOOL)),)


def test_a_holder_counts_only_by_a_token_made_since_the_post_changed(
    client: FlaskClient, token: Tokens, clock: StillClock, database: Database
) -> None:
    client.get(ME, headers=head(token))
    at = clock.now()
    with database.read() as session:
        in_that_second = at + timedelta(milliseconds=900)
        assert seen.holders(session, "head", "school", SCHOOL, in_that_second) == [UUID(WHO)]
        assert not seen.holders(session, "head", "school", SCHOOL, at + timedelta(seconds=1))
        assert not seen.holders(session, "deputy", "school", SCHOOL, at)


def test_a_token_is_written_down_once(client: FlaskClient, token: Tokens) -> None:
    caller = head(token)
    client.get(ME, headers=caller)
    with statements() as made:
        client.get(ME, headers=caller)
    assert not [each for each in made if each.lstrip().upper().startswith(("INSERT", "DELETE"))]


def test_a_service_is_told_of_each_newer_token_once(resources: Resources, token: Tokens) -> None:
    told: list[Seen] = []

    def note(_session: Session, found: Seen, _now: datetime) -> None:
        told.append(found)

    own = replace(resources, metrics=CollectorRegistry())
    listening = create_app(replace(SERVICE, on_seen=note), own).test_client()
    caller = head(token)
    for _ in range(2):
        listening.get(ME, headers=caller)
    assert [each.id for each in told] == [UUID(WHO)]


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.write() as opened:
        yield opened


def test_the_same_token_shown_at_two_places_at_once_is_harmless(session: Session) -> None:
    caller = Actor(WHO, "s", "ana", "Ana", "en", "md", (Role("head", "school", "1"),) * 2, 1)
    for _ in range(2):
        found = seen.remember(session, caller)
        assert found is not None
        assert found.issued_at == datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)
    assert seen.person(session, UUID(WHO)).roles == (Role("head", "school", "1"),)
