"""What every test may ask for."""

import pytest
from hypothesis import settings

from tests import servers
from tests.ci import in_ci

pytest_plugins = [
    "pytester",
    "tests.plugins.brokers",
    "tests.plugins.databases",
    "tests.plugins.garbage",
    "tests.plugins.loopback",
    "tests.plugins.once",
    "tests.plugins.practice",
    "tests.plugins.real_parts",
    "tests.plugins.sharing",
    "tests.plugins.story",
]

# On a busy machine an example may take long; in CI the same examples are tried each time.
settings.register_profile("house", deadline=None, derandomize=in_ci())
settings.load_profile("house")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium; start it with `--no-sandbox`, since CI is root."""
    return servers.chromium()
