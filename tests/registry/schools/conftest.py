"""A migrated database of the registry, and schools to put into it."""

from collections.abc import Callable, Iterator

import pytest

from chassis.db import Database


@pytest.fixture
def store(migrated_url: Callable[[str], str]) -> Iterator[Database]:
    """The registry's own database, empty."""
    database = Database(migrated_url("registry"))
    yield database
    database.dispose()
