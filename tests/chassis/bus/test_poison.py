"""What a driver, a server or a handler cannot bear stands alone, and holds up nothing."""

import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from sqlalchemy import Row, insert, select, text, update
from sqlalchemy.orm import Session

from chassis.bus import outbox
from chassis.bus.events import Delivered
from chassis.bus.inbox import Subscription
from chassis.bus.ingest import Ingested, Place, cursor_of, facts_of, ingest
from chassis.bus.retry import retry_due
from chassis.db import Database
from chassis.errors import Invalid, Refused
from chassis.ids import new_id
from chassis.tables import inbox
from tests.chassis.bus.test_ingest import page_of
from tests.chassis.bus.test_retry import BUG, let_time_pass
from tests.chassis.bus.town import (
    LAMPS,
    NOON,
    LampChanged,
    Town,
    effect,
    glows,
    ids_taken,
    ids_told,
    seen,
    take_in,
    tell,
)

NAME = "Mrs Smith"


def bind_an_object(session: Session) -> None:
    session.execute(text("SELECT :x"), {"x": object()})


def break_a_constraint(session: Session) -> None:
    session.execute(insert(effect).values(event_id=None))


def say_a_nul(_session: Session) -> None:
    raise ValueError("a\0b \ud800")


def refuse_with_a_nul(_session: Session) -> None:
    raise Refused("No \0 lamps.", reason="no_lamps")


def write_a_nul(session: Session) -> None:
    session.execute(text("SELECT cast(:x AS text)"), {"x": "a\0"})
    raise ZeroDivisionError


def name_too_many(session: Session) -> None:
    sign = "?" if session.get_bind().dialect.name == "sqlite" else "%s"
    many = range(70_000)
    session.connection().exec_driver_sql(f"SELECT {','.join(sign for _ in many)}", tuple(many))


def take_too_long(session: Session) -> None:
    if session.get_bind().dialect.name == "sqlite":
        raise TimeoutError
    session.execute(text("SET LOCAL statement_timeout = 50"))
    session.execute(text("SELECT pg_sleep(20)"))


FAILURES = [
    bind_an_object,
    break_a_constraint,
    say_a_nul,
    refuse_with_a_nul,
    write_a_nul,
    name_too_many,
    take_too_long,
]


def failing(fail: Callable[[Session], None]) -> Subscription:
    """Return a handler that does its work, and fails for the lamp `bad`."""

    def handle(session: Session, events: Sequence[Delivered]) -> None:
        take_in(session, events)
        if any(each.fact.lamp == "bad" for each in events):
            fail(session)

    return Subscription(LAMPS.types, handle, "lamp")


def keep_waiting(town: Town, works: Database) -> Callable[[Session], None]:
    """Return what says nothing in a transaction until the server ends it."""
    other = town.again(works)

    def fail(session: Session) -> None:
        session.execute(text("SET LOCAL idle_in_transaction_session_timeout = 100"))
        session.execute(insert(seen).values(id="quiet", glow=0, version=0))
        with other.write() as waiting:
            # Waits for the row, that is, until the other is shown out.
            waiting.execute(insert(seen).values(id="quiet", glow=0, version=0))
            waiting.rollback()
        session.execute(text("SELECT 1"))

    return fail


def set_aside(district: Database) -> Row[Any]:
    with district.read() as session:
        return session.execute(select(inbox).where(inbox.c.state.in_(["waiting", "dead"]))).one()


@pytest.mark.parametrize("fail", FAILURES)
def test_a_failure_of_any_kind_stands_alone(
    works: Database, district: Database, fail: Callable[[Session], None]
) -> None:
    tell(works, "a", "bad", "c")
    subscriptions = [failing(fail)]
    place = Place("works", facts_of(subscriptions), 3)
    took = ingest(district, page_of(works).items, subscriptions, place)
    assert (took.new, took.waiting + took.dead, took.repeated) == (3, 1, 0)
    assert set(glows(district)) == {"a", "c"}
    row = set_aside(district)
    assert json.loads(row.body)["subject"] == "bad"
    assert f"in {fail.__name__}" in row.stack
    with district.read() as session:
        assert cursor_of(session, "works", facts_of(subscriptions)) == 3


@pytest.mark.parametrize("fail", FAILURES)
def test_a_failure_of_any_kind_holds_up_no_other_try(
    works: Database, district: Database, fail: Callable[[Session], None]
) -> None:
    tell(works, "a", "bad", "c")
    assert ingest(district, page_of(works).items, [BUG]) == Ingested(3, waiting=3)
    let_time_pass(district)
    assert retry_due(district, [failing(fail)]) == 3
    assert set(glows(district)) == {"a", "c"}
    assert set_aside(district).attempts == 2
    assert retry_due(district, [LAMPS]) == 0


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_who_keeps_its_transaction_waiting_too_long_stands_alone(
    town: Town, works: Database, district: Database
) -> None:
    tell(works, "a", "bad", "c")
    quiet = failing(keep_waiting(town, works))
    poison = [b"junk", *page_of(works).items]
    place = Place("works", facts_of([quiet]), 3)
    assert ingest(district, poison, [quiet], place) == Ingested(4, waiting=1, dead=1)
    assert set(glows(district)) == {"a", "c"}
    with district.read() as session:
        assert cursor_of(session, "works", facts_of([quiet])) == 3
        row = session.execute(select(inbox).where(inbox.c.state == "waiting")).one()
    assert row.reason.endswith("IdleInTransactionSessionTimeout: 25P03")


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_who_keeps_its_transaction_waiting_too_long_holds_up_no_other_try(
    town: Town, works: Database, district: Database
) -> None:
    tell(works, "a", "bad", "c")
    ingest(district, page_of(works).items, [BUG])
    let_time_pass(district)
    assert retry_due(district, [failing(keep_waiting(town, works))]) == 3
    assert set(glows(district)) == {"a", "c"}
    row = set_aside(district)
    assert (row.state, row.attempts) == ("waiting", 2)
    assert "IdleInTransactionSessionTimeout" in row.reason


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_a_fact_that_fails_only_when_all_is_kept_stands_alone(
    works: Database, district: Database
) -> None:
    with works.engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE late (word text UNIQUE DEFERRABLE INITIALLY DEFERRED)"
        )
    tell(works, "a", "bad", "c")

    def write_twice(session: Session) -> None:
        session.execute(text("INSERT INTO late VALUES ('x'), ('x')"))

    took = ingest(district, page_of(works).items, [failing(write_twice)])
    assert took == Ingested(3, waiting=1)
    assert set(glows(district)) == {"a", "c"}


def changed(body: bytes, **fields: Any) -> bytes:
    """Return a fact as another producer might write it."""
    return json.dumps(json.loads(body) | {"id": str(new_id())} | fields).encode()


def test_a_text_with_a_nul_is_dead_and_the_rest_is_applied(
    works: Database, district: Database
) -> None:
    tell(works, "a")
    [good] = page_of(works).items
    nul = changed(good, subject="a\0b")
    deep = changed(good, data={"lamp": "a\\\0", "glow": 1})
    assert ingest(district, [nul, deep, good], [LAMPS]) == Ingested(3, dead=2)
    assert ids_taken(district) == ids_told(works)
    with district.read() as session:
        dead = session.execute(select(inbox).where(inbox.c.state == "dead")).all()
    assert {each.event_id for each in dead} == {json.loads(each)["id"] for each in (nul, deep)}
    assert {each.reason for each in dead} == {"undecodable: a text holds a NUL"}
    assert {bytes(each.body) for each in dead} == {nul, deep}


def test_a_text_that_only_looks_like_a_nul_is_taken_in(works: Database, district: Database) -> None:
    tell(works, "a")
    [good] = page_of(works).items
    lookalike = changed(good, data={"lamp": "a\\u0000", "glow": 1})
    assert b"u0000" in lookalike
    assert ingest(district, [lookalike], [LAMPS]) == Ingested(1)


@pytest.mark.parametrize(
    "part", [{"tier": f"\0{NAME}"}, {"data": {"lamp": NAME * 9, "glow": NAME}}]
)
def test_what_cannot_be_read_is_not_repeated(
    works: Database, district: Database, part: dict[str, Any]
) -> None:
    tell(works, "a")
    [good] = page_of(works).items
    assert ingest(district, [changed(good, **part), good], [LAMPS]) == Ingested(2, dead=1)
    row = set_aside(district)
    assert row.reason.startswith("undecodable: ValidationError: ")
    assert NAME not in row.reason


def test_what_a_broken_rule_of_a_table_repeats_is_not_kept(
    works: Database, district: Database
) -> None:
    def keep_nameless(session: Session) -> None:
        values = {"id": NAME, "glow": 1, "version": None}
        session.execute(text("INSERT INTO seen_lamp VALUES (:id, :glow, :version)"), values)

    tell(works, "bad")
    assert ingest(district, page_of(works).items, [failing(keep_nameless)]).waiting == 1
    row = set_aside(district)
    assert row.reason.startswith("IntegrityError: ")
    assert NAME not in row.reason + row.stack
    let_time_pass(district)
    with district.write() as session:
        session.execute(update(inbox).values(reason=None, stack=None))
    assert retry_due(district, [failing(keep_nameless)]) == 1
    row = set_aside(district)
    assert NAME not in row.reason + row.stack


def test_a_fact_with_a_nul_is_not_told(works: Database) -> None:
    fact = LampChanged(lamp="a\0b", glow=1)
    with pytest.raises(Invalid, match="a text holds a NUL"), works.write() as session:
        outbox.record(session, fact, version=1, partner="md", now=NOON)


def test_what_a_fact_may_not_say_is_not_repeated(works: Database) -> None:
    fact = LampChanged(lamp="a", glow=NAME)  # type: ignore[arg-type] # what is to be refused
    with pytest.raises(Invalid, match="Expected") as refused, works.write() as session:
        outbox.record(session, fact, version=1, partner="md", now=NOON)
    assert NAME not in refused.value.detail
