"""The registry as a running app, and people who are signed in to it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

import pytest
from flask import Flask
from flask.testing import FlaskClient
from joserfc.jwk import ECKey
from sqlalchemy.orm import Session

from chassis.clock import StillClock
from chassis.db import Database
from chassis.resources import Resources
from registry.app import create_app
from registry.partners.model import Partner
from registry.roles.queries import OWNERS
from tests.plugins.once import Once, lent
from tests.registry.front_door import (
    PARTNER_CODE,
    PARTNER_ID,
    PUBLIC_URL,
    Door,
    PageAs,
    Tokens,
)
from tests.registry.journey import Journey
from tests.services.served import database, resources, signing_key, stand, token

__all__ = [
    "PARTNER_CODE",
    "PARTNER_ID",
    "PUBLIC_URL",
    "Door",
    "PageAs",
    "Tokens",
    "database",
    "resources",
    "signing_key",
    "stand",
    "token",
]


@pytest.fixture
def service_name() -> str:
    return "registry"


@pytest.fixture
def bare_registry(resources: Resources, signing_key: ECKey, once: Once) -> Iterator[Flask]:
    """The app before anything was set up."""
    made: Flask = once(("app", resources.database), lambda: create_app(resources, signing_key))
    with lent(made) as borrowed:
        yield borrowed


@pytest.fixture
def registry(bare_registry: Flask, partner: UUID) -> Flask:  # noqa: ARG001 - it must be there
    """The app of a deployment that is set up; `database` and `clock` are its own."""
    return bare_registry


@pytest.fixture
def partner(database: Database, clock: StillClock) -> UUID:
    """The id of the one partner, `md`, which serves Moldova."""
    add_partner(database, clock.now())
    return PARTNER_ID


def add_partner(database: Database, now: datetime) -> None:
    with database.write() as session:
        session.add(
            Partner(
                id=PARTNER_ID,
                code=PARTNER_CODE,
                name="Child Safety Moldova",
                countries=["MD"],
                langs=["ro", "ru"],
                tz="Europe/Chisinau",
                status="active",
                certificate_prefix="SIS",
                sticker_prefix="SIV",
                public_url=PUBLIC_URL,
                created_at=now,
                updated_at=now,
            )
        )


@pytest.fixture
def client(registry: Flask) -> FlaskClient:
    """A program without a cookie; hand it `headers=token("coordinator")`."""
    return registry.test_client(use_cookies=False)


@pytest.fixture
def page_as(registry: Flask, token: Tokens) -> PageAs:
    """A function like `token`: a browser in which such a person is signed in."""

    def make(*roles: str, **where: Any) -> FlaskClient:
        browser = registry.test_client()
        browser.set_cookie("ciss", f"{token.raw(*roles, **where)}~")
        return browser

    return make


@pytest.fixture
def door(client: FlaskClient, token: Tokens, clock: StillClock) -> Door:
    """The way in over HTTP: invite, accept, sign in."""
    return Door(client, token, clock)


@pytest.fixture
def journey(client: FlaskClient, token: Tokens, database: Database, door: Door) -> Journey:
    """Steps of a school on its way through a cohort."""
    return Journey(client, token, database, door)


@pytest.fixture
def schools(partner: UUID, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Ids of 26 schools of the partner, as far as appointments ask about them."""
    ids = [str(uuid5(partner, f"school {number}")) for number in range(26)]

    def owner(_session: Session, place_id: str) -> UUID | None:
        return partner if place_id in ids else None

    monkeypatch.setitem(OWNERS, "school", owner)
    return ids
