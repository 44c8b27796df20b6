"""The toy town, on each kind of database."""

from collections.abc import Callable, Iterator

import pytest

from chassis.db import Database
from tests.chassis.bus.town import Town


@pytest.fixture
def town(migrated_url: Callable[[str], str]) -> Iterator[Town]:
    made = Town(migrated_url)
    yield made
    made.close()


@pytest.fixture
def works(town: Town) -> Database:
    return town.works()


@pytest.fixture
def district(town: Town) -> Database:
    return town.district()
