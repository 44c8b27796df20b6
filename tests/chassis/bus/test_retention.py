"""Old internal facts are let go; their newest, and what is public or the partners', stays."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from chassis.bus import outbox, retention
from chassis.bus.events import Fact
from chassis.bus.retention import overtaken, reduce_log
from chassis.clock import StillClock
from chassis.db import Database
from chassis.housekeeping import timers
from chassis.service import Service
from chassis.tables import bus_counter, bus_lease
from chassis.tables import outbox as log
from chassis.timers import run_due
from tests.chassis.bus.plans import analyze, plan_of, write
from tests.chassis.bus.town import (
    NOON,
    LampChanged,
    PriceChanged,
    WageChanged,
    number_all,
)


def tell(works: Database, *facts: Fact, days: float = 91) -> None:
    """Tell facts that many days before noon."""
    with works.write() as session:
        for each in facts:
            outbox.record(session, each, version=1, partner="md", now=NOON)
        newest = select(log.c.id).order_by(log.c.id.desc()).limit(len(facts))
        when = NOON - timedelta(days=days)
        session.execute(update(log).where(log.c.id.in_(newest)).values(created_at=when))
    number_all(works)


def wages(*hands: str) -> list[WageChanged]:
    return [WageChanged(hand=hand) for hand in hands]


def reduce(works: Database, *, has_broker: bool = False) -> None:
    with works.write() as session:
        reduce_log(session, NOON, has_broker=has_broker)


def left(works: Database) -> list[tuple[int, str]]:
    with works.read() as session:
        rows = session.execute(select(log.c.id, log.c.subject).order_by(log.c.id))
        return [(row.id, row.subject) for row in rows]


def pruned(works: Database) -> int | None:
    with works.read() as session:
        return session.scalar(select(bus_counter.c.pruned))


def test_of_old_internal_facts_the_newest_of_each_subject_stays(works: Database) -> None:
    tell(works, *wages("a", "b", "a", "b", "a"))
    reduce(works)
    assert left(works) == [(4, "b"), (5, "a")]
    assert pruned(works) == 5


def test_what_is_public_or_the_partners_stays_for_good(works: Database) -> None:
    tell(works, *[LampChanged(lamp="a", glow=1), PriceChanged(lamp="a")] * 3, days=9000)
    reduce(works)
    assert len(left(works)) == 6
    assert pruned(works) == 0


def test_what_is_younger_than_90_days_stays_and_overtakes_nothing_older(works: Database) -> None:
    tell(works, *wages("a", "a"))
    tell(works, *wages("a", "a"), days=89)
    reduce(works)
    assert left(works) == [(2, "a"), (3, "a"), (4, "a")]


def test_what_was_kept_as_newest_goes_when_a_later_one_is_old_too(works: Database) -> None:
    tell(works, *wages("a", "b"))
    reduce(works)
    tell(works, *wages("a"))
    assert [subject for _, subject in left(works)] == ["a", "b", "a"]
    reduce(works)
    assert left(works) == [(2, "b"), (3, "a")]


def test_what_the_broker_does_not_have_yet_stays(works: Database) -> None:
    tell(works, *wages("a", "a", "a", "a"))
    lease = {"name": "relay", "epoch": 1, "cursor": 2}
    with works.write() as session:
        session.execute(insert(bus_lease), lease)
    reduce(works, has_broker=True)
    assert [place for place, _ in left(works)] == [2, 3, 4]
    with works.write() as session:
        session.execute(update(bus_lease).values(cursor=4))
    reduce(works, has_broker=True)
    assert [place for place, _ in left(works)] == [4]


def test_before_a_broker_has_anything_nothing_is_let_go(works: Database) -> None:
    tell(works, *wages("a", "a"))
    reduce(works, has_broker=True)
    assert len(left(works)) == 2


def test_a_broker_that_is_used_no_more_holds_nothing_back(works: Database) -> None:
    tell(works, *wages("a", "a", "a", "a"))
    with works.write() as session:
        session.execute(insert(bus_lease), {"name": "relay", "epoch": 1, "cursor": 2})
    reduce(works)
    assert [place for place, _ in left(works)] == [4]


def test_each_run_follows_a_bounded_piece_until_all_is_done(
    works: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "BATCH", 3)
    tell(works, *wages("a", "b", "a", "b", "a", "b", "a"))
    marks = []
    for _ in range(4):
        reduce(works)
        marks.append((pruned(works), len(left(works))))
    assert marks == [(3, 6), (6, 3), (7, 2), (7, 2)]


def test_a_log_with_nothing_old_is_only_looked_at(works: Database, statements: list[str]) -> None:
    tell(works, *wages("a", "a"), days=1)
    statements.clear()
    reduce(works)
    assert [each.split()[0] for each in statements] == ["SELECT"]


def test_every_service_does_it_by_itself(works: Database, clock: StillClock) -> None:
    tell(works, *wages("a", "a"))
    timer = next(
        each
        for each in timers(Service(name="works", about=""), has_broker=False)
        if each.name == "reduce-log"
    )
    clock.advance(NOON - clock.now())
    assert run_due(works, timer, clock)
    assert left(works) == [(2, "a")]


def test_overtaken_facts_are_found_by_the_index(works: Database) -> None:
    write(works, [(WageChanged, f"hand-{i % 50}") for i in range(6000)])
    analyze(works)
    values = {"its_type": WageChanged.type, "its_subject": "hand-7", "its_place": 500}
    plan = plan_of(works, overtaken(works.dialect), values)
    assert "ix_outbox_type_subject_position" in plan
