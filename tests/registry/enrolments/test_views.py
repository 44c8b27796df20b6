"""Enrolments over the API: who may join, confirm, coach, leave and look."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from chassis.tables import audit
from registry.enrolments.model import StageStep
from registry.schools.model import School
from tests.registry.front_door import Tokens
from tests.registry.journey import Journey
from tests.statements import statements


def test_a_head_applies_and_a_coordinator_confirms(journey: Journey) -> None:
    school, cohort = journey.school(), journey.cohort()
    body = {"school": str(school), "cohort": cohort}
    made = journey.done("/enrolments", journey.head(school), json=body)
    assert (made["state"], made["row_version"], made["coach"]) == ("applied", 1, None)
    confirmed = journey.done(f"/enrolments/{made['id']}/confirmation")
    assert (confirmed["state"], confirmed["enrolled_on"]) == ("enrolled", "2026-02-02")
    assert [each["stage"] for each in journey.told()] == ["applied", "enrolled"]
    fact = journey.told()[-1]
    assert fact == {
        "enrolment": made["id"],
        "school": str(school),
        "cohort": cohort,
        "standard_version": "1.0.0",
        "curriculum_version": "1.0.0",
        "stage": "enrolled",
        "on": "2026-02-02",
    }
    with journey.database.read() as session:
        steps = session.scalars(select(StageStep.stage).order_by(StageStep.id)).all()
        deeds = session.scalars(select(audit.c.what).order_by(audit.c.no)).all()
    assert steps == ["applied", "enrolled"]
    assert deeds[-2:] == ["enrolment.applied", "enrolment.enrolled"]
    again = journey.ask(
        "POST", f"/enrolments/{made['id']}/confirmation", journey.token("coordinator")
    )
    assert (again.status_code, again.get_json()["reason"]) == (409, "wrong_state")


def test_a_coordinator_may_apply_for_a_school(journey: Journey) -> None:
    body = {"school": str(journey.school()), "cohort": journey.cohort()}
    assert journey.done("/enrolments", json=body)["state"] == "applied"


@pytest.mark.parametrize("state", ["listed", "applied", "dormant", "closed"])
def test_a_school_that_is_not_verified_cannot_join(journey: Journey, state: str) -> None:
    school = journey.school(state=state)
    body = {"school": str(school), "cohort": journey.cohort()}
    answer = journey.ask("POST", "/enrolments", journey.head(school), json=body)
    assert (answer.status_code, answer.get_json()["reason"]) == (409, "school_not_verified")


def test_nobody_joins_a_cohort_that_does_not_run(journey: Journey) -> None:
    school, cohort = journey.school(), journey.cohort(is_open=False)
    body = {"school": str(school), "cohort": cohort}
    answer = journey.ask("POST", "/enrolments", journey.head(school), json=body)
    assert (answer.status_code, answer.get_json()["reason"]) == (409, "cohort_not_running")


def test_nobody_is_taken_into_a_cohort_that_closed_meanwhile(journey: Journey) -> None:
    cohort = journey.cohort()
    enrolment = journey.applied(journey.school(), cohort)
    journey.done(f"/cohorts/{cohort}/closure")
    answer = confirm(journey, enrolment)
    assert (answer.status_code, answer.get_json()["reason"]) == (409, "cohort_not_running")
    assert journey.state(enrolment)["state"] == "applied"


@pytest.mark.parametrize("state", ["closed", "merged", "dormant"])
def test_a_school_that_takes_part_no_more_is_not_taken_in(journey: Journey, state: str) -> None:
    school = journey.school()
    enrolment = journey.applied(school, journey.cohort())
    become(journey, school, state)
    answer = confirm(journey, enrolment)
    assert (answer.status_code, answer.get_json()["reason"]) == (409, "school_not_verified")
    assert journey.state(enrolment)["state"] == "applied"


def confirm(journey: Journey, enrolment: str) -> Any:
    return journey.ask(
        "POST", f"/enrolments/{enrolment}/confirmation", journey.token("coordinator")
    )


def become(journey: Journey, school: UUID, state: str) -> None:
    with journey.database.write() as session:
        session.execute(update(School).where(School.id == school).values(state=state))


def test_a_school_is_in_one_cohort_at_a_time(journey: Journey) -> None:
    school, cohort = journey.school(), journey.cohort()
    enrolment = journey.applied(school, cohort)
    for other in (cohort, journey.cohort(name="Another")):
        body = {"school": str(school), "cohort": other}
        answer = journey.ask("POST", "/enrolments", journey.head(school), json=body)
        assert (answer.status_code, answer.get_json()["reason"]) == (409, "already_enrolled")
        assert answer.get_json()["enrolment"] == enrolment
    journey.done(f"/enrolments/{enrolment}/withdrawal", json={"reason": "no_time"})
    assert journey.applied(school, cohort) != enrolment


def test_of_many_applications_at_once_one_is_taken(journey: Journey) -> None:
    school, cohort = journey.school(), journey.cohort()
    body = {"school": str(school), "cohort": cohort}
    by = journey.head(school)
    app = journey.client.application

    def apply(_number: int) -> int:
        answer = app.test_client().post("/registry/api/v1/enrolments", json=body, headers=by)
        return answer.status_code

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(apply, range(8)))
    assert answers == [201] + [409] * 7
    assert len(journey.told()) == 1


def test_a_head_speaks_for_one_school_only(journey: Journey, token: Tokens) -> None:
    school, cohort = journey.school(), journey.cohort()
    body = {"school": str(school), "cohort": cohort}
    other = token("head", scope="school", id=uuid4())
    assert journey.ask("POST", "/enrolments", other, json=body).status_code == 403
    enrolment = journey.applied(school, cohort)
    for by in (other, token("focal", scope="school", id=school), token("coach")):
        leave = journey.ask(
            "POST", f"/enrolments/{enrolment}/withdrawal", by, json={"reason": "other"}
        )
        assert leave.status_code == 403
        confirm = journey.ask("POST", f"/enrolments/{enrolment}/confirmation", by)
        assert confirm.status_code == 403


def test_a_school_leaves_with_a_reason_from_the_list(journey: Journey) -> None:
    school = journey.school()
    enrolment = journey.enrolled(school)
    url = f"/enrolments/{enrolment}/withdrawal"
    wrong = journey.ask("POST", url, journey.head(school), json={"reason": "bored"})
    assert (wrong.status_code, list(wrong.get_json()["errors"])) == (422, ["reason"])
    gone = journey.done(url, journey.head(school), json={"reason": "staff_left"})
    assert (gone["state"], gone["withdrawn_reason"]) == ("withdrawn", "staff_left")
    assert journey.told()[-1]["stage"] == "withdrawn"
    again = journey.ask("POST", url, journey.head(school), json={"reason": "staff_left"})
    assert (again.status_code, again.get_json()["reason"]) == (409, "wrong_state")


def appoint(journey: Journey, enrolment: str, user: Any, tag: str | None) -> Any:
    headers = {"If-Match": tag} if tag else {}
    by = journey.token("coordinator")
    body = {"user": str(user)}
    return journey.ask("PUT", f"/enrolments/{enrolment}/coach", by, json=body, headers=headers)


def test_a_school_gets_a_coach_who_is_one(journey: Journey) -> None:
    enrolment = journey.enrolled(journey.school())
    coach = journey.door.person("cora", "coach")
    answer = appoint(journey, enrolment, coach.id, '"2"')
    assert (answer.status_code, answer.headers["ETag"]) == (200, '"3"')
    assert (answer.get_json()["coach"], answer.get_json()["coach_name"]) == (coach.id, "Ana Rusu")
    assert appoint(journey, enrolment, coach.id, '"3"').headers["ETag"] == '"3"'
    assert appoint(journey, enrolment, coach.id, '"2"').status_code == 412
    assert appoint(journey, enrolment, coach.id, None).status_code == 428


def test_nobody_else_becomes_a_coach(journey: Journey) -> None:
    enrolment = journey.enrolled(journey.school())
    trainer = journey.door.person("tudor", "trainer")
    for user in (trainer.id, uuid4()):
        answer = appoint(journey, enrolment, user, '"2"')
        assert (answer.status_code, answer.get_json()["reason"]) == (422, "not_a_coach")
    former = journey.door.person("fedir", "coach")
    journey.ask("DELETE", f"/memberships/{former.membership}", journey.token("coordinator"))
    assert appoint(journey, enrolment, former.id, '"2"').status_code in (200, 422)
    assert appoint(journey, enrolment, "nobody", '"2"').status_code == 422


def test_a_coach_of_one_cohort_is_none_of_another(journey: Journey) -> None:
    here, there = journey.cohort(), journey.cohort(name="Another")
    enrolment = journey.enrolled(journey.school(), here)
    near = journey.door.person("nadia", "coach", {"type": "cohort", "id": here})
    far = journey.door.person("farid", "coach", {"type": "cohort", "id": there})
    assert appoint(journey, enrolment, far.id, '"2"').status_code == 422
    assert appoint(journey, enrolment, near.id, '"2"').status_code == 200


def listed(journey: Journey, by: dict[str, str], query: str = "") -> list[str]:
    answer = journey.ask("GET", f"/enrolments{query}", by)
    assert answer.status_code == 200, answer.text
    return [each["id"] for each in answer.get_json()["items"]]


def test_everybody_sees_the_schools_that_are_theirs(journey: Journey, token: Tokens) -> None:
    cohort = journey.cohort()
    mine, other = journey.school(), journey.school()
    first, second = journey.enrolled(mine, cohort), journey.applied(other, cohort)
    coach = journey.coached(first)
    assert listed(journey, token("coordinator")) == [first, second]
    assert listed(journey, token("trainer")) == [first, second]
    for role in ("head", "focal", "deputy"):
        by = token(role, scope="school", id=mine)
        assert listed(journey, by) == [first]
        assert journey.ask("GET", f"/enrolments/{first}", by).status_code == 200
        refused = journey.ask("GET", f"/enrolments/{second}", by)
        assert (refused.status_code, refused.get_json()["reason"]) == (403, "not_yours")
    assert listed(journey, journey.as_coach(coach)) == [first]
    assert listed(journey, token("coach")) == []
    for role in ("ops", "observer", "staff"):
        assert journey.ask("GET", "/enrolments", token(role)).status_code == 403
    assert journey.ask("GET", f"/enrolments/{uuid4()}", token("coordinator")).status_code == 404


def test_the_list_is_narrowed(journey: Journey, token: Tokens) -> None:
    cohort, other = journey.cohort(), journey.cohort(name="Another")
    school = journey.school()
    first, second = journey.enrolled(school, cohort), journey.applied(journey.school(), other)
    by = token("coordinator")
    assert listed(journey, by, f"?cohort={other}") == [second]
    assert listed(journey, by, f"?school={school}") == [first]
    assert listed(journey, by, "?state=enrolled") == [first]
    assert journey.ask("GET", "/enrolments?state=happy", by).status_code == 422


def test_a_long_list_takes_as_many_questions_as_a_short_one(
    journey: Journey, token: Tokens
) -> None:
    cohort = journey.cohort()
    counts = []
    for many in (1, 12):
        for number in range(many):
            enrolment = journey.enrolled(journey.school(), cohort)
            if number == 0 and many == 1:
                journey.coached(enrolment)
        with statements() as asked:
            assert listed(journey, token("coordinator"))
        counts.append(len(asked))
    assert counts[0] == counts[1]
