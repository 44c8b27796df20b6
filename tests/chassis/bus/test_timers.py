"""Timed work is done when it is due by the service's clock, by one process, once."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from chassis import lease
from chassis.clock import StillClock
from chassis.db import Database, database_now
from chassis.tables import bus_lease
from chassis.timers import LeaseLost, Timer, run_due
from tests.chassis.bus.town import effect, ids_taken

HOUR = 3600.0


def ring(session: Session, now: datetime) -> None:
    session.execute(insert(effect).values(event_id=f"{now:%d %H:%M}"))


HOURLY = Timer("bell", HOUR, ring)


def test_a_timer_never_run_is_due_and_then_not_for_its_time(
    district: Database, clock: StillClock
) -> None:
    assert run_due(district, HOURLY, clock)
    assert not run_due(district, HOURLY, clock)
    clock.advance(timedelta(minutes=59))
    assert not run_due(district, HOURLY, clock)
    clock.advance(timedelta(minutes=1))
    assert run_due(district, HOURLY, clock)
    assert ids_taken(district) == ["02 06:00", "02 07:00"]


def test_a_moved_clock_makes_it_due_once_not_once_for_each_hour(
    district: Database, clock: StillClock
) -> None:
    run_due(district, HOURLY, clock)
    clock.advance(timedelta(days=3))
    assert run_due(district, HOURLY, clock)
    assert not run_due(district, HOURLY, clock)


def test_the_next_run_may_be_a_rule(district: Database, clock: StillClock) -> None:
    def next_morning(last: datetime) -> datetime:
        return last.replace(hour=4, minute=0, second=0) + timedelta(days=1)

    daily = Timer("morning", next_morning, ring)
    assert run_due(district, daily, clock)
    clock.advance(timedelta(hours=21))
    assert not run_due(district, daily, clock)
    clock.advance(timedelta(hours=1))
    assert run_due(district, daily, clock)


def test_while_another_process_is_at_it_nothing_is_done(
    district: Database, clock: StillClock
) -> None:
    assert lease.take(district, "timer:bell", "somebody else", 60)
    assert not run_due(district, HOURLY, clock)
    assert ids_taken(district) == []


def test_work_that_fails_is_rolled_back_and_due_again(
    district: Database, clock: StillClock
) -> None:
    fuse = [True]

    def fail_once(session: Session, now: datetime) -> None:
        ring(session, now)
        if fuse.pop():
            fuse.append(False)
            raise ZeroDivisionError

    fragile = Timer("bell", HOUR, fail_once)
    with pytest.raises(ZeroDivisionError):
        run_due(district, fragile, clock)
    assert ids_taken(district) == []
    assert run_due(district, fragile, clock)
    assert ids_taken(district) == ["02 06:00"]


def test_who_was_overtaken_leaves_nothing_behind(district: Database, clock: StillClock) -> None:
    def slow(session: Session, now: datetime) -> None:
        ring(session, now)
        # Meanwhile the lease ran out and somebody else took it.
        session.execute(
            update(bus_lease).values(epoch=bus_lease.c.epoch + 1, until=database_now(60))
        )

    with pytest.raises(LeaseLost):
        run_due(district, Timer("bell", HOUR, slow), clock)
    assert ids_taken(district) == []


@pytest.mark.parametrize("wanted", ["owner", "until"])
def test_a_timer_that_was_done_holds_no_lease(
    district: Database, clock: StillClock, wanted: str
) -> None:
    run_due(district, HOURLY, clock)
    with district.read() as session:
        assert session.scalar(select(bus_lease.c[wanted])) is None


def test_a_timer_that_is_not_due_writes_nothing(
    district: Database, clock: StillClock, statements: list[str]
) -> None:
    run_due(district, HOURLY, clock)
    statements.clear()
    run_due(district, HOURLY, clock)
    assert [each.split()[0] for each in statements] == ["SELECT"]
