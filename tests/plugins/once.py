"""What outlives a test: apps and their clock, since making an app takes longer than most tests."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from chassis import reissues
from chassis.clock import StillClock
from chassis.resources import EXTENSION

FIRST_INSTANT = datetime(2026, 2, 2, 6, 0, tzinfo=UTC)
Once = Callable[[object, Callable[[], Any]], Any]


@pytest.fixture(scope="session")
def once() -> Once:
    """`once(key, make)`: what `make` made for this key, at the first call of the run.

    Apps are kept so; a test that changes more of one than its extensions undoes that.
    """
    made: dict[object, Any] = {}

    def find(key: object, make: Callable[[], Any]) -> Any:
        if key not in made:
            made[key] = make()
        return made[key]

    return find


@contextmanager
def lent(app: Flask) -> Iterator[Flask]:
    """Lend an app to a test, and take out again what the test has put among its extensions."""
    before = dict(app.extensions)
    known = app.extensions[EXTENSION]
    app.extensions[reissues.EXTENSION] = reissues.Reissues(known.database, known.clock)
    yield app
    app.extensions.clear()
    app.extensions.update(before)


@pytest.fixture
def clock(once: Once) -> StillClock:
    """A clock held still at the story's first instant: 2026-02-02, 8 o'clock in Chisinau."""
    found: StillClock = once("clock", lambda: StillClock(FIRST_INSTANT))
    found.set(FIRST_INSTANT)
    return found
