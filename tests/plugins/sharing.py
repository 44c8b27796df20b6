"""How a run is shared out over processes: by file, long files first, each story by itself."""

import pytest

LONG = (
    "tests/system/",
    "tests/kill/",
    "tests/browser/",
    "tests/allinone/",
    "tests/registry/imports/",
)
"""Nothing should wait for these at the end, so they come first."""
TOWN = ("tests/browser/test_own_pages.py", "tests/browser/test_thread_pages.py")
"""These share a deployment with practice data, which takes long to make."""
KINDS = ("sqlite", "postgresql")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=rank)
    for item in items:
        item.add_marker(pytest.mark.xdist_group(group_of(item.nodeid)))


def rank(item: pytest.Item) -> int:
    """Return how early a test begins."""
    places = (place for place, folder in enumerate(LONG) if item.nodeid.startswith(folder))
    return next(places, len(LONG))


def group_of(nodeid: str) -> str:
    """Return with which other tests a test shares its process; a story is one for each database."""
    file, _, test = nodeid.partition("::")
    if file in TOWN:
        return "town"
    if "story" in file:
        return next((f"{file} {kind}" for kind in KINDS if f"[{kind}]" in test), file)
    return file
