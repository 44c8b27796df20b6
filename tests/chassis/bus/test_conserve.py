"""The law of the event core: what was committed takes effect everywhere, once, newest last."""

import random
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any

from sqlalchemy import Row, Table, select, update
from sqlalchemy.orm import Session

from chassis.bus.audit import audit
from chassis.bus.events import Delivered
from chassis.bus.inbox import Subscription
from chassis.bus.pull import Puller, settle
from chassis.bus.retry import retry_due
from chassis.bus.sequencer import number
from chassis.bus.status import Member
from chassis.db import Database, database_now
from chassis.tables import inbox, outbox
from tests.chassis.bus.town import (
    LAMPS,
    LampBroken,
    LampChanged,
    Town,
    ids_taken,
    ids_told,
    lamp,
    number_all,
    reader,
    seen,
    set_lamp,
    take_in,
)

WRITERS = 4
TRANSACTIONS = 30
HOT_LAMPS = 7
ROLLED_BACK = 0.1
STUMBLE = 10
"""Consumers fail at first over each fact whose version is a multiple of this."""


class ChangedMyMindError(Exception):
    """A writer rolls back."""


def maybe_change_mind(dice: random.Random) -> None:
    if dice.random() < ROLLED_BACK:
        raise ChangedMyMindError


def write(works: Database, seed: int) -> None:
    """Set hot lamps, some facts a transaction; roll a tenth of the transactions back."""
    dice = random.Random(seed)
    for _ in range(TRANSACTIONS):
        try:
            with works.write() as session:
                # In one order, as any careful writer locks; else the writers deadlock.
                for name in sorted(dice.sample(range(HOT_LAMPS), dice.randint(1, 3))):
                    fact = dice.choice((LampChanged, LampBroken))
                    set_lamp(session, f"lamp-{name}", dice.randint(1, 99), fact)
                maybe_change_mind(dice)
        except ChangedMyMindError:
            pass


def write_late(works: Database, begun: threading.Event, others_are_done: threading.Event) -> None:
    """Write a fact before everybody else, and commit it after them."""
    with works.write() as session:
        set_lamp(session, "late-lamp")
        begun.set()
        assert others_are_done.wait(60)


def trip(session: Session, events: Sequence[Delivered]) -> None:
    """Do a consumer's work, but stumble over some facts, so that they come late."""
    take_in(session, events)
    if any(each.version % STUMBLE == 0 for each in events):
        raise ZeroDivisionError


STUMBLING = Subscription(LAMPS.types, trip, projection="lamp")


def catch_up(town: Town, district: Database) -> None:
    """Let two workers apply what waits, long after newer facts were applied."""
    with district.write() as session:
        waiting = update(inbox).where(inbox.c.state == "waiting")
        session.execute(waiting.values(next_at=database_now(-1)))
    with ThreadPoolExecutor(2) as crowd:
        twins = [town.again(district) for _ in range(2)]
        for _ in range(20):
            if not sum(crowd.map(lambda twin: retry_due(twin, [LAMPS]), twins)):
                return
    raise AssertionError("what waited was never applied")


def repeat_until(done: threading.Event, step: Callable[[], int]) -> None:
    """Repeat a step until all is written and it twice finds nothing."""
    quiet = 0
    while quiet < 2:
        was_done = done.is_set()
        quiet = 0 if step() or not was_done else quiet + 1


def patient(puller: Puller) -> Callable[[], int]:
    """Return the step of a reader that lets others work when it finds nothing."""
    return lambda: puller.step(0.02)


def play(town: Town, works: Database, districts: list[Database]) -> None:
    """Write, number and take in, all at once."""
    is_late = works.dialect == "postgresql"  # SQLite has one writer at a time: nobody can be late
    begun, others_are_done = threading.Event(), threading.Event()
    written, numbered = threading.Event(), threading.Event()
    with ThreadPoolExecutor(32) as crowd:
        late = [crowd.submit(write_late, works, begun, others_are_done)] if is_late else []
        assert not is_late or begun.wait(60)
        writers = [crowd.submit(write, works, seed) for seed in range(WRITERS)]
        sequencers = [
            crowd.submit(repeat_until, written, partial(number, town.again(works)))
            for _twin in range(2 if is_late else 0)
        ]
        consumers = [
            crowd.submit(
                repeat_until, numbered, patient(reader(town.again(each), works, [STUMBLING]))
            )
            for each in districts
            for _twin in range(2)
        ]
        finish(writers)
        number_all(works)
        # Readers have now passed the place where the late fact would be by its id.
        settle([reader(town.again(each), works, [STUMBLING]) for each in districts])
        others_are_done.set()
        finish(late)
        written.set()
        finish(sequencers)
        numbered.set()
        finish(consumers)
    for each in districts:
        catch_up(town, each)


def finish(work: Sequence[Future[Any]]) -> None:
    """Wait for all, and raise what any of them raised."""
    for each in work:
        each.result()


def test_what_was_committed_takes_effect_once_and_newest_last(town: Town) -> None:
    works = town.works()
    districts = [town.district("training"), town.district("reports")]
    with works.write() as session:
        for number_ in range(HOT_LAMPS):
            set_lamp(session, f"lamp-{number_}")
    number_all(works)
    play(town, works, districts)
    told = ids_told(works)
    assert len(told) > WRITERS * TRANSACTIONS
    for each in districts:
        assert ids_taken(each) == told, "a fact is missing, or took effect twice"
        assert newest(each, seen) == newest(works, lamp), "a read model is not at the newest state"
    check_places(works)
    check_audit(works, districts)


def newest(database: Database, table: Table) -> list[Row[Any]]:
    with database.read() as session:
        return list(session.execute(select(table).order_by(table.c.id)))


def check_audit(works: Database, districts: list[Database]) -> None:
    """The audit must come to the same end by itself."""
    members = {"works": Member(works)}
    members |= {f"d{i}": Member(each, [LAMPS]) for i, each in enumerate(districts)}
    for comparison in audit(members):
        assert comparison.is_whole, comparison
        assert (comparison.behind, comparison.waiting, comparison.dead) == (0, 0, 0)


def check_places(works: Database) -> None:
    """Places are dense on PostgreSQL, and follow the order of commits on both."""
    place = outbox.c.id if works.dialect == "sqlite" else outbox.c.position
    with works.read() as session:
        rows = session.execute(
            select(place, outbox.c.subject, outbox.c.version).order_by(place)
        ).all()
    if works.dialect == "postgresql":
        assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
    versions: dict[str, int] = {}
    for _place, subject, version in rows:
        assert version == versions.get(subject, 0) + 1, f"{subject} jumps to {version}"
        versions[subject] = version
