"""One service as a running app, people who are signed in to it, and the news it hears.

A `conftest.py` takes these fixtures over and says `service_name`.
"""

import shutil
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec
import pytest
from flask import Flask
from flask.testing import FlaskClient
from joserfc.jwk import ECKey
from msgspec import Raw
from prometheus_client import CollectorRegistry
from sqlalchemy import select

from chassis import seen
from chassis.bus.events import Envelope, Fact, encode_envelope, encode_fact
from chassis.bus.ingest import ingest
from chassis.clock import StillClock
from chassis.db import Database
from chassis.ids import new_id
from chassis.keyring import FixedKeys
from chassis.resources import Resources
from chassis.service import Service
from chassis.settings import Settings
from chassis.tables import outbox
from tests.plugins.databases import Stand
from tests.plugins.once import Once, lent
from tests.registry.front_door import PUBLIC_URL, PageAs, Tokens

__all__ = [
    "Hear",
    "Published",
    "app",
    "client",
    "database",
    "hear",
    "page_as",
    "published",
    "resources",
    "service",
    "signing_key",
    "stand",
    "token",
]

Hear = Callable[..., None]
"""`hear(*facts, version=1, partner="md")`: take facts of other services in, as by the bus."""
Published = Callable[..., list[tuple[Envelope, dict[str, Any]]]]
"""`published("certification.certificate.issued.v1")`: the facts written down, oldest first."""


@pytest.fixture(scope="session")
def signing_key(once: Once) -> ECKey:
    """One key for the whole run, since apps that outlive a test know it."""
    found: ECKey = once(
        "signing key",
        lambda: ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True),
    )
    return found


@pytest.fixture
def service(service_name: str) -> Service:
    found: Service = import_module(f"{service_name}.app").SERVICE
    return found


@pytest.fixture
def stand(borrow: Callable[[str], Stand], service_name: str) -> Stand:
    """The service's database, whose content can be kept and put back."""
    return borrow(service_name)


@pytest.fixture
def database(stand: Stand) -> Database:
    """The service's database: empty tables, on SQLite and on PostgreSQL."""
    return stand.database


@pytest.fixture
def resources(
    database: Database,
    clock: StillClock,
    signing_key: ECKey,
    service_name: str,
    ram_folder: Path,
    once: Once,
) -> Iterator[Resources]:
    """What the app has, for as long as its database stands; its data folder is empty."""
    data = ram_folder / f"data-{service_name}-{database.dialect}"
    data.mkdir()
    yield once(
        ("resources", database),
        lambda: Resources(
            service=service_name,
            settings=Settings(data=data, public_url=PUBLIC_URL),
            database=database,
            clock=clock,
            keys=FixedKeys(signing_key),
            pages_key=b"p" * 32,
            metrics=CollectorRegistry(),
        ),
    )
    shutil.rmtree(data)


@pytest.fixture
def app(resources: Resources, service_name: str, once: Once) -> Iterator[Flask]:
    """The running app; `database` and `clock` are its own."""
    create_app = import_module(f"{service_name}.app").create_app
    made: Flask = once(("app", resources.database), lambda: create_app(resources))
    made.extensions[seen.NOTED].clear()
    with lent(made) as borrowed:
        yield borrowed


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A program without a cookie; hand it `headers=token("head", scope="school", id=…)`."""
    return app.test_client(use_cookies=False)


@pytest.fixture
def token(signing_key: ECKey, clock: StillClock) -> Tokens:
    return Tokens(signing_key, clock)


@pytest.fixture
def page_as(app: Flask, token: Tokens) -> PageAs:
    """A function like `token`: a browser in which such a person is signed in."""

    def make(*roles: str, **where: Any) -> FlaskClient:
        browser = app.test_client()
        browser.set_cookie("ciss", f"{token.raw(*roles, **where)}~")
        return browser

    return make


@pytest.fixture
def hear(database: Database, service: Service, clock: StillClock) -> Hear:
    def take_in(*facts: Fact, version: int = 1, partner: str = "md") -> None:
        bodies = [
            encode_envelope(
                Envelope(
                    id=new_id(),
                    source=f"/ciss/{fact.service()}",
                    type=fact.type,
                    subject=fact.subject,
                    time=clock.now(),
                    tier=fact.tier,
                    partner=partner,
                    subjectversion=str(version),
                    data=Raw(encode_fact(fact)),
                )
            )
            for fact in facts
        ]
        ingest(database, bodies, service.subscriptions)

    return take_in


@pytest.fixture
def published(database: Database) -> Published:
    def read(type_: str | None = None) -> list[tuple[Envelope, dict[str, Any]]]:
        with database.read() as session:
            bodies = session.scalars(select(outbox.c.body).order_by(outbox.c.id)).all()
        envelopes = [msgspec.json.decode(body, type=Envelope) for body in bodies]
        wanted = [each for each in envelopes if type_ in (None, each.type)]
        return [(each, msgspec.json.decode(each.data)) for each in wanted]

    return read
