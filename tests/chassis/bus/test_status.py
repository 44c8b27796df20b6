"""The figures of the traffic: what was told, what waits where, and who is behind whom."""

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.orm import Session

from chassis import lease
from chassis.bus import figures as figures_module
from chassis.bus import status as module
from chassis.bus.events import Delivered
from chassis.bus.figures import (
    OLDEST_UNNUMBERED,
    UNNUMBERED,
    figures,
    first_after_query,
    set_aside_query,
)
from chassis.bus.inbox import Subscription
from chassis.bus.status import Lag, Member, status
from chassis.db import Database, database_now
from chassis.lease import RELAY
from chassis.tables import bus_cursor, bus_lease, inbox, outbox
from tests.chassis.bus.plans import analyze, plan_of, reads_it_all, write
from tests.chassis.bus.town import (
    LAMPS,
    LampBroken,
    LampChanged,
    Town,
    reader,
    set_lamp,
    tell,
)


@pytest.fixture
def both(town: Town) -> dict[str, Member]:
    """A works with three facts, and a district that has taken them in."""
    works, district = town.works(), town.district()
    tell(works, "a", "b", "a")
    reader(district, works).step()
    return {"works": Member(works), "district": Member(district, [LAMPS])}


def of(members: dict[str, Member], name: str, *, has_broker: bool = False) -> module.ServiceStatus:
    [found] = [each for each in status(members, has_broker=has_broker) if each.service == name]
    return found


def change(database: Database, statement: Any) -> None:
    with database.write() as session:
        session.execute(statement)


def test_a_quiet_town_has_told_and_taken_in_everything(both: dict[str, Member]) -> None:
    works, district = of(both, "works"), of(both, "district")
    assert (works.own.told, works.own.unsent, works.own.oldest_unsent_seconds) == (3, 0, 0.0)
    assert (district.own.told, district.applied, district.behind) == (0, 3, 0)
    assert district.lags == [Lag("works", 3, 0)]
    assert district.own.cursor_seconds["works"] >= 0
    assert works.own.relay is None


def test_facts_without_a_place_are_unsent(both: dict[str, Member]) -> None:
    with both["works"].database.write() as session:
        set_lamp(session, "d")
        set_lamp(session, "e")
    own = of(both, "works").own
    is_numbered_at_once = both["works"].database.dialect == "sqlite"
    assert own.unsent == own.unnumbered == (0 if is_numbered_at_once else 2)
    tell(both["works"].database)
    assert of(both, "works").own.unnumbered == 0
    assert of(both, "district").lags == [Lag("works", 3, 2)]


def test_with_a_broker_what_it_has_not_confirmed_is_unsent(both: dict[str, Member]) -> None:
    works = both["works"].database
    assert of(both, "works", has_broker=True).own.unsent == 3
    held = lease.take(works, RELAY, "me")
    assert held is not None
    with works.write() as session:
        lease.mark(session, held, 2)
        session.execute(update(outbox).values(created_at=database_now(-90)))
    own = of(both, "works", has_broker=True).own
    assert (own.unsent, own.relay and own.relay.cursor) == (1, 2)
    assert 90 <= own.oldest_unsent_seconds < 150


def test_a_relay_is_led_until_its_lease_ends(both: dict[str, Member]) -> None:
    works = both["works"].database
    held = lease.take(works, RELAY, "me")
    assert held is not None
    led = of(both, "works").own.relay
    assert led is not None
    assert led.is_led
    change(works, update(bus_lease).values(until=database_now(-60)))
    gone = of(both, "works").own.relay
    assert gone is not None
    assert not gone.is_led
    assert gone.silent_seconds is not None
    assert gone.silent_seconds >= 60
    lease.release(works, held)
    free = of(both, "works").own.relay
    assert free is not None
    assert (free.is_led, free.silent_seconds) == (False, None)


def test_what_came_by_the_broker_is_not_behind_though_the_cursor_stands(
    both: dict[str, Member],
) -> None:
    tell(both["works"].database, "c", "d")
    reader(both["district"].database, both["works"].database).step()
    change(both["district"].database, update(bus_cursor).values(position=1))
    assert of(both, "district").lags == [Lag("works", 1, 0)]
    lost = select(inbox.c.event_id).order_by(inbox.c.event_id.desc()).limit(1)
    change(
        both["district"].database, delete(inbox).where(inbox.c.event_id == lost.scalar_subquery())
    )
    assert of(both, "district").lags == [Lag("works", 1, 1)]


def test_comparing_ends_at_a_bound_and_says_so(
    both: dict[str, Member], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_PAGE", 2)
    monkeypatch.setattr(module, "MOST_COMPARED", 4)
    tell(both["works"].database, *"cdefg")
    assert of(both, "district").lags == [Lag("works", 3, 4, is_at_least=True)]
    monkeypatch.setattr(module, "MOST_COMPARED", 400)
    assert of(both, "district").lags == [Lag("works", 3, 5)]


def test_a_consumer_that_stands_still_is_seen_though_much_was_taken_in_before(
    both: dict[str, Member], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_PAGE", 2)
    monkeypatch.setattr(module, "MOST_COMPARED", 2)
    works, district = both["works"].database, both["district"].database
    change(district, update(bus_cursor).values(position=0))
    tell(works, "c")
    assert of(both, "district").lags == [Lag("works", 0, 1, is_at_least=True)]
    reader(district, works).step()
    change(district, update(bus_cursor).values(position=1))
    [lag] = of(both, "district").lags
    assert (lag.behind, lag.is_behind) == (0, True), "one was not looked for"
    change(district, update(bus_cursor).values(position=2))
    [lag] = of(both, "district").lags
    assert (lag.behind, lag.is_behind) == (0, False)


def test_counting_what_was_taken_in_ends_at_a_bound_and_says_so(
    both: dict[str, Member], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures_module, "MOST_COUNTED", 2)
    district = of(both, "district")
    assert (district.applied, district.is_more_applied) == (2, True)


def test_what_is_set_aside_is_counted_and_the_oldest_has_an_age(both: dict[str, Member]) -> None:
    def fail(_session: Session, _events: Sequence[Delivered]) -> None:
        raise ZeroDivisionError

    works, district = both["works"].database, both["district"].database
    tell(works, "c", "d")
    reader(district, works, [Subscription(LAMPS.types, fail, "lamp")]).step()
    change(district, update(inbox).values(received_at=database_now(-30)))
    own = of(both, "district").own
    assert own.set_aside == {"waiting": 2, "dead": 0}
    assert 30 <= own.oldest_waiting_seconds < 90
    change(district, update(inbox).where(inbox.c.state == "waiting").values(state="dead"))
    own = of(both, "district").own
    assert (own.set_aside, own.oldest_waiting_seconds) == ({"waiting": 0, "dead": 2}, 0.0)


def test_a_database_that_is_away_is_said_and_the_others_are_counted(
    both: dict[str, Member],
) -> None:
    away = Database("postgresql+psycopg://nobody@127.0.0.1:1/none")
    works, district = status(both | {"works": Member(away)})[::-1]
    assert (works.service, works.answers, works.own.told) == ("works", False, 0)
    assert (district.applied, district.lags) == (3, [])
    assert not of(both | {"district": Member(away, [LAMPS])}, "district").answers
    away.dispose()


@pytest.fixture
def long_log(both: dict[str, Member]) -> Database:
    """A works and an inbox with enough in them for the planner to choose its ways."""
    works = both["works"].database
    rows = [
        {"event_id": f"e{n}", "source": "s", "type": "t", "state": "applied", "attempts": 0}
        for n in range(3000)
    ]
    tell(works, *(f"lamp-{n}" for n in range(5)))
    with works.write() as session:
        for n in range(600):
            set_lamp(session, f"l{n}")
        session.execute(insert(inbox), rows)
    tell(works)
    with works.engine.begin() as connection:
        connection.execute(text("ANALYZE"))
    return works


def test_no_figure_walks_a_whole_table(long_log: Database) -> None:
    dialect = long_log.dialect
    queries = [first_after_query(dialect, 500), set_aside_query()]
    if dialect == "postgresql":
        queries += [UNNUMBERED, OLDEST_UNNUMBERED]
    word = "EXPLAIN QUERY PLAN" if dialect == "sqlite" else "EXPLAIN"
    for query in queries:
        with long_log.read() as session:
            written = query.compile(
                session.connection(),
                compile_kwargs={"literal_binds": True},
            )
            plan = " ".join(str(row[-1]) for row in session.execute(text(f"{word} {written}")))
        assert "ix_" in plan or "position" in plan or "PRIMARY KEY" in plan
        assert "Seq Scan" not in plan
        assert "SCAN" not in plan


def test_the_newest_facts_of_a_type_are_found_by_its_index(works: Database) -> None:
    names = [f"lamp-{n}" for n in range(2000)]
    write(works, [(LampChanged, name) for name in names] + [(LampBroken, "x")])
    write(works, [(LampChanged, name) for name in names])
    analyze(works)
    query = module.newest_query(works.dialect, [LampChanged.type, LampBroken.type], 9, 4000, 20)
    plan = plan_of(works, query, {})
    assert "ix_outbox_type_position" in plan
    assert not reads_it_all(plan)


def test_the_figures_take_few_statements(long_log: Database, statements: list[str]) -> None:
    with long_log.read() as session:
        figures(session, has_broker=True)
    assert len(statements) <= 8


def test_a_log_that_was_restored_is_ahead_of_by_who_read_more(both: dict[str, Member]) -> None:
    change(both["works"].database, delete(outbox).where(outbox.c.id == 3))
    assert of(both, "district").lags == [Lag("works", 3, 0, is_ahead=True)]
