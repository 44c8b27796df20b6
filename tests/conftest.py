"""What every test may ask for."""

from datetime import UTC, datetime

import pytest

from chassis.clock import StillClock
from tests import servers

pytest_plugins = [
    "pytester",
    "tests.plugins.databases",
    "tests.plugins.loopback",
    "tests.plugins.real_parts",
    "tests.plugins.story",
]


@pytest.fixture
def clock() -> StillClock:
    """A clock held still at the story's first instant: 2026-02-02, 8 o'clock in Chisinau."""
    return StillClock(datetime(2026, 2, 2, 6, 0, tzinfo=UTC))


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium; start it with `--no-sandbox`, since CI is root."""
    return servers.chromium()
