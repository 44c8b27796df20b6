"""Chromium for the suite: one for the whole run, an empty profile for every page."""

from collections.abc import Iterator

import pytest

from tests.browser.demo_town import Served, demo_town
from tests.browser.pages import Opener, started
from tests.browser.profiles import Profiles
from tests.browser.sample import sample_app, served
from tests.plugins.practice import Practice


@pytest.fixture(scope="session")
def profiles(chromium: str) -> Iterator[Profiles]:
    with started(chromium) as running:
        yield Profiles(running)


@pytest.fixture
def open_page(profiles: Profiles) -> Iterator[Opener]:
    """`open_page(url, js=False, width=320, dark=True)`: see `Opener`."""
    opener = Opener(profiles)
    yield opener
    opener.close()


@pytest.fixture(scope="session")
def sample() -> Iterator[str]:
    """The address of the living style sheet."""
    with served(sample_app()) as address:
        yield address


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory, practice: Practice) -> Iterator[Served]:
    """A deployment with practice data, served."""
    with demo_town(tmp_path_factory.mktemp("town"), practice) as served_town:
        yield served_town
