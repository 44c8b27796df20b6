"""The reports service as a running app, and people who are signed in to it."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from chassis import seen
from chassis.clock import StillClock
from chassis.resources import Resources
from reports.app import create_app
from reports.keys.actions import EXTENSION
from reports.keys.formats import Keys
from reports.paces import queries as paces
from tests.plugins.once import Once, lent
from tests.registry.front_door import Tokens
from tests.reports.school import School
from tests.services.conftest import start_service
from tests.services.served import (
    Hear,
    Published,
    client,
    database,
    hear,
    page_as,
    published,
    resources,
    service,
    signing_key,
    stand,
    token,
)

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
    "school",
    "service",
    "service_name",
    "signing_key",
    "stand",
    "start_service",
    "token",
]

PEPPER = bytes(range(32))
LIGHT = Keys(PEPPER, rounds=1, memory=8192)
"""As the program's keys, with a hash that is quick."""


@pytest.fixture
def service_name() -> str:
    return "reports"


@pytest.fixture
def app(resources: Resources, once: Once) -> Iterator[Flask]:
    def make() -> Flask:
        made = create_app(resources, PEPPER)
        made.extensions[EXTENSION] = LIGHT
        return made

    found: Flask = once(("app", resources.database), make)
    found.extensions[seen.NOTED].clear()
    with lent(found) as borrowed:
        borrowed.extensions[paces.EXTENSION] = paces.Paces()
        yield borrowed


@pytest.fixture
def school(client: FlaskClient, token: Tokens, clock: StillClock, hear: Hear) -> School:
    return School(client, token, clock, hear)
