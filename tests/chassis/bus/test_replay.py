"""A read model is rebuilt from the logs, and only it."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from chassis.bus import newest
from chassis.bus import replay as module
from chassis.bus.audit import audit
from chassis.bus.events import Delivered
from chassis.bus.inbox import Subscription, project
from chassis.bus.present import present
from chassis.bus.replay import Step, projections_of, replay
from chassis.bus.status import Member
from chassis.db import Database
from chassis.errors import Invalid
from chassis.tables import bus_applied, inbox, outbox
from tests.chassis.bus.plans import analyze, plan_of, reads_it_all, write
from tests.chassis.bus.street import PATIENCE
from tests.chassis.bus.town import (
    LAMPS,
    NOON,
    LampBroken,
    LampChanged,
    PriceChanged,
    Town,
    count,
    effect,
    glows,
    read_lamp,
    reader,
    seen,
    set_lamp,
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
    return list(replay(members, "district", "lamp", now=NOON, after=after, source=source))


def district(members: dict[str, Member]) -> Database:
    return members["district"].database


def test_the_read_model_is_as_the_logs_say_and_the_inbox_as_before(
    members: dict[str, Member],
) -> None:
    before = count(district(members), inbox)
    assert again(members) == [Step("works", 3, 3, 2, 0)]
    assert glows(district(members)) == {"a": 2, "b": 1}
    assert count(district(members), inbox) == before
    assert count(district(members), effect) == 0, "what counts once was not called"
    [compared] = audit({"works": members["works"], "district": Member(district(members), [SHOWS])})
    assert compared.is_whole


def test_twice_is_the_same_as_once(members: dict[str, Member]) -> None:
    again(members)
    assert again(members) == [Step("works", 3, 3, 2, 0)]
    assert glows(district(members)) == {"a": 2, "b": 1}


def test_it_goes_batch_by_batch(
    members: dict[str, Member], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH", 2)
    assert again(members) == [Step("works", 2, 3, 1, 0), Step("works", 3, 3, 1, 0)]
    assert glows(district(members)) == {"a": 2, "b": 1}


def test_from_a_place_only_what_was_told_of_afterwards_is_forgotten(
    members: dict[str, Member],
) -> None:
    assert again(members, after=2) == [Step("works", 3, 3, 1, 0)]
    assert glows(district(members)) == {"a": 2, "b": 99}
    with district(members).read() as session:
        held = session.scalar(select(func.count()).select_from(bus_applied))
    assert held == 2, "an old fact about the other lamp still loses"


@pytest.mark.parametrize("state", ["dead", "waiting", "discarded"])
def test_what_has_a_way_of_its_own_is_left_to_it_and_the_one_before_is_given(
    members: dict[str, Member], state: str
) -> None:
    with members["works"].database.read() as session:
        last = session.scalars(select(outbox.c.event_id).order_by(outbox.c.id.desc())).first()
    with district(members).write() as session:
        session.execute(update(inbox).where(inbox.c.event_id == str(last)).values(state=state))
    assert again(members) == [Step("works", 3, 3, 2, 1)]
    assert glows(district(members)) == {"a": 1, "b": 1}


def test_a_thing_of_which_nothing_can_be_given_keeps_no_guard(members: dict[str, Member]) -> None:
    with district(members).write() as session:
        session.execute(update(inbox).values(state="dead"))
    assert again(members) == [Step("works", 3, 3, 0, 3)]
    assert glows(district(members)) == {"a": 99, "b": 99}
    assert count(district(members), bus_applied) == 0


def test_what_was_not_taken_in_yet_may_come_early(members: dict[str, Member]) -> None:
    tell(members["works"].database, "c", glow=5)
    assert again(members) == [Step("works", 4, 4, 3, 0)]
    reader(district(members), members["works"].database, [SHOWS]).step()
    assert glows(district(members)) == {"a": 2, "b": 1, "c": 5}


def test_what_cannot_be_read_is_skipped(members: dict[str, Member]) -> None:
    with members["works"].database.write() as session:
        session.execute(update(outbox).where(outbox.c.subject == "b").values(body=b"not a fact"))
    assert again(members) == [Step("works", 3, 3, 1, 1)]


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
    steps = replay(broken, "district", "lamp", now=NOON)
    assert next(steps).place == 2
    with pytest.raises(ZeroDivisionError):
        next(steps)
    assert glows(district(members)) == {"a": 99, "b": 1}
    assert count(district(members), bus_applied) == 2, "the guard is as it was"
    assert again(members, after=2) == [Step("works", 3, 3, 1, 0)]
    assert glows(district(members)) == {"a": 2, "b": 1}


@dataclass
class Echo:
    """A handler that keeps lamps, notes by what instant it judged, and can be made to wait."""

    seen_at: list[datetime] = field(default_factory=list)
    glowed: list[int] = field(default_factory=list)
    first: Callable[[], None] = lambda: None

    def __call__(self, session: Session, events: Sequence[Delivered]) -> None:
        self.first()
        self.seen_at.append(present(session, events))
        self.glowed += [event.fact.glow for event in events]
        show_lamps(session, events)


def listened(members: dict[str, Member], echo: Echo) -> dict[str, Member]:
    subscription = Subscription(LAMPS.types, echo, "lamp")
    return members | {"district": Member(district(members), [subscription])}


LATER = NOON + timedelta(days=400)


def test_a_handler_sees_the_newest_alone_and_judges_by_the_present(
    members: dict[str, Member], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH", 1)
    echo = Echo()
    list(replay(listened(members, echo), "district", "lamp", now=LATER))
    assert echo.glowed == [1, 2]
    assert set(echo.seen_at) == {LATER}
    reader(district(members), members["works"].database, [Subscription(LAMPS.types, echo)]).step()
    tell(members["works"].database, "a", glow=3)
    reader(district(members), members["works"].database, [Subscription(LAMPS.types, echo)]).step()
    assert echo.seen_at[-1] == NOON, "news is judged by the day it became true"


def test_of_several_types_about_one_thing_the_last_is_the_newest(
    members: dict[str, Member],
) -> None:
    works = members["works"].database
    with works.write() as session:
        set_lamp(session, "b", 0, LampBroken)
    tell(works, "c", glow=7)
    echo = Echo()
    list(replay(listened(members, echo), "district", "lamp", now=LATER))
    assert echo.glowed == [2, 0, 7]


def test_a_long_row_of_facts_that_are_of_no_use_is_passed_over(
    members: dict[str, Member], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(newest, "BATCH", 2)
    works = members["works"].database
    for _ in range(5):
        tell(works, "b", glow=50)
    with works.write() as session:
        spoilt = outbox.c.id > 3
        session.execute(update(outbox).where(spoilt).values(body=b"not a fact"))
    assert again(members) == [Step("works", 8, 8, 2, 5)]
    assert glows(district(members)) == {"a": 2, "b": 1}


def test_a_fact_that_comes_while_its_elder_is_given_wins(members: dict[str, Member]) -> None:
    works, later = members["works"].database, ThreadPoolExecutor(1)

    def come() -> None:
        tell(works, "a", glow=3)
        coming.append(later.submit(reader(district(members), works, [SHOWS]).step))

    coming: list[Future[int]] = []
    echo = Echo(first=lambda: None if coming else come())
    list(replay(listened(members, echo), "district", "lamp", now=LATER))
    coming[0].result(PATIENCE)
    assert glows(district(members)) == {"a": 3, "b": 1}
    later.shutdown()


def test_the_log_wins_over_a_guard_from_before_it_was_restored(
    members: dict[str, Member],
) -> None:
    with district(members).write() as session:
        session.execute(update(bus_applied).values(version=9))
    again(members)
    assert glows(district(members)) == {"a": 2, "b": 1}
    tell(members["works"].database, "a", glow=3)
    reader(district(members), members["works"].database, [SHOWS]).step()
    assert glows(district(members)) == {"a": 3, "b": 1}


def test_a_piece_of_a_long_log_is_found_by_the_indexes(works: Database) -> None:
    write(works, [(LampChanged, f"lamp-{i % 50}") for i in range(6000)])
    analyze(works)
    query = newest.piece_query(works.dialect, (LampBroken.type, LampChanged.type))
    plan = plan_of(works, query, {"after": 100, "limit": 100})
    assert "ix_outbox_type_subject_position" in plan
    assert not reads_it_all(plan)


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
        replay(asked, "district", projection, now=NOON, after=after, source=source)
    assert refused.value.reason == reason
    assert count(district(members), bus_applied) == 2


def test_what_counts_once_is_refused_in_words(members: dict[str, Member]) -> None:
    assert projections_of(members["district"]) == ["lamp"]
    only = members | {"district": Member(district(members), [COUNTS])}
    with pytest.raises(Invalid, match="would count twice"):
        replay(only, "district", "lamp", now=NOON)
