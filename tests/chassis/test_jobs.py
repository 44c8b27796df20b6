"""Long work goes on where it was interrupted, once, whoever works on it."""

import threading
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from chassis import jobs
from chassis.clock import StillClock
from chassis.db import Database, database_now
from chassis.errors import Refused
from chassis.jobs import Runner, Work
from chassis.tables import job
from tests.chassis.toy import Note

STEPS = 5


def write_notes(session: Session, work: Work, _now: datetime) -> None:
    """Write one note a step."""
    place = work.cursor.get("place", 0)
    session.add(Note(text=f"{work.params['word']} {place}"))
    work.cursor["place"] = work.done = place + 1
    work.total = STEPS
    work.is_finished = work.done == STEPS


@pytest.fixture
def filled(app: Flask, database: Database) -> Database:
    assert app.name == "toy"
    return database


def begin(database: Database, clock: StillClock, kind: str = "notes") -> UUID:
    with database.write() as session:
        return jobs.start(session, kind, {"word": "n"}, now=clock.now(), made_by="u1")


def state(database: Database, identifier: UUID) -> tuple[str, int]:
    with database.read() as session:
        row = jobs.get(session, identifier)
    return row.state, row.done


def notes(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(Note)) or 0


def test_a_job_is_done_step_by_step(filled: Database, clock: StillClock) -> None:
    identifier = begin(filled, clock)
    assert Runner(filled, {"notes": write_notes}, clock).run_one()
    assert state(filled, identifier) == ("done", STEPS)
    assert notes(filled) == STEPS


def test_a_job_of_a_kind_nobody_knows_is_left_alone(filled: Database, clock: StillClock) -> None:
    identifier = begin(filled, clock, "other")
    assert not Runner(filled, {"notes": write_notes}, clock).run_one()
    assert state(filled, identifier) == ("queued", 0)


def test_two_runners_do_it_once(filled: Database, clock: StillClock) -> None:
    for _ in range(4):
        begin(filled, clock)
    runners = [Runner(filled, {"notes": write_notes}, clock) for _ in range(2)]

    def work(runner: Runner) -> None:
        while runner.run_one():
            pass

    threads = [threading.Thread(target=work, args=(runner,)) for runner in runners]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert notes(filled) == 4 * STEPS


def test_a_job_left_by_a_dead_runner_goes_on_where_it_was(
    filled: Database, clock: StillClock
) -> None:
    class PowerCut(BaseException):
        pass

    def until_the_power_cut(session: Session, work: Work, now: datetime) -> None:
        write_notes(session, work, now)
        if work.done == 3:
            raise PowerCut

    identifier = begin(filled, clock)
    with pytest.raises(PowerCut):
        Runner(filled, {"notes": until_the_power_cut}, clock).run_one()
    assert state(filled, identifier) == ("running", 2)

    successor = Runner(filled, {"notes": write_notes}, clock)
    assert not successor.run_one()
    with filled.write() as session:
        session.execute(update(job).values(until=database_now(-1)))
    assert successor.run_one()
    assert state(filled, identifier) == ("done", STEPS)
    assert notes(filled) == STEPS


def test_a_refusal_ends_the_job_with_its_words(filled: Database, clock: StillClock) -> None:
    def refuse(session: Session, work: Work, now: datetime) -> None:
        write_notes(session, work, now)
        raise Refused("Not today.", reason="not_today")

    identifier = begin(filled, clock)
    Runner(filled, {"notes": refuse}, clock).run_one()
    with filled.read() as session:
        row = jobs.get(session, identifier)
    assert (row.state, row.problem) == ("failed", "Not today.")
    assert notes(filled) == 0


def test_a_step_the_database_broke_off_is_tried_again(filled: Database, clock: StillClock) -> None:
    tries: list[int] = []

    def flaky(session: Session, work: Work, now: datetime) -> None:
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError("x", None, OSError("away"))
        write_notes(session, work, now)

    identifier = begin(filled, clock)
    Runner(filled, {"notes": flaky}, clock).run_one()
    assert state(filled, identifier) == ("done", STEPS)


def test_a_cancelled_job_stops_and_keeps_what_was_done(filled: Database, clock: StillClock) -> None:
    identifier = begin(filled, clock)

    def cancel_in_the_middle(session: Session, work: Work, now: datetime) -> None:
        write_notes(session, work, now)
        if work.done == 2:
            jobs.cancel(session, work.id, now)

    Runner(filled, {"notes": cancel_in_the_middle}, clock).run_one()
    assert state(filled, identifier)[0] == "cancelled"
    assert notes(filled) == 2


def test_the_running_worker_notices_a_new_job_at_once(filled: Database, clock: StillClock) -> None:
    stop, done = threading.Event(), threading.Event()

    def last(session: Session, work: Work, now: datetime) -> None:
        write_notes(session, work, now)
        if work.is_finished:
            done.set()

    runner = Runner(filled, {"notes": last}, clock)
    thread = threading.Thread(target=runner.run, args=(stop,), kwargs={"poll_seconds": 60})
    thread.start()
    clock.advance(timedelta(seconds=1))
    begin(filled, clock)
    assert done.wait(30)
    stop.set()
    begin(filled, clock, "wake")
    thread.join(30)
    assert not thread.is_alive()
