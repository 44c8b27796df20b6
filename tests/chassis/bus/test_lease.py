"""One at a time, by the database's clock; who came too late leaves no mark."""

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

from chassis import lease
from chassis.db import Database, database_now
from chassis.tables import bus_lease
from chassis.trouble import is_away


def run_out(database: Database) -> None:
    with database.write() as session:
        session.execute(update(bus_lease).values(until=database_now(-1)))


def test_a_held_lease_is_refused_to_others_and_renewed_for_its_owner(works: Database) -> None:
    first = lease.take(works, "relay", "a")
    assert first is not None
    assert lease.take(works, "relay", "b") is None
    again = lease.take(works, "relay", "a")
    assert again is not None
    assert again.epoch == first.epoch + 1


def test_a_lease_that_ran_out_goes_to_the_next_with_its_number(works: Database) -> None:
    first = lease.take(works, "relay", "a")
    assert first is not None
    with works.write() as session:
        assert lease.mark(session, first, 41)
    run_out(works)
    second = lease.take(works, "relay", "b")
    assert second is not None
    assert (second.epoch, second.cursor) == (first.epoch + 1, 41)


def test_a_holder_from_before_cannot_mark(works: Database) -> None:
    first = lease.take(works, "relay", "a")
    assert first is not None
    run_out(works)
    second = lease.take(works, "relay", "b")
    assert second is not None
    with works.write() as session:
        assert not lease.mark(session, first, 99)
    lease.release(works, first)
    assert lease.take(works, "relay", "c") is None


def test_a_lease_given_back_is_free_at_once(works: Database) -> None:
    first = lease.take(works, "relay", "a")
    assert first is not None
    lease.release(works, first)
    assert lease.take(works, "relay", "b") is not None


def test_leases_of_other_names_are_apart(works: Database) -> None:
    assert lease.take(works, "relay", "a")
    assert lease.take(works, "timers", "b")


def test_a_lease_from_a_clock_that_was_set_back_since_is_free(works: Database) -> None:
    assert lease.take(works, "relay", "a")
    with works.write() as session:
        session.execute(update(bus_lease).values(until=database_now(3600)))
    assert lease.is_free(works, "relay", "b")
    assert lease.take(works, "relay", "b")


def test_looking_says_what_taking_would(works: Database) -> None:
    assert lease.is_free(works, "relay", "a")
    assert lease.take(works, "relay", "a")
    assert lease.is_free(works, "relay", "a")
    assert not lease.is_free(works, "relay", "b")
    run_out(works)
    assert lease.is_free(works, "relay", "b")


def test_who_is_frozen_in_the_middle_of_its_mark_does_not_keep_others_out(
    works: Database,
) -> None:
    if works.dialect == "sqlite":
        return  # one process has the file, and is frozen as a whole
    first = lease.take(works, "relay", "a")
    assert first is not None
    with pytest.raises(DBAPIError) as lost, works.write(idle_seconds=0.2) as frozen:
        frozen.execute(update(bus_lease).values(until=database_now(-1)))
        with works.write() as session:
            session.execute(update(bus_lease).values(until=database_now(-1)))
        assert lease.take(works, "relay", "b")
        lease.mark(frozen, first, 99)
    assert is_away(lost.value)
