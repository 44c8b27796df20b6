"""What operators do with facts that were given up, one or many, and what stays on record."""

from collections.abc import Callable, Sequence

import pytest
from sqlalchemy import Row, func, insert, select
from sqlalchemy.orm import Session

from chassis import audit
from chassis.bus import dead
from chassis.bus.dead import EVERY, Operator, Wanted
from chassis.bus.events import Delivered
from chassis.bus.inbox import Subscription
from chassis.bus.retry import retry_due
from chassis.db import Database
from chassis.errors import NotFound, Refused
from chassis.paging import page
from chassis.tables import audit as record
from chassis.tables import inbox
from tests.chassis.bus.town import LAMPS, NOON, Town, glows, reader, tell

BY = Operator("somebody", NOON, role="ops")


def refuse(_session: Session, _events: Sequence[Delivered]) -> None:
    raise Refused("no", reason="no_lamps")


REFUSING = Subscription(LAMPS.types, refuse, "lamp")


@pytest.fixture
def district(works: Database, district: Database) -> Database:
    """A district with one dead fact."""
    tell(works, "a", glow=7)
    reader(district, works, [REFUSING]).step()
    return district


def the_row(district: Database) -> Row[object]:
    with district.read() as session:
        return session.execute(select(inbox)).one()


def on_record(district: Database) -> list[tuple[str, str, str | None]]:
    with district.read() as session:
        assert audit.verify(session).is_whole
        rows = session.execute(select(record).order_by(record.c.no))
        return [(row.what, row.who, row.why) for row in rows]


def put_down(district: Database, *types: str, reason: str = "no_lamps: no") -> None:
    """Leave one more dead fact of each type."""
    row = {"source": "works", "state": "dead", "attempts": 1, "reason": reason, "body": b"{}"}
    with district.write() as session:
        rows = [row | {"event_id": f"{n:03}-{reason}", "type": t} for n, t in enumerate(types)]
        session.execute(insert(inbox), rows)


def test_the_dead_are_listed_with_the_reason_and_shown_with_the_stack(
    district: Database, statements: list[str]
) -> None:
    with district.read() as session:
        [row] = dead.dead_letters(session)
        assert row.reason == "no_lamps: no"
        assert "inbox.body" not in statements[-1], "a list of hundreds is not to read them all"
        shown = dead.dead_letter(session, row.event_id)
    assert "Refused" in shown.stack
    assert shown.body


def test_one_that_is_retried_is_tried_at_once_and_that_is_on_record(district: Database) -> None:
    with district.write() as session:
        dead.retry(session, the_row(district).event_id, BY)
    assert retry_due(district, [LAMPS]) == 1
    assert glows(district) == {"a": 7}
    assert on_record(district) == [("event.retried", "somebody", None)]


def test_a_discarded_one_never_comes_back_and_the_record_says_why(
    district: Database, works: Database
) -> None:
    with district.write() as session:
        dead.discard(session, the_row(district).event_id, "told twice", BY)
    reader(district, works).step()
    assert retry_due(district, [LAMPS]) == 0
    assert glows(district) == {}
    row = the_row(district)
    assert (row.state, row.reason, row.body, row.stack) == (
        "discarded", "no_lamps: no", None, None,
    )  # fmt: skip
    assert on_record(district) == [("event.discarded", "somebody", "told twice")]


@pytest.mark.parametrize(
    "deed",
    [
        lambda session, key: dead.retry(session, key, BY),
        lambda session, key: dead.discard(session, key, "why", BY),
        dead.dead_letter,
    ],
)
def test_only_the_dead_can_be_dealt_with_and_only_once(
    district: Database, deed: Callable[[Session, str], object]
) -> None:
    with district.write() as session:
        dead.retry(session, the_row(district).event_id, BY)
    for key in (the_row(district).event_id, "no-such-id"):
        with pytest.raises(NotFound, match=key), district.write() as session:
            deed(session, key)
    assert len(on_record(district)) == 1


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (EVERY, 4),
        (Wanted(types=["x.y.z.v1"]), 2),
        (Wanted(types=["x.y.z.v1", "x.y.w.v1"]), 3),
        (Wanted(source="works"), 4),
        (Wanted(source="mill"), 0),
        (Wanted(reason="no_"), 4),
        (Wanted(reason="%"), 0),
        (Wanted(types=["x.y.z.v1"], source="works", reason="no_lamps"), 2),
    ],
)
def test_what_is_wanted_narrows(district: Database, wanted: Wanted, found: int) -> None:
    put_down(district, "x.y.z.v1", "x.y.z.v1", "x.y.w.v1")
    with district.read() as session:
        assert dead.count(session, wanted) == found
        assert len(dead.dead_letters(session, wanted)) == found


def test_the_dead_are_counted_by_type(district: Database) -> None:
    put_down(district, "x.y.z.v1", "x.y.z.v1")
    with district.read() as session:
        found = [(row.type, row.n) for row in dead.count_by_type(session)]
    assert found == [("works.lamp.changed.v1", 1), ("x.y.z.v1", 2)]


def test_the_dead_are_read_page_by_page(district: Database) -> None:
    put_down(district, *["x.y.z.v1"] * 4)
    seen, cursor = [], None
    with district.read() as session:
        for _ in range(3):
            rows = dead.dead_letters(session, limit=3, cursor=cursor)
            here = page(rows, 2, lambda row: [row.event_id])
            seen += [row.event_id for row in here["items"]]
            cursor = here["next"]
        assert cursor is None
        assert seen == [row.event_id for row in dead.dead_letters(session)]


def test_many_are_retried_up_to_a_bound_each_on_record(district: Database) -> None:
    put_down(district, *["x.y.z.v1"] * 3)
    wanted = Wanted(types=["x.y.z.v1"])
    with district.write() as session:
        assert dead.retry_all(session, wanted, BY, limit=2) == 2
    with district.write() as session:
        assert dead.retry_all(session, wanted, BY, limit=2) == 1
        assert dead.retry_all(session, wanted, BY) == 0
    assert [what for what, _, _ in on_record(district)] == ["event.retried"] * 3


def test_many_are_discarded_for_one_reason(district: Database) -> None:
    put_down(district, *["x.y.z.v1"] * 3)
    with district.write() as session:
        assert dead.discard_all(session, EVERY, "old", BY) == 4
    with district.read() as session:
        assert session.scalar(select(func.count()).where(inbox.c.state == "discarded")) == 4
    assert on_record(district) == [("event.discarded", "somebody", "old")] * 4


def test_two_operators_share_what_is_to_be_done(town: Town, district: Database) -> None:
    if district.dialect == "sqlite":
        return  # one writer at a time: there is nothing to share
    put_down(district, *["x.y.z.v1"] * 2)
    with district.write() as session:
        session.execute(
            select(inbox).where(inbox.c.type == "x.y.z.v1").limit(1).with_for_update()
        ).one()
        with town.again(district).write() as other:
            assert dead.retry_all(other, EVERY, BY) == 2
