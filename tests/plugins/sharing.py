"""In which order a run is shared out over processes: file by file, the long ones first."""

import pytest

LONG = (
    "tests/system/test_story.py",
    "tests/system/",
    "tests/browser/",
    "tests/registry/imports/",
    "tests/kill/",
    "tests/allinone/",
)
"""Nothing should wait for these at the end, so they come first."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=rank)


def rank(item: pytest.Item) -> int:
    """Return how early a test begins."""
    places = (place for place, folder in enumerate(LONG) if item.nodeid.startswith(folder))
    return next(places, len(LONG))
