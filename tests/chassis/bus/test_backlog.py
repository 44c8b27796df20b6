"""What lies before a worker is seen by itself, and what cannot be asked is not invented."""

import threading
from collections.abc import Callable, Collection, Iterator

import pika
import pytest
from kombu import Connection
from prometheus_client import CollectorRegistry

from chassis.bus import backlog as module
from chassis.bus.backlog import Backlog
from chassis.bus.feed import Feed, LocalFeed, Page
from chassis.bus.lag import LogWatch
from chassis.bus.topology import UNROUTED, dead_queue_of, queue_of
from chassis.bus.wake import wake_of
from chassis.clock import StillClock, monotonic
from chassis.db import Database
from chassis.errors import Unavailable
from tests.chassis.bus.street import Street, declare, wait_until
from tests.chassis.bus.town import LAMPS, LampBroken, LampChanged, Town, set_lamp, tell

NOBODY = "amqp://guest:guest@127.0.0.1:1/"
Samples = dict[tuple[str, ...], float]


class Moody:
    """A feed that may be away."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self.is_away = False

    def page(self, after: int, types: Collection[str], limit: int = 200, wait: float = 0.0) -> Page:
        if self.is_away:
            raise Unavailable("away")
        return self._feed.page(after, types, limit, wait)


@pytest.fixture
def moody(works: Database) -> Moody:
    return Moody(LocalFeed(works, wake_of(works)))


@pytest.fixture
def backlog(district: Database, moody: Moody) -> Callable[[str | None], Backlog]:
    """Make what looks for a district; it never rests."""
    stop = threading.Event()
    stop.set()
    watches = [LogWatch(district, "works", moody, [LampChanged.type, LampBroken.type])]
    return lambda url: Backlog("east", watches, url, stop)


def shown(looked: Backlog) -> Samples:
    registry = CollectorRegistry()
    registry.register(looked)
    return {
        (sample.name.removeprefix("ciss_bus_"), *sample.labels.values()): sample.value
        for family in registry.collect()
        for sample in family.samples
    }


def put(url: str, queue: str, number: int) -> None:
    connection = pika.BlockingConnection(pika.URLParameters(url))
    channel = connection.channel()
    channel.confirm_delivery()
    for _ in range(number):
        channel.basic_publish("", queue, b"x")
    connection.close()


def test_its_queues_and_the_logs_it_listens_to_are_shown(
    vhost: str, backlog: Callable[[str | None], Backlog], works: Database
) -> None:
    declare(vhost, {"east": [LAMPS], "west": [LAMPS]})
    for number, name in enumerate((queue_of("east"), dead_queue_of("east"), UNROUTED), 1):
        put(vhost, name, number)
    tell(works, "a", "b")
    looked = backlog(vhost)
    assert shown(looked) == {}, "nothing is said before the first look"
    looked.step()
    assert shown(looked) == {
        ("broker_up",): 1,
        ("queue_ready", "svc.east"): 1,
        ("queue_ready", "svc.east.dead"): 2,
        ("queue_ready", "ciss.unrouted"): 3,
        ("queue_consumers", "svc.east"): 0,
        ("behind", "works"): 2,
        ("behind_seconds", "works"): 0,
    }


def test_a_queue_that_is_not_there_is_absent(
    vhost: str, backlog: Callable[[str | None], Backlog]
) -> None:
    looked = backlog(vhost)
    looked.step()
    assert {name for name, *_ in shown(looked)} == {"broker_up", "behind", "behind_seconds"}


def test_a_broker_that_is_away_is_one_figure(backlog: Callable[[str | None], Backlog]) -> None:
    looked = backlog(NOBODY)
    looked.step()
    assert shown(looked) == {
        ("broker_up",): 0, ("behind", "works"): 0, ("behind_seconds", "works"): 0
    }  # fmt: skip


def test_a_producer_that_is_away_is_not_said_to_be_read(
    backlog: Callable[[str | None], Backlog], moody: Moody
) -> None:
    looked = backlog(None)
    looked.step()
    assert ("behind", "works") in shown(looked)
    moody.is_away = True
    looked.step()
    assert shown(looked) == {}


def test_what_nobody_looks_at_any_more_is_not_shown(
    backlog: Callable[[str | None], Backlog], monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = backlog(None)
    looked.step()
    monkeypatch.setattr(module, "monotonic", lambda: monotonic() + 200)
    assert shown(looked) == {}


def test_no_scrape_asks_anybody(
    backlog: Callable[[str | None], Backlog], moody: Moody, statements: list[str]
) -> None:
    looked = backlog(None)
    looked.step()
    moody.is_away = True
    statements.clear()
    assert shown(looked)
    assert statements == []


@pytest.fixture
def street(
    town: Town, clock: StillClock, vhost: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Street]:
    monkeypatch.setattr(module, "EVERY_SECONDS", 0.05)
    made = Street(town, clock, vhost, ("east",))
    yield made
    made.close()


def test_a_fact_that_its_queue_never_got_is_seen_missing(street: Street, vhost: str) -> None:
    street.work()
    wait_until(lambda: street.count("east", "ciss_bus_queue_consumers", queue="svc.east") == 1)
    with Connection(vhost) as connection, connection.channel() as channel:
        channel.queue_delete(queue_of("east"))
    with street.works.write() as session:
        set_lamp(session, "a")
    wait_until(lambda: street.count("east", "ciss_bus_behind", source="works") == 1)
    wait_until(lambda: street.count("east", "ciss_bus_behind_seconds", source="works") > 0)
    wait_until(lambda: not street.count("east", "ciss_bus_queue_consumers", queue="svc.east"))
