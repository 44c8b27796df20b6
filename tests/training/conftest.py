"""The training service as a running app, and people who are signed in to it."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from tests.registry.front_door import Tokens
from tests.services.facts import PARTNER, VERIFIED
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
from tests.training.classroom import OTHER_SCHOOL, Classroom

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
    "token",
]


@pytest.fixture
def service_name() -> str:
    return "training"


@pytest.fixture
def classroom(client: FlaskClient, token: Tokens, hear: Hear) -> Classroom:
    """Two schools that are known here, and ways to do what their people do."""
    hear(PARTNER, VERIFIED, replace(VERIFIED, school=OTHER_SCHOOL))
    return Classroom(client, token)
