"""A page is taken in whole, once; what fails stands alone."""

import hashlib
import json
from collections.abc import Callable, Sequence

import pytest
from sqlalchemy import Row, insert, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from chassis.bus.events import Delivered
from chassis.bus.feed import LocalFeed, Page
from chassis.bus.inbox import Subscription
from chassis.bus.ingest import Ingested, Place, cursor_of, facts_of, ingest
from chassis.bus.pull import settle
from chassis.bus.wake import wake_of
from chassis.db import Database
from chassis.errors import Refused
from chassis.tables import bus_cursor, inbox
from tests.chassis.bus.town import (
    LAMPS,
    LampBroken,
    LampChanged,
    Town,
    effect,
    glows,
    ids_taken,
    ids_told,
    reader,
    tell,
)

BATCH = 200


def page_of(works: Database, limit: int = 500) -> Page:
    return LocalFeed(works, wake_of(works)).page(0, [LampChanged.type, LampBroken.type], limit)


def take_page(district: Database, page: Page, subscriptions: Sequence[Subscription]) -> Ingested:
    place = Place("works", facts_of(subscriptions), page.next)
    return ingest(district, page.items, subscriptions, place)


def rows(district: Database, state: str) -> Sequence[Row[object]]:
    with district.read() as session:
        return session.execute(
            select(inbox).where(inbox.c.state == state).order_by(inbox.c.event_id)
        ).all()


def failing(when: Callable[[Delivered], Exception | None]) -> Subscription:
    """Return a handler that does its work, then fails for some facts."""

    def handle(session: Session, events: Sequence[Delivered]) -> None:
        LAMPS.handle(session, events)
        for each in events:
            if error := when(each):
                raise error

    return Subscription(LAMPS.types, handle, "lamp")


def test_a_page_taken_in_twice_has_its_effect_once(works: Database, district: Database) -> None:
    tell(works, "a", "b")
    page = page_of(works)
    assert take_page(district, page, [LAMPS]) == Ingested(2)
    assert take_page(district, page, [LAMPS]) == Ingested(0, repeated=2)
    assert ids_taken(district) == ids_told(works)


def test_a_fact_twice_in_one_page_has_its_effect_once(works: Database, district: Database) -> None:
    tell(works, "a")
    once = page_of(works)
    twice = Page([*once.items, *once.items], once.next)
    assert take_page(district, twice, [LAMPS]) == Ingested(1)
    assert ids_taken(district) == ids_told(works)


def test_the_cursor_moves_with_the_page_and_never_back(works: Database, district: Database) -> None:
    tell(works, "a", "b", "c")
    take_page(district, page_of(works), [LAMPS])
    take_page(district, page_of(works, 1), [LAMPS])
    with district.read() as session:
        assert cursor_of(session, "works", [LampChanged.type, LampBroken.type]) == 3


def test_a_type_listened_to_later_is_read_from_the_beginning(
    works: Database, district: Database
) -> None:
    tell(works, "a", "b")
    only_broken = Subscription((LampBroken,), LAMPS.handle, "lamp")
    with works.write() as session:
        session.execute(insert(bus_cursor).values(source="x", type="y", position=1))
    take_page(district, Page([], 2), [only_broken])
    assert settle([reader(district, works)]) == 2
    assert ids_taken(district) == ids_told(works)


@pytest.mark.parametrize("size", [1, BATCH])
def test_a_page_of_any_size_takes_the_same_few_statements(
    works: Database, district: Database, statements: list[str], size: int
) -> None:
    tell(works, *(f"lamp-{i}" for i in range(size)))
    page = page_of(works)
    statements.clear()
    assert take_page(district, page, [LAMPS]) == Ingested(size)
    verbs = [" ".join(each.split()[:3]) for each in statements]
    assert verbs == [
        "INSERT INTO inbox",
        "INSERT INTO effect",
        "INSERT INTO bus_applied",
        "INSERT INTO seen_lamp",
        "INSERT INTO bus_cursor",
    ]


def test_handlers_get_the_whole_batch_at_once(works: Database, district: Database) -> None:
    tell(works, *(f"lamp-{i}" for i in range(BATCH)))
    sizes: list[int] = []
    count = Subscription(LAMPS.types, lambda _session, events: sizes.append(len(events)))
    take_page(district, page_of(works), [count])
    assert sizes == [BATCH]


POISON = [
    b"",
    b"null",
    b"{}",
    b"\x00\xff\xfe",
    b"[" * 200_000,
    b'{"specversion":"1.0","id":1}',
    b" " * 500 + b"junk",
]


def test_poison_is_dead_with_its_reason_and_the_rest_is_applied(
    works: Database, district: Database
) -> None:
    tell(works, *(f"lamp-{i}" for i in range(50)))
    good = page_of(works)
    mixed = Page([*POISON[:4], *good.items, *POISON[4:]], good.next)
    assert take_page(district, mixed, [LAMPS]) == Ingested(57, dead=7)
    assert ids_taken(district) == ids_told(works)
    dead = rows(district, "dead")
    assert {each.event_id for each in dead} == {
        f"sha256:{hashlib.sha256(body).hexdigest()}" for body in POISON
    }
    assert all(each.reason.startswith("undecodable") for each in dead)
    assert {bytes(each.body) for each in dead} == set(POISON)


def test_a_fact_whose_body_breaks_its_declaration_is_dead_under_its_own_id(
    works: Database, district: Database
) -> None:
    tell(works, "a")
    envelope = json.loads(page_of(works).items[0])
    envelope["data"]["glow"] = "bright"
    page = Page([json.dumps(envelope).encode()], 1)
    assert take_page(district, page, [LAMPS]) == Ingested(1, dead=1)
    [dead] = rows(district, "dead")
    assert dead.event_id == envelope["id"]
    assert dead.type == LampChanged.type


def test_a_time_that_does_not_say_where_is_refused(works: Database, district: Database) -> None:
    tell(works, "a")
    envelope = json.loads(page_of(works).items[0]) | {"time": "2026-02-02T10:00:00"}
    page = Page([json.dumps(envelope).encode()], 1)
    assert take_page(district, page, [LAMPS]) == Ingested(1, dead=1)


def test_one_bug_among_many_waits_alone(works: Database, district: Database) -> None:
    tell(works, *(f"lamp-{i}" for i in range(64)))
    bug = failing(lambda each: ZeroDivisionError() if each.subject == "lamp-37" else None)
    assert take_page(district, page_of(works), [bug]) == Ingested(64, waiting=1)
    [waiting] = rows(district, "waiting")
    assert waiting.attempts == 1
    assert waiting.reason == "ZeroDivisionError: "
    assert "in handle" in waiting.stack
    assert json.loads(waiting.body)["subject"] == "lamp-37"
    assert len(ids_taken(district)) == 63
    assert "lamp-37" not in glows(district)


def test_the_failing_fact_is_found_by_halving(works: Database, district: Database) -> None:
    tell(works, *(f"lamp-{i}" for i in range(64)))
    sizes: list[int] = []

    def handle(_session: Session, events: Sequence[Delivered]) -> None:
        sizes.append(len(events))
        if any(each.subject == "lamp-37" for each in events):
            raise ZeroDivisionError

    take_page(district, page_of(works), [Subscription(LAMPS.types, handle)])
    assert sizes == [64, 64, 32, 32, 16, 8, 4, 4, 2, 1, 1, 2, 8, 16]


def test_a_refusal_by_a_rule_is_dead_at_once(works: Database, district: Database) -> None:
    tell(works, "a", "b")
    rule = failing(
        lambda each: Refused("No lamps here", reason="no_lamps") if each.subject == "b" else None
    )
    assert take_page(district, page_of(works), [rule]) == Ingested(2, dead=1)
    [dead] = rows(district, "dead")
    assert dead.reason == "no_lamps: No lamps here"
    assert "Refused" in dead.stack
    assert dead.next_at is None


def test_a_handler_that_fails_once_loses_nothing_and_doubles_nothing(
    works: Database, district: Database
) -> None:
    tell(works, *(f"lamp-{i}" for i in range(20)))
    fuse = [ConnectionResetError()]
    flaky = failing(lambda _each: fuse.pop() if fuse else None)
    assert take_page(district, page_of(works), [flaky]) == Ingested(20)
    assert ids_taken(district) == ids_told(works)


def test_a_handler_that_breaks_its_transaction_sets_only_its_fact_aside(
    works: Database, district: Database
) -> None:
    tell(works, "a", "b", "c")

    def handle(session: Session, events: Sequence[Delivered]) -> None:
        LAMPS.handle(session, events)
        for each in events:
            if each.subject == "b":
                session.execute(insert(effect).values(event_id=None))

    page = page_of(works)
    broken = Subscription(LAMPS.types, handle, "lamp")
    assert take_page(district, page, [broken]) == Ingested(3, waiting=1)
    assert set(glows(district)) == {"a", "c"}


def test_facts_of_several_handlers_stand_or_fall_together(
    works: Database, district: Database
) -> None:
    tell(works, "a")

    def fail(_session: Session, _events: Sequence[Delivered]) -> None:
        raise ZeroDivisionError

    take_page(district, page_of(works), [LAMPS, Subscription((LampChanged,), fail)])
    assert ids_taken(district) == []
    assert len(rows(district, "waiting")) == 1


class BusyError(Exception):
    """What a driver says of two transactions in each other's way."""

    sqlstate = "40P01"


def test_a_deadlock_repeats_the_whole_batch(works: Database, district: Database) -> None:
    tell(works, "a", "b")
    jams = [OperationalError("", {}, BusyError()) for _ in range(4)]
    jammed = failing(lambda _each: jams.pop() if jams else None)
    assert take_page(district, page_of(works), [jammed]) == Ingested(2)
    assert ids_taken(district) == ids_told(works)


def test_after_five_deadlocks_the_page_is_left_for_later(
    works: Database, district: Database
) -> None:
    tell(works, "a")
    jammed = failing(lambda _each: OperationalError("", {}, BusyError()))
    with pytest.raises(OperationalError):
        take_page(district, page_of(works), [jammed])
    assert rows(district, "waiting") == []
    with district.read() as session:
        assert session.execute(select(bus_cursor)).all() == []


class GoneError(Exception):
    """What a driver says when the server is shutting down."""

    sqlstate = "57P01"


def test_a_database_that_is_away_sets_nothing_aside(works: Database, district: Database) -> None:
    tell(works, "a")
    away = failing(lambda _each: OperationalError("", {}, GoneError()))
    with pytest.raises(OperationalError):
        take_page(district, page_of(works), [away])
    assert take_page(district, page_of(works), [LAMPS]) == Ingested(1)


def test_a_waiting_fact_overtaken_by_a_newer_one_changes_nothing(
    works: Database, district: Database, town: Town
) -> None:
    tell(works, "a", glow=1)
    bug = failing(lambda each: ZeroDivisionError() if each.version == 1 else None)
    reader(district, works, [bug]).step()
    tell(works, "a", glow=2)
    reader(district, works).step()
    make_due(town.again(district))
    assert glows(district) == {"a": 2}


def make_due(district: Database) -> None:
    with district.write() as session:
        session.execute(update(inbox).where(inbox.c.state == "waiting").values(attempts=1))
