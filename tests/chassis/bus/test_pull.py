"""A service reads on from where it stopped, and from several producers side by side."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, select, text, update

from chassis.bus import pull
from chassis.bus.events import Tier
from chassis.bus.feed import Feed, LocalFeed
from chassis.bus.httpfeed import HttpFeed
from chassis.bus.inbox import Subscription, projected
from chassis.bus.pull import Puller, pullers, read_again, settle
from chassis.bus.replay import replay
from chassis.bus.retention import reduce_log
from chassis.bus.status import Member
from chassis.bus.wake import wake_of
from chassis.clock import StillClock
from chassis.db import Database
from chassis.tables import bus_counter
from chassis.tables import outbox as log
from contracts.registry import SchoolChanged
from tests.chassis import toy
from tests.chassis.bus.town import (
    LAMPS,
    NOON,
    LampChanged,
    Town,
    glows,
    ids_taken,
    ids_told,
    lamp,
    number_all,
    read_lamp,
    reader,
    seen,
    set_lamp,
    take_in,
    tell,
)

SHOWS = projected(LAMPS.types, seen, "lamp", read_lamp)


def test_settling_reads_every_page_until_nothing_is_new(
    works: Database, district: Database
) -> None:
    tell(works, *(f"lamp-{i}" for i in range(30)))
    puller = reader(district, works)
    assert settle([puller]) == 30
    assert settle([puller]) == 0
    assert ids_taken(district) == ids_told(works)


def test_a_new_reader_goes_on_where_the_last_one_stopped(
    works: Database, district: Database, town: Town
) -> None:
    tell(works, "a")
    settle([reader(district, works)])
    tell(works, "b")
    assert reader(town.again(district), works).step() == 1


@dataclass(frozen=True, kw_only=True)
class LampSwitched(LampChanged):
    """A lamp was set, and only the works' own services may know."""

    type = "works.lamp.switched.v1"
    tier = Tier.INTERNAL


SWITCHED = Subscription((LampSwitched,), take_in, projection="lamp")


def switch(works: Database, *names: str, glow: int, at: datetime = NOON) -> None:
    """Set lamps that only our own services hear of."""
    for name in names:
        with works.write() as session:
            set_lamp(session, name, glow, LampSwitched)
            newest = select(func.max(log.c.id)).scalar_subquery()
            session.execute(update(log).where(log.c.id == newest).values(created_at=at))
    number_all(works)


def pass_days(works: Database, days: int) -> datetime:
    """Let the works tidy up after so many days; return that instant."""
    now = NOON + timedelta(days=days)
    with works.write() as session:
        reduce_log(session, now)
    return now


@contextmanager
def near(works: Database) -> Iterator[Feed]:
    yield LocalFeed(works, wake_of(works))


@contextmanager
def far(works: Database) -> Iterator[Feed]:
    with toy.served(toy.over(works, StillClock(NOON))) as address:
        feed = HttpFeed(address, "toy", "sk")
        yield feed
        feed.close()


@pytest.mark.parametrize("way", [near, far])
def test_a_service_that_was_off_for_100_days_ends_at_the_newest_state(
    works: Database, district: Database, town: Town, way: Callable[[Database], Any]
) -> None:
    with way(works) as feed:
        before = Puller(district, "works", feed, [SWITCHED])
        switch(works, "a", "b", "c", glow=1)
        settle([before])
        switch(works, "c", "a", "c", glow=2)
        switch(works, "d", glow=3, at=pass_days(works, 100))
        after = Puller(town.again(district), "works", feed, [SWITCHED])
        assert settle([after]) == 4
        assert glows(district) == {"a": 2, "b": 1, "c": 2, "d": 3}
        assert sorted(set(ids_taken(district))) == sorted(ids_taken(district))
        switch(works, "b", glow=4)
        assert settle([after]) == 1
    assert glows(district)["b"] == 4


def test_reading_again_goes_page_by_page_and_past_what_is_let_go_meanwhile(
    works: Database, district: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pull, "PAGE", 1)
    puller = reader(district, works, [SWITCHED])
    switch(works, "a", "b", "c", "x", glow=1)
    settle([puller])
    switch(works, "x", glow=2)
    pass_days(works, 100)
    assert puller.step() == 1
    switch(works, "a", glow=3)
    pass_days(works, 200)
    settle([puller])
    assert glows(district) == {"a": 3, "b": 1, "c": 1, "x": 2}


def put_back(works: Database, place: int) -> None:
    """Bring the works' log back to what it was at a place, as from a backup."""
    with works.write() as session:
        session.execute(delete(log).where(log.c.id > place))
        session.execute(update(lamp).values(version=1))
        if works.dialect == "sqlite":
            session.execute(text("UPDATE sqlite_sequence SET seq = :seq"), {"seq": place})
        else:
            session.execute(update(bus_counter).values(last=place))


@pytest.mark.parametrize("way", [near, far])
def test_a_log_that_was_restored_is_read_again_from_its_beginning(
    works: Database, district: Database, way: Callable[[Database], Any]
) -> None:
    tell(works, "a", "b", "a", "b", glow=1)
    with way(works) as feed:
        puller = Puller(district, "works", feed, [LAMPS])
        settle([puller])
        lost = set(ids_taken(district))
        put_back(works, 2)
        tell(works, "a", glow=7)
        assert settle([puller]) == 3, "the first two again, and the new one"
        tell(works, "c", glow=8)
        assert settle([puller]) == 1, "and from there on as always"
    assert set(ids_taken(district)) == lost | set(ids_told(works))
    assert len(ids_taken(district)) == 6


def test_after_a_restore_a_replay_brings_the_read_model_to_what_the_log_says(
    works: Database, district: Database
) -> None:
    tell(works, "a", "b", "a", "a", glow=1)
    puller = reader(district, works, [SHOWS])
    settle([puller])
    put_back(works, 2)
    tell(works, "a", glow=7)
    settle([puller])
    assert glows(district) == {"a": 1, "b": 1}, "its version was used before"
    members = {"works": Member(works), "district": Member(district, [SHOWS])}
    list(replay(members, "district", "lamp", now=NOON))
    assert glows(district) == {"a": 7, "b": 1}
    tell(works, "a", glow=8)
    settle([puller])
    assert glows(district) == {"a": 8, "b": 1}


def test_a_log_read_page_by_page_after_a_restore_is_put_back_once(
    works: Database, district: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pull, "PAGE", 1)
    tell(works, "a", "b", "c", "d")
    puller = reader(district, works)
    settle([puller])
    put_back(works, 3)
    assert [puller.step() for _ in range(4)] == [1, 1, 1, 0]


def test_what_was_read_past_is_read_again_when_an_operator_says_so(
    works: Database, district: Database
) -> None:
    tell(works, "a", "b", "c")
    settle([reader(district, works)])
    put_back(works, 1)
    tell(works, "d", "e", "f", glow=3)
    assert settle([reader(district, works)]) == 1, "the log has grown past what was read"
    with district.write() as session:
        assert read_again(session, "works") == 2
    settle([reader(district, works)])
    assert set(ids_told(works)) <= set(ids_taken(district))
    assert len(ids_taken(district)) == len(set(ids_taken(district)))


def test_each_producer_has_its_own_reader(works: Database, district: Database) -> None:
    feed = LocalFeed(works, wake_of(works))
    both = Subscription((*LAMPS.types, SchoolChanged), LAMPS.handle)
    readers: list[Puller] = pullers(district, {"works": feed, "registry": feed}, [both])
    assert [each.source for each in readers] == ["registry", "works"]


def test_a_reader_of_nothing_does_not_exist(district: Database) -> None:
    assert pullers(district, {}, []) == []
