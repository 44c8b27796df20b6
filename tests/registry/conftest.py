"""The registry as a running app, and people who are signed in to it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import pytest
from flask import Flask
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet
from prometheus_client import CollectorRegistry

from chassis.clock import StillClock
from chassis.db import Database
from chassis.resources import Resources
from chassis.settings import Settings
from registry.app import create_app
from registry.partners.model import Partner

PARTNER_ID = UUID("01985a00-0000-7000-8000-000000000001")
PARTNER_CODE = "md"
PUBLIC_URL = "http://127.0.0.1:8080"


@dataclass(frozen=True)
class HeldKeys:
    """The public half of the test key, as every service would fetch it."""

    key: ECKey

    def key_set(self, *, fresh: bool = False) -> KeySet:  # noqa: ARG002 - it never changes
        return KeySet([self.key])


@dataclass(frozen=True)
class Tokens:
    """Sign-in tokens made directly, so that a test needs no sign-in.

    `token("coordinator")` is a coordinator of the test's partner; `token("head", scope="school",
    id=school)` the head of a school; `token("coordinator", "panel")` has both at the same place;
    `token()` has no role at all.
    """

    key: ECKey
    clock: StillClock

    def raw(self, *roles: str, scope: str = "partner", id: object = PARTNER_ID, **more: str) -> str:
        now = int(self.clock.now().timestamp())
        name = "-".join(roles) or "nobody"
        claims = {
            "iss": PUBLIC_URL,
            "use": "access",
            "sub": more.get("sub", str(uuid5(PARTNER_ID, name))),
            "sid": more.get("sid", str(uuid5(PARTNER_ID, f"session of {name}"))),
            "login": more.get("login", name),
            "name": more.get("name", f"Test {name}"),
            "lang": "en",
            "partner": PARTNER_CODE,
            "roles": [{"role": role, "scope": scope, "id": str(id)} for role in roles],
            "iat": now,
            "exp": now + int(timedelta(minutes=15).total_seconds()),
            "jti": "test",
        }
        return jwt.encode({"alg": "ES256"}, claims, self.key)

    def __call__(self, *roles: str, **where: Any) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.raw(*roles, **where)}"}


@pytest.fixture(scope="session")
def signing_key() -> ECKey:
    return ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)


@pytest.fixture
def database(migrated_url: Callable[[str], str]) -> Iterator[Database]:
    """Registry's database: empty tables, on SQLite and on PostgreSQL."""
    made = Database(migrated_url("registry"))
    yield made
    made.dispose()


@pytest.fixture
def resources(
    database: Database, clock: StillClock, signing_key: ECKey, tmp_path: Path
) -> Resources:
    return Resources(
        service="registry",
        settings=Settings(data=tmp_path, public_url=PUBLIC_URL),
        database=database,
        clock=clock,
        keys=HeldKeys(signing_key),
        pages_key=b"p" * 32,
        metrics=CollectorRegistry(),
    )


@pytest.fixture
def bare_registry(resources: Resources, signing_key: ECKey) -> Flask:
    """The app before anything was set up."""
    return create_app(resources, signing_key)


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
def token(signing_key: ECKey, clock: StillClock) -> Tokens:
    return Tokens(signing_key, clock)


PageAs = Callable[..., FlaskClient]


@pytest.fixture
def page_as(registry: Flask, token: Tokens) -> PageAs:
    """A function like `token`: a browser in which such a person is signed in."""

    def make(*roles: str, **where: Any) -> FlaskClient:
        browser = registry.test_client()
        browser.set_cookie("ciss", f"{token.raw(*roles, **where)}~")
        return browser

    return make
