"""The audit sees what is missing or old, and says of which fact."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import Session

from chassis.bus import audit as module
from chassis.bus.audit import Comparison, audit
from chassis.bus.events import Delivered
from chassis.bus.inbox import Subscription
from chassis.bus.status import Member
from chassis.db import Database
from chassis.tables import bus_applied, inbox
from tests.chassis.bus.town import LAMPS, Town, reader, tell


@pytest.fixture
def both(town: Town) -> tuple[Database, Database]:
    """A works with three facts, and a district that has taken them in."""
    works, district = town.works(), town.district()
    tell(works, "a", "b", "a")
    reader(district, works).step()
    return works, district


def compared(both: tuple[Database, Database]) -> Comparison:
    [only] = audit({"works": Member(both[0]), "district": Member(both[1], [LAMPS])})
    return only


def change(database: Database, statement: object) -> None:
    with database.write() as session:
        session.execute(statement)  # type: ignore[call-overload] # a statement of the test's own


def test_all_is_well(both: tuple[Database, Database]) -> None:
    assert compared(both) == Comparison("works", "district", facts=3)
    assert compared(both).is_whole


def test_a_fact_never_taken_in_is_missing_and_named(both: tuple[Database, Database]) -> None:
    with both[1].read() as session:
        lost = session.scalars(select(inbox.c.event_id).limit(1)).one()
    change(both[1], delete(inbox).where(inbox.c.event_id == lost))
    found = compared(both)
    assert (found.missing, found.is_whole) == (1, False)
    assert f"missing {lost}" in found.named


def test_a_fact_not_yet_come_to_is_only_behind(both: tuple[Database, Database]) -> None:
    tell(both[0], "c")
    found = compared(both)
    assert (found.behind, found.missing, found.is_whole) == (1, 0, True)


def test_a_read_model_that_is_older_than_the_log_is_stale(both: tuple[Database, Database]) -> None:
    change(both[1], update(bus_applied).where(bus_applied.c.subject == "a").values(version=1))
    found = compared(both)
    assert (found.stale, found.named) == (1, ["stale lamp a"])
    assert not found.is_whole


def test_a_read_model_that_is_newer_than_the_log_is_stale_too(
    both: tuple[Database, Database],
) -> None:
    change(both[1], update(bus_applied).where(bus_applied.c.subject == "a").values(version=9))
    assert compared(both).stale == 1


def test_waiting_and_dead_facts_are_counted_apart(both: tuple[Database, Database]) -> None:
    def fail(_session: Session, _events: Sequence[Delivered]) -> None:
        raise ZeroDivisionError

    tell(both[0], "c")
    reader(both[1], both[0], [Subscription(LAMPS.types, fail, "lamp")]).step()
    found = compared(both)
    assert (found.waiting, found.dead, found.missing, found.is_whole) == (1, 0, 0, True)
    change(both[1], update(inbox).where(inbox.c.state == "waiting").values(state="dead"))
    assert compared(both).dead == 1


def test_the_log_is_walked_page_by_page(
    both: tuple[Database, Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chassis.bus.audit._PAGE", 1)
    assert compared(both) == Comparison("works", "district", facts=3)


def test_a_producer_that_is_not_at_hand_is_left_out(both: tuple[Database, Database]) -> None:
    assert audit({"district": Member(both[1], [LAMPS])}) == []


def test_what_is_taken_in_while_the_log_is_read_is_not_called_stale(
    both: tuple[Database, Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    works, district = both
    walk = module._pages  # noqa: SLF001 - the moment at which something must happen

    def go_on_meanwhile(log: Session, types: Sequence[str]) -> Iterator[Any]:
        yield from walk(log, types)
        tell(works, "a", "c")
        reader(district, works).step()

    monkeypatch.setattr(module, "_pages", go_on_meanwhile)
    assert compared(both) == Comparison("works", "district", facts=3)
    monkeypatch.undo()
    assert compared(both) == Comparison("works", "district", facts=5)


def test_a_database_that_is_away_is_said_and_the_others_are_compared(
    both: tuple[Database, Database], town: Town
) -> None:
    works, district = both
    away = town.district("reports")
    with away.engine.begin() as connection:
        connection.execute(text("DROP TABLE inbox"))
    everyone = {
        "away": Member(away, [LAMPS]),
        "district": Member(district, [LAMPS]),
        "works": Member(works),
    }
    first, second = audit(everyone)
    assert (first, first.is_whole) == (Comparison("works", "away", answers=False), False)
    assert second == Comparison("works", "district", facts=3)
