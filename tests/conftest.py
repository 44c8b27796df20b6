"""What every test may ask for."""

from datetime import UTC, datetime

import pytest
from hypothesis import settings

from chassis.clock import StillClock
from tests import servers
from tests.ci import in_ci

pytest_plugins = [
    "pytester",
    "tests.plugins.databases",
    "tests.plugins.loopback",
    "tests.plugins.real_parts",
    "tests.plugins.story",
]

# On a busy machine an example may take long; in CI the same examples are tried each time.
settings.register_profile("house", deadline=None, derandomize=in_ci())
settings.load_profile("house")


@pytest.fixture
def clock() -> StillClock:
    """A clock held still at the story's first instant: 2026-02-02, 8 o'clock in Chisinau."""
    return StillClock(datetime(2026, 2, 2, 6, 0, tzinfo=UTC))


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium; start it with `--no-sandbox`, since CI is root."""
    return servers.chromium()
