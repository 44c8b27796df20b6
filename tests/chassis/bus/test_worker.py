"""A worker does all its service's work by itself, ends cleanly, and survives its own errors."""

import threading
from collections.abc import Callable, Collection, Iterator
from datetime import datetime

import pika
import pytest
from prometheus_client import CollectorRegistry
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from chassis import log, pulse
from chassis.bus.feed import Feed, LocalFeed, Page
from chassis.bus.wake import wake_of
from chassis.clock import StillClock
from chassis.db import Database
from chassis.errors import Unavailable
from chassis.worker import Timer, Worker, stop_all
from tests.chassis.bus.doors import Door
from tests.chassis.bus.street import PATIENCE, declare, wait_until
from tests.chassis.bus.town import LAMPS, Town, glows, set_lamp
from tests.servers import free_port

Hire = Callable[..., Worker]
RETURNS = {"relay_works_again", "worker_works_again"}


@pytest.fixture
def hire(clock: StillClock) -> Iterator[Hire]:
    """Start a worker; all are stopped at the end."""
    hired: list[Worker] = []

    def start(service: str, database: Database, **work: object) -> Worker:
        worker = Worker(service, database, clock, **({"feeds": {}} | work))  # type: ignore[arg-type] # what a test gives
        hired.append(worker)
        worker.start()
        return worker

    yield start
    stop_all(hired)


def test_a_commit_reaches_the_other_service_by_itself(
    town: Town, works: Database, hire: Hire
) -> None:
    district = town.district()
    feeds = {"works": LocalFeed(works, wake_of(works))}
    hire("works", works)
    hire("district", district, feeds=feeds, subscriptions=[LAMPS])
    with works.write() as session:
        set_lamp(session, "a", 9)
    wait_until(lambda: glows(district) == {"a": 9})


def test_it_ends_within_seconds_though_it_waits_for_facts(
    works: Database, district: Database, hire: Hire
) -> None:
    feeds = {"works": LocalFeed(works, wake_of(works))}
    worker = hire("district", district, feeds=feeds, subscriptions=[LAMPS])
    assert worker.is_alive
    worker.stop()
    assert not worker.is_alive


class Moody:
    """A feed that fails twice before it works, in two different ways."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self.moods: list[Exception] = [ZeroDivisionError("bug"), Unavailable("away")]

    def page(self, after: int, types: Collection[str], limit: int = 200, wait: float = 0.0) -> Page:
        if self.moods:
            raise self.moods.pop()
        return self._feed.page(after, types, limit, wait)


def test_an_error_is_survived_and_the_work_goes_on(town: Town, works: Database, hire: Hire) -> None:
    district = town.district()
    moody = Moody(LocalFeed(works, wake_of(works)))
    hire("works", works)
    worker = hire("district", district, feeds={"works": moody}, subscriptions=[LAMPS])
    with works.write() as session:
        set_lamp(session, "a", 9)
    wait_until(lambda: glows(district) == {"a": 9})
    assert moody.moods == []
    assert worker.is_alive


@pytest.fixture
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Call a task failing after a moment, not after a minute."""
    monkeypatch.setattr(pulse, "FAILING_SECONDS", 0.1)


@pytest.mark.usefixtures("_at_once")
def test_a_thread_that_only_fails_is_named_until_it_works_again(
    works: Database, district: Database, hire: Hire
) -> None:
    moody, metrics = Moody(LocalFeed(works, wake_of(works))), CollectorRegistry()
    moody.moods = [ZeroDivisionError("bug")] * 1000
    worker = hire(
        "district", district, feeds={"works": moody}, subscriptions=[LAMPS], metrics=metrics
    )
    wait_until(lambda: "ingest-works" in worker.failing())
    assert worker.is_alive
    age = metrics.get_sample_value("ciss_worker_step_age_seconds", {"task": "ingest-works"})
    assert age is not None
    assert age > 0
    moody.moods.clear()
    wait_until(lambda: worker.failing() == [])


@pytest.mark.usefixtures("_at_once")
def test_a_reader_of_logs_is_well_again_long_before_it_has_rested(
    works: Database, district: Database, hire: Hire, vhost: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulse, "SETTLED_SECONDS", 0.1)
    declare(vhost, {"district": [LAMPS]})
    moody = Moody(LocalFeed(works, wake_of(works)))
    moody.moods = [Unavailable("away")] * 1000
    worker = hire(
        "district", district, feeds={"works": moody}, subscriptions=[LAMPS], broker_url=vhost
    )
    wait_until(lambda: "repair" in worker.failing())
    moody.moods.clear()
    wait_until(lambda: worker.failing() == [])


@pytest.mark.usefixtures("_at_once")
def test_a_relay_and_an_intake_without_a_broker_are_failing(
    works: Database, district: Database, hire: Hire
) -> None:
    nobody = f"amqp://guest:guest@127.0.0.1:{free_port()}/"
    feeds = {"works": LocalFeed(works, wake_of(works))}
    worker = hire("district", district, feeds=feeds, subscriptions=[LAMPS], broker_url=nobody)
    wait_until(lambda: worker.failing() == ["intake", "relay"])


def test_a_broker_that_is_away_fills_no_log_and_its_return_is_said(
    vhost: str, works: Database, district: Database, hire: Hire
) -> None:
    declare(vhost, {"district": [LAMPS]})
    door, metrics = Door(int(pika.URLParameters(vhost).port)), CollectorRegistry()
    more = {
        "feeds": {"works": LocalFeed(works, wake_of(works))},
        "subscriptions": [LAMPS],
        "broker_url": vhost.replace(f":{door.leads_to}/", f":{door.port}/"),
        "metrics": metrics,
    }

    def are_lost(number: int) -> bool:
        names = "ciss_bus_relay_lost_total", "ciss_bus_intake_lost_total"
        return all((metrics.get_sample_value(name) or 0) >= number for name in names)

    log.configure("info")
    with capture_logs() as lines:
        hire("district", district, **more)
        wait_until(lambda: are_lost(3))
        with door.open():
            wait_until(lambda: {each["event"] for each in lines} >= RETURNS)
            said = list(lines)
    waiting = [each for each in said if each["event"].endswith("_waits")]
    problems = [(each["event"], each["problem"]) for each in waiting]
    assert sorted(problems) == sorted(set(problems)), "the same is said once"
    assert {name for name, _ in problems} == {"relay_waits", "worker_waits"}
    assert {each["service"] for each in said if each["event"] in RETURNS} == {"district"}
    assert {each["service"] for each in waiting} == {"district"}


def test_a_timer_fires_when_the_clock_is_moved(
    works: Database, clock: StillClock, hire: Hire
) -> None:
    fired: list[datetime] = []

    def fire(_session: Session, now: datetime) -> None:
        fired.append(now)

    hire("works", works, timers=[Timer("bell", 3600.0, fire)])
    wait_until(lambda: len(fired) == 1)
    clock.set(datetime.fromisoformat("2026-05-01T08:00+02:00"))
    wait_until(lambda: len(fired) == 2)
    assert fired[1] == clock.now()


def test_jobs_run_in_a_thread_that_is_told_to_stop(works: Database, hire: Hire) -> None:
    began, ended = threading.Event(), threading.Event()

    def run_jobs(stop: threading.Event) -> None:
        began.set()
        stop.wait()
        ended.set()

    worker = hire("works", works, run_jobs=run_jobs)
    assert began.wait(PATIENCE)
    worker.stop()
    assert ended.is_set()


def test_only_the_roles_asked_for_are_played(works: Database, hire: Hire) -> None:
    def never(_session: Session, _now: datetime) -> None:
        raise AssertionError("no timers here")

    worker = hire("works", works, timers=[Timer("bell", 1.0, never)], roles=["sequencer"])
    running = {each.name for each in threading.enumerate() if each.name.startswith("works-")}
    assert running == ({"works-sequencer"} if works.dialect == "postgresql" else set())
    worker.stop()


def test_a_producer_without_a_feed_is_noticed_at_once(
    district: Database, clock: StillClock
) -> None:
    with pytest.raises(KeyError):
        Worker("district", district, clock, feeds={}, subscriptions=[LAMPS])
