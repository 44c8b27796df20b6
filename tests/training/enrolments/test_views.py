from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from chassis.clock import StillClock
from tests.statements import statements
from tests.training.classroom import Classroom, Headers, T


@pytest.fixture
def learner(classroom: Classroom) -> Headers:
    by = classroom.person("staff")
    classroom.place(by)
    return by


def listed(classroom: Classroom, by: Headers) -> list[dict[str, Any]]:
    items = classroom.done(classroom.ask("GET", "/enrolments?learner=me", by), 200)["items"]
    return list(items)


def test_a_module_is_begun_and_listed(classroom: Classroom, learner: Headers) -> None:
    answer = classroom.ask("POST", "/enrolments", learner, {"learner": "me", "module": "M1"})
    assert answer.status_code == 201
    assert (answer.json["state"], answer.json["attempts_left"]) == ("assigned", 3)
    assert answer.headers["ETag"] == '"1"'
    classroom.begin(learner, answer.json["id"])
    (found,) = listed(classroom, learner)
    assert (found["module"], found["state"]) == ("M1", "in_progress")


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        ({"learner": "me", "module": "M9"}, 422, "unknown_module"),
        ({"learner": "somebody", "module": "M1"}, 422, "invalid"),
        ({"learner": "me"}, 422, "invalid"),
        ({"learner": "me", "module": "M1", "state": "passed"}, 422, "unknown_field"),
    ],
)
def test_what_cannot_be_begun_is_refused(
    classroom: Classroom, learner: Headers, body: Any, status: int, reason: str
) -> None:
    answer = classroom.ask("POST", "/enrolments", learner, body)
    assert (answer.status_code, answer.json["reason"]) == (status, reason)
    assert listed(classroom, learner) == []


def test_whoever_has_no_place_begins_nothing(classroom: Classroom) -> None:
    by = classroom.person("staff")
    answer = classroom.ask("POST", "/enrolments", by, {"learner": "me", "module": "M1"})
    assert (answer.status_code, answer.json["reason"]) == (409, "not_placed")
    assert listed(classroom, by) == []


def test_nobody_who_is_not_signed_in_learns(client: FlaskClient) -> None:
    assert client.get(f"{T}/enrolments").status_code == 401
    assert client.post(f"{T}/enrolments", json={}).status_code == 401


def test_all_of_m3_brings_its_core_for_a_year(classroom: Classroom, learner: Headers) -> None:
    classroom.learn(learner, "M3")
    found = {each["module"]: each for each in listed(classroom, learner)}
    assert (found["M3"]["valid_until"], found["M3C"]["valid_until"]) == (
        "2028-02-01",
        "2027-02-01",
    )
    assert found["M3C"]["state"] == "passed"


def test_all_of_m3_ends_a_core_that_was_begun_and_locked(
    classroom: Classroom, learner: Headers
) -> None:
    core = classroom.enrol(learner, "M3C")
    classroom.fail(learner, core, 3)
    classroom.learn(learner, "M3")
    (found,) = [each for each in listed(classroom, learner) if each["module"] == "M3C"]
    assert (found["id"], found["state"]) == (core, "passed")


def test_a_core_begun_before_m3_was_passed_is_no_longer_handed_in(
    classroom: Classroom, learner: Headers
) -> None:
    attempt = classroom.begin(learner, classroom.enrol(learner, "M3C"))
    classroom.learn(learner, "M3")
    late = classroom.submit(learner, attempt, {})
    assert (late.status_code, late.json["reason"]) == (409, "already_passed")


def test_a_renewal_is_a_new_row_and_the_old_one_stays(
    classroom: Classroom, clock: StillClock
) -> None:
    by = classroom.person("staff")
    classroom.place(by)
    classroom.learn(by, "M1")
    body = {"learner": "me", "module": "M1"}
    early = classroom.ask("POST", "/enrolments", by, body)
    assert (early.json["reason"], early.json["renew_from"]) == ("not_due", "2027-12-03")
    clock.set(datetime(2027, 12, 3, 6, 0, tzinfo=UTC))
    by = classroom.person("staff")
    assert listed(classroom, by)[0]["state"] == "due_soon"
    classroom.learn(by, "M1")
    old, new = listed(classroom, by)
    assert (old["valid_until"], new["valid_until"]) == ("2028-02-01", "2029-12-02")
    clock.set(datetime(2028, 2, 2, 6, 0, tzinfo=UTC))
    assert [each["state"] for each in listed(classroom, classroom.person("staff"))] == [
        "expired",
        "passed",
    ]


def test_a_list_is_read_in_pages_and_in_few_questions(
    classroom: Classroom, learner: Headers
) -> None:
    classroom.learn(learner, "M1", "M2", "M3", "M4", "M5")
    with statements() as asked:
        assert len(listed(classroom, learner)) == 6
    assert len([each for each in asked if each.startswith("SELECT")]) <= 4
    first = classroom.ask("GET", "/enrolments?limit=4", learner).json
    rest = classroom.ask("GET", f"/enrolments?limit=4&after={first['next']}", learner).json
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (4, 2, None)
