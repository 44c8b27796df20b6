"""Support visits over the API: noted by the school's own coach, read by who is concerned."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from chassis.tables import audit
from registry.support.model import SupportVisit
from tests.registry.front_door import Tokens
from tests.registry.journey import Journey

VISIT: dict[str, Any] = {
    "on": "2026-02-02",
    "mode": "online",
    "hours": 1.5,
    "modules": ["M3"],
    "notes": "We looked at the reporting procedure.",
    "next_steps": ["Name a deputy"],
}


def ready(journey: Journey, **more: Any) -> tuple[UUID, dict[str, str]]:
    """Return a school with a coach, and the coach's token."""
    school = journey.school(**more)
    return school, journey.as_coach(journey.coached(journey.enrolled(school)))


def note(journey: Journey, school: UUID, by: dict[str, str], **more: Any) -> Any:
    return journey.ask("POST", "/support-visits", by, json=VISIT | {"school": str(school)} | more)


def test_a_coach_notes_a_visit(journey: Journey) -> None:
    school, coach = ready(journey)
    made = note(journey, school, coach)
    assert made.status_code == 201, made.text
    found = made.get_json()
    assert {name: found[name] for name in VISIT} == VISIT
    assert (found["coach_name"], found["row_version"]) == ("Ana Rusu", 1)
    with journey.database.read() as session:
        deeds = session.scalars(select(audit.c.what).order_by(audit.c.no.desc())).all()
    assert deeds[0] == "support_visit.noted"


def test_a_visit_is_noted_once_it_took_place_where_the_school_is(journey: Journey) -> None:
    # It is 8 o'clock on 2 February in Chisinau, and the 1st in Honolulu.
    school, coach = ready(journey)
    answer = note(journey, school, coach, on="2026-02-03")
    assert (answer.status_code, list(answer.get_json()["errors"])) == (422, ["on"])
    west = journey.school(tz="Pacific/Honolulu")
    body = {"school": str(west), "cohort": journey.cohort(name="Far")}
    enrolment = journey.done("/enrolments", json=body)["id"]
    by = journey.as_coach(journey.coached(enrolment, "keanu"))
    assert note(journey, west, by, on="2026-02-02").status_code == 422
    assert note(journey, west, by, on="2026-02-01").status_code == 201


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("hours", 0.2),
        ("hours", 24.5),
        ("hours", "NaN"),
        ("hours", "sNaN"),
        ("mode", "letter"),
        ("modules", ["M9"]),
        ("notes", "x" * 2001),
        ("next_steps", ["x" * 201]),
        ("next_steps", ["x"] * 11),
        ("on", "yesterday"),
        ("child", "a name"),
    ],
)
def test_what_is_no_visit_is_refused_by_the_field(
    journey: Journey, field: str, value: object
) -> None:
    school, coach = ready(journey)
    answer = note(journey, school, coach, **{field: value})
    assert answer.status_code == 422
    assert [each.partition(".")[0] for each in answer.get_json()["errors"]] == [field]


def test_only_the_school_s_own_coach_notes_visits(journey: Journey, token: Tokens) -> None:
    school, _ = ready(journey)
    other = note(journey, school, token("coach"))
    assert (other.status_code, other.get_json()["reason"]) == (403, "not_yours")
    for role in ("coordinator", "trainer"):
        assert note(journey, school, token(role)).status_code == 403
    assert note(journey, school, journey.head(school)).status_code == 403
    assert note(journey, uuid4(), token("coach")).status_code == 404


def test_who_is_a_coach_elsewhere_only_is_none_of_this_school(
    journey: Journey, token: Tokens
) -> None:
    """The enrolment still names the person, whose role that covered it has ended."""
    here, there = journey.cohort(), journey.cohort(name="Another")
    school = journey.school()
    enrolment = journey.enrolled(school, here)
    coach = journey.coached(enrolment)
    assert note(journey, school, journey.as_coach(coach)).status_code == 201

    def seen(by: dict[str, str]) -> list[str]:
        items = journey.ask("GET", "/enrolments", by).get_json()["items"]
        return [each["id"] for each in items]

    for where in ({"scope": "cohort", "id": there}, {"id": uuid4()}):
        former = token("coach", sub=coach.id, **where)
        refused = note(journey, school, former)
        assert (refused.status_code, refused.get_json()["reason"]) == (403, "not_yours")
        assert seen(former) == []
        assert journey.ask("GET", f"/enrolments/{enrolment}", former).status_code == 403
    cohort_s = token("coach", sub=coach.id, scope="cohort", id=here)
    assert seen(cohort_s) == [enrolment]
    assert note(journey, school, cohort_s).status_code == 201


def test_who_coached_a_school_reads_no_more_of_what_others_do_there(
    journey: Journey, token: Tokens
) -> None:
    school, coach = ready(journey)
    assert note(journey, school, coach).status_code == 201
    (visit,) = journey.ask("GET", "/support-visits", coach).get_json()["items"]
    colleague = journey.door.person("nadia", "coach")
    with journey.database.write() as session:
        session.execute(update(SupportVisit).values(coach_id=UUID(colleague.id)))
    assert len(journey.ask("GET", "/support-visits", coach).get_json()["items"]) == 1
    former = token("coach", sub=visit["coach"], scope="cohort", id=uuid4())
    assert journey.ask("GET", "/support-visits", former).get_json()["items"] == []


def test_visits_are_read_by_coach_coordinator_and_school(journey: Journey, token: Tokens) -> None:
    school, coach = ready(journey)
    for day in ("2026-01-10", "2026-01-20", "2026-01-30"):
        assert note(journey, school, coach, on=day).status_code == 201

    def days(by: dict[str, str], query: str = "") -> list[str]:
        answer = journey.ask("GET", f"/support-visits{query}", by)
        assert answer.status_code == 200
        return [each["on"] for each in answer.get_json()["items"]]

    newest_first = ["2026-01-30", "2026-01-20", "2026-01-10"]
    readers = [coach, token("coordinator"), journey.head(school)]
    readers += [token(role, scope="school", id=school) for role in ("focal", "deputy")]
    for by in readers:
        assert days(by, f"?school={school}") == newest_first
    assert days(token("coach")) == []
    assert days(token("head", scope="school", id=uuid4())) == []
    for role in ("ops", "observer", "staff", "assessor"):
        assert journey.ask("GET", "/support-visits", token(role)).status_code == 403

    page = journey.ask("GET", "/support-visits?limit=2", coach).get_json()
    assert [each["on"] for each in page["items"]] == newest_first[:2]
    assert days(coach, f"?limit=2&after={page['next']}") == newest_first[2:]
