"""Who waits for facts is woken by the commit, not by the next look."""

from collections.abc import Iterator

import pytest

from chassis.bus.wake import Bell, Wake, wake_of
from chassis.clock import monotonic
from chassis.db import Database
from tests.chassis.bus.town import Town, set_lamp

LONG = 30.0


@pytest.fixture
def wake(works: Database) -> Iterator[Wake]:
    made = wake_of(works)
    made.start()
    yield made
    made.stop()


def test_a_ring_between_looking_and_waiting_is_not_missed() -> None:
    bell = Bell()
    heard = bell.rings
    bell.ring()
    began = monotonic()
    bell.wait(heard, LONG)
    assert monotonic() - began < LONG / 2


def test_a_closed_bell_lets_nobody_wait_until_it_is_opened() -> None:
    bell = Bell()
    bell.close()
    began = monotonic()
    bell.wait(bell.rings, LONG)
    assert monotonic() - began < LONG / 2
    bell.open()
    assert not bell.is_closed


def test_a_commit_with_a_fact_rings_and_one_without_does_not(works: Database, wake: Wake) -> None:
    bell = wake.ready if works.dialect == "sqlite" else wake.written
    heard = bell.rings
    with works.write() as session:
        set_lamp(session, "a")
        assert bell.rings == heard or works.dialect == "postgresql"
    assert bell.rings > heard


def test_a_rolled_back_fact_rings_nothing(works: Database) -> None:
    bell = wake_of(works).written
    with works.write() as session:
        set_lamp(session, "a")
        session.rollback()
        session.info.clear()
    assert bell.rings == 0


def test_a_commit_in_another_process_is_heard_here(works: Database, town: Town, wake: Wake) -> None:
    if works.dialect == "sqlite":
        return  # SQLite has no notices: a look each second finds what others wrote
    # The listener's first ring says that it is connected; from then on no notice is lost.
    wake.written.wait(0, LONG)
    heard = wake.written.rings
    assert heard
    elsewhere = town.again(works)
    other = wake_of(elsewhere)
    other.start()
    try:
        with elsewhere.write() as session:
            set_lamp(session, "a")
        began = monotonic()
        wake.written.wait(heard, LONG)
        assert wake.written.rings > heard
        assert monotonic() - began < LONG / 2
    finally:
        other.stop()


def test_stopping_ends_the_threads_only_for_the_last_user(works: Database) -> None:
    wake = wake_of(works)
    wake.start()
    wake.start()
    wake.stop()
    assert not wake.ready.is_closed
    wake.stop()
    assert wake.ready.is_closed
    wake.start()
    assert not wake.ready.is_closed
    wake.stop()


def test_a_database_has_one_pair_of_bells(works: Database) -> None:
    assert wake_of(works) is wake_of(works)
