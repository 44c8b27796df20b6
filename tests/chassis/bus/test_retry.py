"""What failed is tried again when its time comes, and given up after the seventh pause."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import Row, insert, select, update
from sqlalchemy.orm import Session

from chassis.bus import dead
from chassis.bus.aside import BACK_OFF_SECONDS
from chassis.bus.events import Delivered
from chassis.bus.inbox import Subscription
from chassis.bus.retry import retry_due
from chassis.db import Database, database_now
from chassis.errors import Refused
from chassis.tables import inbox
from chassis.tables import outbox as log
from tests.chassis.bus.town import (
    LAMPS,
    NOON,
    LampChanged,
    PriceChanged,
    Town,
    glows,
    ids_taken,
    ids_told,
    reader,
    tell,
)


def broken_with(error: Exception) -> Subscription:
    def handle(_session: Session, _events: Sequence[Delivered]) -> None:
        raise error

    return Subscription(LAMPS.types, handle, "lamp")


BUG = broken_with(ZeroDivisionError("bug"))


@pytest.fixture
def waiting(works: Database, district: Database) -> Database:
    """A district where one fact waits for its second try."""
    tell(works, "a", glow=7)
    reader(district, works, [BUG]).step()
    return district


def the_row(district: Database) -> Row[object]:
    with district.read() as session:
        return session.execute(select(inbox)).one()


def let_time_pass(district: Database) -> None:
    """Put the time of the next try into the past, on the database's clock."""
    with district.write() as session:
        session.execute(
            update(inbox).where(inbox.c.next_at.is_not(None)).values(next_at=database_now(-1))
        )


def pause_of(district: Database) -> float:
    """Return how many seconds the database's clock has to go to the next try."""
    with district.read() as session:
        now, then = session.execute(select(database_now(), inbox.c.next_at)).one()
    assert then is not None
    pause: timedelta = then - now
    return pause.total_seconds()


def test_nothing_is_tried_before_its_time(waiting: Database) -> None:
    assert retry_due(waiting, [LAMPS]) == 0
    assert glows(waiting) == {}


def test_when_its_time_has_come_it_is_applied_and_its_body_let_go(
    waiting: Database, works: Database
) -> None:
    let_time_pass(waiting)
    assert retry_due(waiting, [LAMPS]) == 1
    assert glows(waiting) == {"a": 7}
    assert ids_taken(waiting) == ids_told(works)
    row = the_row(waiting)
    assert (row.state, row.body, row.reason, row.stack, row.next_at) == (
        "applied", None, None, None, None,
    )  # fmt: skip
    assert retry_due(waiting, [LAMPS]) == 0


def test_pauses_grow_to_a_day_and_the_eighth_failure_is_the_last(waiting: Database) -> None:
    for seconds in BACK_OFF_SECONDS:
        assert 0.8 * seconds - 5 < pause_of(waiting) <= 1.2 * seconds
        let_time_pass(waiting)
        assert retry_due(waiting, [BUG]) == 1
    row = the_row(waiting)
    assert (row.state, row.attempts, row.next_at) == ("dead", 8, None)
    assert BACK_OFF_SECONDS == (5, 30, 120, 600, 3600, 21600, 86400)


def test_a_rule_ends_the_tries(waiting: Database) -> None:
    let_time_pass(waiting)
    retry_due(waiting, [broken_with(Refused("no", reason="no_lamps"))])
    assert the_row(waiting).state == "dead"


def test_a_type_nobody_listens_to_any_more_is_dead(waiting: Database) -> None:
    let_time_pass(waiting)
    retry_due(waiting, [Subscription((PriceChanged,), LAMPS.handle)])
    row = the_row(waiting)
    assert (row.state, row.reason) == ("dead", "nobody listens to this type any more")


def test_two_workers_share_the_tries(town: Town, works: Database, district: Database) -> None:
    if district.dialect == "sqlite":
        return  # one writer at a time: there is nothing to share
    tell(works, *(f"lamp-{i}" for i in range(60)))
    reader(district, works, [BUG]).step()
    let_time_pass(district)
    inner: list[int] = []

    def handle(session: Session, events: Sequence[Delivered]) -> None:
        if not inner:
            inner.append(0)
            inner[0] = retry_due(town.again(district), [LAMPS])
        LAMPS.handle(session, events)

    assert retry_due(district, [Subscription(LAMPS.types, handle, "lamp")]) == 50
    assert inner == [10]
    assert ids_taken(district) == ids_told(works)


UNREAD = f"sha256:{'0' * 64}"


def keep_unread(works: Database, district: Database) -> str:
    """Keep a fact as one that could not be read, let it be tried again; return its own id."""
    tell(works, "a", glow=7)
    [own] = ids_told(works)
    with works.read() as session:
        body = session.scalars(select(log.c.body)).one()
    with district.write() as session:
        session.execute(
            insert(inbox).values(
                event_id=UNREAD,
                source="unknown",
                type="unknown",
                state="waiting",
                attempts=0,
                next_at=database_now(-1),
                reason="undecodable",
                body=body,
            )
        )
    return own


def test_a_fact_that_can_be_read_by_now_takes_effect_under_its_own_id(
    works: Database, district: Database
) -> None:
    own = keep_unread(works, district)
    assert retry_due(district, [LAMPS]) == 1
    row = the_row(district)
    assert (row.event_id, row.state, row.type, row.source) == (
        own, "applied", LampChanged.type, "works",
    )  # fmt: skip
    reader(district, works).step()
    assert ids_taken(district) == [own]


def test_a_fact_that_was_read_meanwhile_is_not_taken_in_again(
    works: Database, district: Database
) -> None:
    own = keep_unread(works, district)
    reader(district, works).step()
    assert retry_due(district, [LAMPS]) == 1
    assert ids_taken(district) == [own]
    with district.read() as session:
        row = session.execute(select(inbox).where(inbox.c.event_id == UNREAD)).one()
    assert (row.state, row.reason, row.body, row.next_at) == (
        "discarded", f"known as {own}", None, None,
    )  # fmt: skip
    assert retry_due(district, [LAMPS]) == 0


def test_a_fact_that_can_be_read_but_fails_waits_for_its_next_try(
    works: Database, district: Database
) -> None:
    own = keep_unread(works, district)
    assert retry_due(district, [BUG]) == 1
    assert retry_due(district, [BUG]) == 0
    row = the_row(district)
    assert (row.event_id, row.state, row.attempts) == (own, "waiting", 1)
    assert 0.8 * BACK_OFF_SECONDS[0] - 5 < pause_of(district) <= 1.2 * BACK_OFF_SECONDS[0]


def test_each_try_to_read_what_cannot_be_read_is_counted(
    district: Database, works: Database
) -> None:
    keep_unread(works, district)
    by = dead.Operator("somebody", NOON)
    for number in (1, 2, 3):
        with district.write() as session:
            session.execute(update(inbox).values(body=b"no fact"))
        assert retry_due(district, [LAMPS]) == 1
        row = the_row(district)
        assert (row.state, row.attempts) == ("dead", number)
        with district.write() as session:
            dead.retry(session, UNREAD, by)
