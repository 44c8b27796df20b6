"""The certification service as a running app, and people who are signed in to it."""

import pytest
from flask.testing import FlaskClient

from chassis.clock import StillClock
from tests.certification.journey import Journey
from tests.certification.schoolhouse import Schoolhouse, settled
from tests.plugins.databases import Stand
from tests.plugins.once import Once
from tests.registry.front_door import Tokens
from tests.services.conftest import start_service
from tests.services.served import (
    Hear,
    Published,
    app,
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
    "service",
    "service_name",
    "signing_key",
    "stand",
    "start_service",
    "token",
]


@pytest.fixture
def service_name() -> str:
    return "certification"


@pytest.fixture
def schoolhouse(client: FlaskClient, token: Tokens, hear: Hear) -> Schoolhouse:
    """A school in a cohort that is known here, and ways to do what its people do."""
    settled(hear)
    return Schoolhouse(client, token, hear)


@pytest.fixture
def journey(schoolhouse: Schoolhouse, clock: StillClock, stand: Stand, once: Once) -> Journey:
    """That school on its way from handing in to a decision."""
    return Journey(schoolhouse, clock, stand, once)
