"""The toy town, on each kind of database."""

from collections.abc import Callable, Iterator

import pytest
import structlog
from sqlalchemy import Engine, event

from chassis import log
from chassis.db import Database
from tests.chassis.bus.town import DISTRICT, Town


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Print no stack traces of errors made on purpose; they cost more than the tests."""
    before = structlog.get_config()
    log.configure("critical")
    yield
    structlog.configure(**before)


@pytest.fixture
def town(migrated_url: Callable[[str], str]) -> Iterator[Town]:
    made = Town(migrated_url)
    yield made
    made.close()


@pytest.fixture
def works(town: Town) -> Database:
    return town.works()


@pytest.fixture
def district(town: Town, works: Database) -> Database:
    """A district in the works' own database: a service may be both, and tests are faster."""
    with works.engine.begin() as connection:
        DISTRICT.create_all(connection)
    return town.again(works)


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """Every statement sent to any database from here on; an `executemany` counts once."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith("BEGIN"):
            sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield sent
    event.remove(Engine, "before_cursor_execute", note)
