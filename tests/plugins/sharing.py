"""How a run is shared out over processes: how many, and which files first."""

import os

import pytest

LONG = (
    "tests/system/test_story.py",
    "tests/system/",
    "tests/browser/",
    "tests/chaos/",
    "tests/registry/imports/",
    "tests/kill/",
    "tests/allinone/",
)
"""Nothing should wait for these at the end, so they come first."""


@pytest.hookimpl(tryfirst=True)
def pytest_xdist_auto_num_workers() -> int:
    """Three processes on two processors: each waits a third of its time, for servers and timers."""
    return ((os.cpu_count() or 1) * 3 + 1) // 2


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=rank)


def rank(item: pytest.Item) -> int:
    """Return how early a test begins."""
    places = (place for place, folder in enumerate(LONG) if item.nodeid.startswith(folder))
    return next(places, len(LONG))
