"""The training service as a running app, and people who are signed in to it."""

import pytest

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
    "token",
]


@pytest.fixture
def service_name() -> str:
    return "training"
