"""The toy service over an empty database of each kind."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from chassis.clock import StillClock
from chassis.db import Database
from tests.chassis import toy


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    made = Database(database_url)
    yield made
    made.dispose()


@pytest.fixture
def app(database: Database, clock: StillClock) -> Flask:
    return toy.make(database, clock)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def writer(clock: StillClock) -> dict[str, str]:
    return {"Authorization": f"Bearer {toy.token(clock, 'writer')}"}
