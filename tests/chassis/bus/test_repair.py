"""Beside a broker every log is read now and then, whatever is wrong with another."""

import threading
from typing import Any

import pytest

from chassis.bus.feed import Feed, LocalFeed, Page
from chassis.bus.inbox import Subscription
from chassis.bus.pull import Puller, pullers
from chassis.bus.repair import Repair
from chassis.bus.wake import wake_of
from chassis.db import Database
from chassis.errors import Unavailable
from tests.chassis.bus.town import LAMPS, LampChanged, glows, tell


class MillHalted(LampChanged):
    """What a mill tells, whose log cannot be read."""

    type = "mill.wheel.halted.v1"


class ForgeLit(LampChanged):
    """What a forge tells, whose log cannot be read either."""

    type = "forge.fire.lit.v1"


class Broken:
    """A feed that fails."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def page(self, *_question: Any, **_more: Any) -> Page:
        raise self._error


@pytest.fixture
def readers(works: Database, district: Database) -> list[Puller]:
    """The logs of a forge and a mill that cannot be read, and after them the works' own."""
    every = Subscription((*LAMPS.types, MillHalted, ForgeLit), LAMPS.handle)
    feeds: dict[str, Feed] = {
        "forge": Broken(Unavailable("The forge is away.")),
        "mill": Broken(ZeroDivisionError("a fault of ours")),
        "works": LocalFeed(works, wake_of(works)),
    }
    return pullers(district, feeds, [every])


def test_a_log_that_cannot_be_read_stops_no_other_and_the_first_is_named(
    works: Database, district: Database, readers: list[Puller]
) -> None:
    tell(works, "a", "b")
    with pytest.raises(Unavailable, match="forge"):
        Repair(readers, threading.Event()).step()
    assert glows(district) == {"a": 1, "b": 1}


def test_nothing_is_read_once_it_is_told_to_stop(
    works: Database, district: Database, readers: list[Puller]
) -> None:
    tell(works, "a")
    stop = threading.Event()
    stop.set()
    Repair(readers, stop).step()
    assert glows(district) == {}
