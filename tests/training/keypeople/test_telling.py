from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chassis.clock import StillClock
from chassis.db import Database
from tests.registry.front_door import PARTNER_ID, Tokens
from tests.services.facts import SCHOOL
from tests.services.past import replay_past, write_past
from tests.training.classroom import MODULES, Classroom, role_changed
from tests.training.conftest import Hear, Published
from training.app import SERVICE
from training.passes import actions as passes

TYPE = "training.key_people.changed.v1"


@pytest.fixture
def told(published: Published) -> Any:
    """Return what was told of a post: (version, trained, all_modules, m3, valid_until)."""

    def read(role: str = "deputy", owner: object = SCHOOL) -> list[tuple[Any, ...]]:
        return [
            (int(e.subjectversion), d["trained"], d["all_modules"], d["m3"], d.get("valid_until"))
            for e, d in published(TYPE)
            if e.subject == f"{owner}/{role}"
        ]

    return read


def test_a_post_is_told_of_as_its_holder_learns(
    classroom: Classroom, hear: Hear, clock: StillClock, told: Any
) -> None:
    hear(role_changed("deputy", clock.now()))
    assert told() == [(1, "0", False, False, None)]
    by = classroom.person("deputy")
    classroom.place(by, "leadership")
    classroom.learn(by, "M1", "M2", "M4")
    assert len(told()) == 1, "nothing that others are told of has changed"
    classroom.learn(by, "M3")
    assert told()[1:] == [(2, "0", False, True, "2027-02-01")]
    classroom.learn(by, "M5")
    assert told()[2:] == [(3, "1", True, True, "2027-02-01")]


def test_only_a_sign_in_after_the_change_counts(
    classroom: Classroom, hear: Hear, clock: StillClock, told: Any
) -> None:
    by = classroom.person("deputy")
    classroom.place(by, "leadership")
    classroom.learn(by, *MODULES)
    assert told() == [], "registry has not told of the post"
    clock.advance(timedelta(minutes=10))
    hear(role_changed("deputy", clock.now()))
    assert told() == [(1, "0", False, False, None)], "this sign-in was before the change"
    again = classroom.person("deputy")
    classroom.ask("GET", "/me", again)
    assert told()[1:] == [(2, "1", True, True, "2027-02-01")]


def test_a_sign_in_of_the_same_second_counts(
    classroom: Classroom, hear: Hear, clock: StillClock, told: Any
) -> None:
    hear(role_changed("deputy", clock.now() + timedelta(milliseconds=900)))
    by = classroom.person("deputy")
    classroom.place(by, "leadership")
    classroom.learn(by, *MODULES)
    assert told()[-1][1:4] == ("1", True, True)


def test_a_post_that_is_emptied_is_trained_no_more(
    classroom: Classroom, hear: Hear, clock: StillClock, told: Any
) -> None:
    hear(role_changed("head", clock.now()))
    by = classroom.person("head")
    classroom.place(by, "leadership")
    classroom.learn(by, *MODULES)
    assert told("head")[-1][1:4] == ("1", True, True)
    clock.advance(timedelta(hours=1))
    hear(role_changed("head", clock.now(), filled="0"), version=2)
    assert told("head")[-1][1:] == ("0", False, False, None)


def test_safeguarding_officers_of_a_partner_are_judged_together(
    classroom: Classroom, token: Tokens, hear: Hear, clock: StillClock, told: Any
) -> None:
    hear(role_changed("safeguarding", clock.now(), "2plus", PARTNER_ID, "partner"))
    place = {"partner": str(PARTNER_ID), "lang": "ro"}
    officers = [
        token("safeguarding", sub=f"01985a00-0000-7000-8000-0000000001{number:02}")
        for number in (1, 2)
    ]
    for by in officers:
        classroom.done(classroom.ask("PUT", "/learners/me", by, place), 200)
        classroom.learn(by, *MODULES)
    assert [each[1:4] for each in told("safeguarding", PARTNER_ID)] == [
        ("0", False, False),
        ("1", False, False),
        ("1", False, True),
        ("2plus", True, True),
    ]


def test_what_ends_by_the_calendar_is_told_by_the_timer(
    classroom: Classroom,
    hear: Hear,
    clock: StillClock,
    told: Any,
    database: Database,
    published: Published,
) -> None:
    hear(role_changed("deputy", clock.now()))
    by = classroom.person("deputy")
    classroom.place(by, "leadership")
    classroom.count(by)
    classroom.learn(by, *MODULES)
    count = len(published())

    def run(at: datetime) -> None:
        clock.set(at)
        with database.write() as session:
            passes.end_due(session, clock.now())

    # Still the last valid day in Chisinau, and the head count is good for 180 days.
    run(datetime(2026, 8, 1, 20, 59, tzinfo=UTC))
    assert len(published()) == count
    run(datetime(2026, 8, 1, 21, 0, tzinfo=UTC))
    fresh = published()[count:]
    assert {data["pct_band"] for _, data in fresh} == {"unknown"}
    assert len(fresh) == 6 * 5 + 6 + 1
    assert told()[-1][1:] == ("1", True, True, "2027-02-01")

    run(datetime(2027, 2, 1, 21, 59, tzinfo=UTC))
    assert told()[-1][1:] == ("1", True, True, "2027-02-01")
    run(datetime(2027, 2, 1, 22, 0, tzinfo=UTC))
    assert told()[-1][1:] == ("1", True, False, "2028-02-01")
    run(datetime(2028, 2, 1, 22, 0, tzinfo=UTC))
    assert told()[-1][1:] == ("0", False, False, None)
    versions = [each[0] for each in told()]
    assert versions == list(range(1, len(versions) + 1))
    count = len(published())
    run(datetime(2028, 2, 3, 22, 0, tzinfo=UTC))
    assert len(published()) == count, "what was told once is not told again"


def test_the_past_given_anew_tells_nothing_and_judges_by_today(
    classroom: Classroom, hear: Hear, clock: StillClock, told: Any, database: Database
) -> None:
    """Else others would hear of posts and passes as they were when the facts were new."""
    changes = [
        (role_changed("deputy", clock.now(), filled), version)
        for version, filled in enumerate(("1", "0", "1"), 1)
    ]
    for fact, version in changes:
        hear(fact, version=version)
    write_past(database, *changes, at=clock.now())
    by = classroom.person("deputy")
    classroom.place(by, "leadership")
    classroom.learn(by, *MODULES)
    assert told()[-1][1:] == ("1", True, True, "2027-02-01")
    before = told()
    assert replay_past(database, SERVICE, clock.now()) == 1
    assert told() == before
    clock.set(datetime(2028, 2, 1, 22, 0, tzinfo=UTC))
    with database.write() as session:
        passes.end_due(session, clock.now())
    assert told()[-1][1:] == ("0", False, False, None)
    before = told()
    assert replay_past(database, SERVICE, clock.now()) == 1
    assert told() == before


def test_a_pass_that_ends_lowers_the_coverage(
    classroom: Classroom, clock: StillClock, database: Database, published: Published
) -> None:
    boss = classroom.person("head")
    classroom.place(boss, "leadership")
    classroom.count(boss)
    classroom.learn(boss, "M3C")
    clock.set(datetime(2027, 1, 30, 6, 0, tzinfo=UTC))
    classroom.count(classroom.person("head"), declared_on="2027-01-30")
    clock.set(datetime(2027, 2, 2, 6, 0, tzinfo=UTC))
    with database.write() as session:
        passes.end_due(session, clock.now())
    told = [
        (data["pct_band"], data["as_of"])
        for envelope, data in published("training.coverage.updated.v1")
        if envelope.subject == f"{SCHOOL}/M3C/leadership"
    ]
    assert told[-2:] == [("25", "2026-02-02"), ("0", "2027-02-02")]
