"""One behaviour of a log, read near (`LocalFeed`) and far (`HttpFeed`)."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, insert, select, text

from chassis.bus import outbox
from chassis.bus.cursors import CursorAhead, CursorTooOld
from chassis.bus.events import Fact, Tier
from chassis.bus.feed import Feed, LocalFeed, page_query, read_page
from chassis.bus.httpfeed import HttpFeed
from chassis.bus.retention import KEPT, reduce_log
from chassis.bus.wake import wake_of
from chassis.clock import StillClock, monotonic
from chassis.db import Database
from chassis.errors import Unavailable
from chassis.ids import new_id
from chassis.tables import outbox as log
from tests.chassis import toy
from tests.chassis.bus.plans import plan_of, reads_it_all
from tests.chassis.bus.town import (
    NOON,
    LampBroken,
    LampChanged,
    PriceChanged,
    WageChanged,
    number_all,
)

LAMP = [LampChanged.type]


@pytest.fixture
def producer(database_url: str) -> Iterator[Database]:
    made = Database(database_url)
    yield made
    made.dispose()


@pytest.fixture
def app(producer: Database, clock: StillClock) -> Flask:
    return toy.make(producer, clock)


@pytest.fixture(params=["local", "http"])
def feed(request: pytest.FixtureRequest, producer: Database, app: Flask) -> Iterator[Feed]:
    if request.param == "local":
        yield LocalFeed(producer, wake_of(producer))
        return
    with toy.served(app) as address:
        far = HttpFeed(address, "toy", "sk")
        yield far
        far.close()


def tell(producer: Database, *facts: Fact) -> None:
    for each in facts:
        with producer.write() as session:
            outbox.record(session, each, version=1, partner="md", now=NOON)
    number_all(producer)


def lamps(*names: str) -> list[LampChanged]:
    return [LampChanged(lamp=name, glow=1) for name in names]


def subjects(items: object) -> list[str]:
    assert isinstance(items, list)
    return [json.loads(item)["subject"] for item in items]


def test_a_page_is_in_the_order_of_the_log_and_says_where_the_next_begins(
    feed: Feed, producer: Database
) -> None:
    tell(producer, *lamps("a", "b", "c"))
    first = feed.page(0, LAMP, 2)
    assert subjects(first.items) == ["a", "b"]
    second = feed.page(first.next, LAMP, 2)
    assert subjects(second.items) == ["c"]
    third = feed.page(second.next, LAMP, 2)
    assert (list(third.items), third.next) == ([], second.next)


def test_only_the_types_asked_for_come_and_merge_in_order(feed: Feed, producer: Database) -> None:
    tell(producer, *lamps("a"), WageChanged(hand="w"), LampBroken(lamp="b", glow=0), *lamps("c"))
    both = [LampChanged.type, LampBroken.type]
    assert subjects(feed.page(0, both).items) == ["a", "b", "c"]
    assert subjects(feed.page(0, [WageChanged.type]).items) == ["w"]
    assert subjects(feed.page(0, ["works.unknown.thing.v1"]).items) == []
    assert subjects(feed.page(0, []).items) == ["a", "w", "b", "c"]


def test_what_is_not_committed_is_not_in_the_log(feed: Feed, producer: Database) -> None:
    with producer.write() as session:
        outbox.record(session, lamps("a")[0], version=1, partner="md", now=NOON)
        session.flush()
        assert feed.page(0, LAMP).items == []
        session.rollback()
    number_all(producer)
    assert feed.page(0, LAMP).items == []


def test_the_bytes_are_those_that_were_recorded(feed: Feed, producer: Database) -> None:
    tell(producer, *lamps("Љампа"))
    with producer.read() as session:
        assert list(feed.page(0, LAMP).items) == [session.execute(select(log)).one().body]


def test_waiting_ends_when_a_fact_comes(feed: Feed, producer: Database) -> None:
    began = monotonic()
    with ThreadPoolExecutor() as crowd:
        waiting = crowd.submit(feed.page, 0, LAMP, 10, 20.0)
        tell(producer, *lamps("a"))
        assert subjects(waiting.result().items) == ["a"]
    assert monotonic() - began < 10


def test_waiting_ends_empty_after_the_time_asked_for(feed: Feed, producer: Database) -> None:
    tell(producer, WageChanged(hand="of no interest"))
    began = monotonic()
    page = feed.page(0, LAMP, 10, 1.0)
    assert (list(page.items), page.next) == ([], 0)
    assert 0.9 < monotonic() - began < 8


WAGE = [WageChanged.type]


@pytest.fixture
def reduced(producer: Database, app: Flask, clock: StillClock) -> Database:
    """A log of which the first two facts, internal and old, were let go."""
    assert app.name
    tell(producer, WageChanged(hand="w"), WageChanged(hand="w"), *lamps("a", "a"))
    tell(producer, WageChanged(hand="w"))
    with producer.write() as session:
        session.execute(log.update().values(created_at=clock.now()))
        reduce_log(session, clock.now() + KEPT + timedelta(seconds=1))
    return producer


@pytest.mark.usefixtures("reduced")
@pytest.mark.parametrize("types", [WAGE, LAMP + WAGE, []])
def test_who_stopped_at_a_fact_that_was_let_go_is_told_so(feed: Feed, types: list[str]) -> None:
    with pytest.raises(CursorTooOld) as refused:
        feed.page(1, types)
    assert refused.value.earliest == 5
    assert refused.value.status == 410


@pytest.mark.usefixtures("reduced")
def test_who_begins_anew_reads_what_is_left_page_by_page(feed: Feed) -> None:
    found, after = [], 0
    while items := (page := feed.page(after, [], 1)).items:
        found += subjects(items)
        after = page.next
    assert found == ["a", "a", "w"]


@pytest.mark.usefixtures("reduced")
def test_who_reads_only_what_is_kept_for_good_may_stop_anywhere(feed: Feed) -> None:
    assert subjects(feed.page(1, LAMP).items) == ["a", "a"]


def test_nobody_is_refused_for_a_gap_that_no_reduction_made(
    feed: Feed, producer: Database, app: Flask
) -> None:
    assert app.name
    tell(producer, WageChanged(hand="w"), WageChanged(hand="v"))
    with producer.write() as session:
        session.execute(delete(log).where(log.c.subject == "w"))
    assert subjects(feed.page(1, WAGE).items) == ["v"]


@pytest.mark.parametrize("types", [LAMP, WAGE, []])
def test_who_stopped_beyond_the_end_is_told_so(
    feed: Feed, producer: Database, types: list[str]
) -> None:
    tell(producer, *lamps("a"), WageChanged(hand="w"))
    assert feed.page(2, types).items == []
    with pytest.raises(CursorAhead) as refused:
        feed.page(3, types)
    assert refused.value.head == 2
    assert refused.value.status == 410


def test_a_far_log_that_is_away_is_unavailable(app: Flask) -> None:
    with toy.served(app) as address:
        pass
    with pytest.raises(Unavailable):
        HttpFeed(address, "toy", "sk").page(0, LAMP)


def test_a_far_log_that_refuses_is_unavailable(app: Flask) -> None:
    with toy.served(app) as address, pytest.raises(Unavailable):
        HttpFeed(address, "toy", "sk").page(-1, LAMP)


@pytest.fixture
def long_log(producer: Database, app: Flask) -> Database:
    """A log of 6,000 facts, most of another type."""
    assert app.name
    numbered = producer.dialect == "postgresql"
    rows = [
        {
            "event_id": new_id(),
            "type": LampChanged.type if i % 500 == 0 else WageChanged.type,
            "subject": "s",
            "version": i,
            "tier": "public" if i % 500 == 0 else "internal",
            "body": b"{}",
            "created_at": NOON,
            "position": i + 1 if numbered else None,
        }
        for i in range(6000)
    ]
    with producer.write() as session:
        session.execute(insert(log), rows)
        if numbered:
            session.execute(text("ANALYZE outbox"))
    return producer


@pytest.mark.parametrize(
    ("types", "tiers", "index"),
    [
        ((LampBroken.type, LampChanged.type), tuple(sorted(Tier)), "ix_outbox_type_position"),
        ((), (Tier.PUBLIC,), "ix_outbox_tier_position"),
    ],
)
def test_a_page_walks_the_indexes_and_never_the_log(
    long_log: Database, types: tuple[str, ...], tiers: tuple[Tier, ...], index: str
) -> None:
    query = page_query(long_log.dialect, types, tiers)
    plan = plan_of(long_log, query, {"after": 100, "limit": 100})
    assert index in plan
    assert not reads_it_all(plan)


def test_a_page_is_one_statement(long_log: Database, statements: list[str]) -> None:
    with long_log.read() as session:
        page = read_page(session, 0, [LampChanged.type, LampBroken.type], 100)
    assert len(page.items) == 12
    assert len(statements) == 1


def test_a_log_emptied_never_uses_a_place_again(producer: Database, app: Flask) -> None:
    assert app.name
    feed = LocalFeed(producer, wake_of(producer))
    tell(producer, *lamps("a", "b"))
    place = feed.page(0, LAMP).next
    with producer.write() as session:
        session.execute(log.delete())
    tell(producer, *lamps("c"), PriceChanged(lamp="c"))
    assert subjects(feed.page(place, LAMP).items) == ["c"]
