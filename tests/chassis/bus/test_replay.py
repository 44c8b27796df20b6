"""A read model is rebuilt from the logs, and only it."""

from collections.abc import Sequence

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from chassis.bus import replay as module
from chassis.bus.audit import audit
from chassis.bus.events import Delivered
from chassis.bus.inbox import Subscription, project
from chassis.bus.replay import Step, projections_of, replay
from chassis.bus.status import Member
from chassis.db import Database
from chassis.errors import Invalid
from chassis.tables import bus_applied, inbox, outbox
from tests.chassis.bus.town import (
    LAMPS,
    LampChanged,
    PriceChanged,
    Town,
    count,
    effect,
    glows,
    read_lamp,
    reader,
    seen,
    tell,
)


def show_lamps(session: Session, events: Sequence[Delivered]) -> None:
    project(session, seen, "lamp", events, read_lamp)


SHOWS = Subscription(LAMPS.types, show_lamps, "lamp")
COUNTS = Subscription((LampChanged,), LAMPS.handle)
"""It counts each fact once, so that it has no projection."""


@pytest.fixture
def members(town: Town) -> dict[str, Member]:
    """A works, and a district whose read model went wrong after it had taken all in."""
    works, district = town.works(), town.district()
    tell(works, "a", "b", glow=1)
    tell(works, "a", glow=2)
    reader(district, works, [SHOWS]).step()
    with district.write() as session:
        session.execute(update(seen).values(glow=99))
    return {"works": Member(works), "district": Member(district, [SHOWS, COUNTS])}


def again(members: dict[str, Member], after: int = 0, source: str | None = None) -> list[Step]:
    return list(replay(members, "district", "lamp", after=after, source=source))


def district(members: dict[str, Member]) -> Database:
    return members["district"].database


def test_the_read_model_is_as_the_logs_say_and_the_inbox_as_before(
    members: dict[str, Member],
) -> None:
    before = count(district(members), inbox)
    assert again(members) == [Step("works", 3, 3, 3, 0)]
    assert glows(district(members)) == {"a": 2, "b": 1}
    assert count(district(members), inbox) == before
    assert count(district(members), effect) == 0, "what counts once was not called"
    [compared] = audit({"works": members["works"], "district": Member(district(members), [SHOWS])})
    assert compared.is_whole


def test_twice_is_the_same_as_once(members: dict[str, Member]) -> None:
    again(members)
    assert again(members) == [Step("works", 3, 3, 3, 0)]
    assert glows(district(members)) == {"a": 2, "b": 1}


def test_it_goes_batch_by_batch(
    members: dict[str, Member], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH", 2)
    assert again(members) == [Step("works", 2, 3, 2, 0), Step("works", 3, 3, 1, 0)]
    assert glows(district(members)) == {"a": 2, "b": 1}


def test_from_a_place_only_what_was_told_of_afterwards_is_forgotten(
    members: dict[str, Member],
) -> None:
    assert again(members, after=2) == [Step("works", 3, 3, 1, 0)]
    assert glows(district(members)) == {"a": 2, "b": 99}
    with district(members).read() as session:
        held = session.scalar(select(func.count()).select_from(bus_applied))
    assert held == 2, "an old fact about the other lamp still loses"


def test_what_has_a_way_of_its_own_is_left_to_it(members: dict[str, Member]) -> None:
    with members["works"].database.read() as session:
        first = session.scalars(select(outbox.c.event_id).order_by(outbox.c.id).limit(1)).one()
    for state in ("dead", "waiting", "discarded"):
        with district(members).write() as session:
            session.execute(update(inbox).where(inbox.c.event_id == str(first)).values(state=state))
        assert again(members) == [Step("works", 3, 3, 2, 1)]


def test_what_was_not_taken_in_yet_may_come_early(members: dict[str, Member]) -> None:
    tell(members["works"].database, "c", glow=5)
    assert again(members) == [Step("works", 4, 4, 4, 0)]
    reader(district(members), members["works"].database, [SHOWS]).step()
    assert glows(district(members)) == {"a": 2, "b": 1, "c": 5}


def test_what_cannot_be_read_is_skipped(members: dict[str, Member]) -> None:
    with members["works"].database.write() as session:
        session.execute(update(outbox).where(outbox.c.subject == "b").values(body=b"not a fact"))
    assert again(members) == [Step("works", 3, 3, 2, 1)]


def test_a_handler_that_still_fails_ends_it_and_keeps_what_was_before(
    members: dict[str, Member], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail_late(session: Session, events: Sequence[Delivered]) -> None:
        show_lamps(session, events)
        if any(event.version > 1 for event in events):
            raise ZeroDivisionError

    monkeypatch.setattr(module, "BATCH", 2)
    broken = members | {
        "district": Member(district(members), [Subscription(LAMPS.types, fail_late, "lamp")])
    }
    steps = replay(broken, "district", "lamp")
    assert next(steps).place == 2
    with pytest.raises(ZeroDivisionError):
        next(steps)
    assert glows(district(members)) == {"a": 1, "b": 1}
    assert again(members, after=2) == [Step("works", 3, 3, 1, 0)]
    assert glows(district(members)) == {"a": 2, "b": 1}


def test_an_empty_log_gives_nothing(members: dict[str, Member]) -> None:
    with members["works"].database.write() as session:
        session.execute(delete(outbox))
    assert again(members) == []


@pytest.mark.parametrize(
    ("projection", "after", "source", "reason"),
    [
        ("nothing", 0, None, "unknown_projection"),
        ("lamp", 0, "mill", "unknown_source"),
        ("both", 3, None, "source_needed"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_forgotten(
    members: dict[str, Member], projection: str, after: int, source: str | None, reason: str
) -> None:
    class MillStopped(PriceChanged):
        type = "mill.wheel.stopped.v1"

    both = Subscription((LampChanged, MillStopped), show_lamps, "both")
    asked = members | {"district": Member(district(members), [SHOWS, COUNTS, both])}
    with pytest.raises(Invalid) as refused:
        replay(asked, "district", projection, after=after, source=source)
    assert refused.value.reason == reason
    assert count(district(members), bus_applied) == 2


def test_what_counts_once_is_refused_in_words(members: dict[str, Member]) -> None:
    assert projections_of(members["district"]) == ["lamp"]
    only = members | {"district": Member(district(members), [COUNTS])}
    with pytest.raises(Invalid, match="would count twice"):
        replay(only, "district", "lamp")
