from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from chassis.db import Database
from tests.training.classroom import Classroom, Headers, T, critical_items, right_answers
from training.attempts.model import Attempt
from training.curriculum import formats as curriculum


@pytest.fixture
def learner(classroom: Classroom) -> Headers:
    by = classroom.person("staff")
    classroom.place(by)
    return by


def words_of(value: Any) -> set[str]:
    """Every key of a document, however deep."""
    if isinstance(value, dict):
        return set(value).union(*(words_of(each) for each in value.values()))
    return set().union(*(words_of(each) for each in value)) if isinstance(value, list) else set()


@pytest.mark.parametrize(("module", "size"), [("M1", 12), ("M3", 12), ("M3C", 6), ("V1", 10)])
def test_a_quiz_holds_what_is_asked_and_nothing_of_its_key(
    classroom: Classroom, learner: Headers, module: str, size: int
) -> None:
    attempt = classroom.begin(learner, classroom.enrol(learner, module))
    assert (attempt["no"], attempt["state"], len(attempt["items"])) == (1, "open", size)
    assert words_of(attempt["items"]) == {"id", "kind", "stem", "options", "text"}
    again = classroom.ask("GET", f"/attempts/{attempt['id']}", learner)
    for text in (str(attempt), again.text):
        for word in ("correct", "explanation", "critical", "outcome"):
            assert word not in text
        for item in attempt["items"]:
            assert curriculum.items(module)[item["id"]].explanation not in text


def test_all_right_is_a_pass_with_reasons_that_is_handed_in_once(
    classroom: Classroom, learner: Headers
) -> None:
    enrolment = classroom.enrol(learner, "M1")
    attempt = classroom.begin(learner, enrolment)
    url = f"/attempts/{attempt['id']}/submission"
    early = classroom.ask("GET", url, learner)
    assert (early.status_code, early.json["reason"]) == (409, "not_submitted")
    result = classroom.done(classroom.submit(learner, attempt, right_answers(attempt, "M1")), 200)
    assert (result["score"], result["critical_ok"], result["state"]) == (100, True, "passed")
    assert [each["item"] for each in result["feedback"]] == [i["id"] for i in attempt["items"]]
    assert all(each["right"] and each["correct"] and each["explanation"]
               for each in result["feedback"])  # fmt: skip
    again = classroom.submit(learner, attempt, {})
    assert (again.status_code, again.json["reason"]) == (409, "already_submitted")
    assert classroom.done(classroom.ask("GET", url, learner), 200)["score"] == 100
    found = classroom.done(classroom.ask("GET", f"/enrolments/{enrolment}", learner), 200)
    assert (found["state"], found["valid_until"]) == ("passed", "2028-02-01")
    more = classroom.ask("POST", f"/enrolments/{enrolment}/attempts", learner)
    assert (more.status_code, more.json["reason"]) == (409, "already_passed")


def test_one_critical_item_wrong_is_no_pass_whatever_the_score(
    classroom: Classroom, learner: Headers
) -> None:
    enrolment = classroom.enrol(learner, "M3")
    attempt = classroom.begin(learner, enrolment)
    critical = critical_items(attempt, "M3")
    assert len(critical) == 3
    answers = right_answers(attempt, "M3", wrong=critical[:1])
    result = classroom.done(classroom.submit(learner, attempt, answers), 200)
    assert (result["score"], result["critical_ok"], result["state"]) == (91, False, "in_progress")
    assert classroom.begin(learner, enrolment)["no"] == 2


@pytest.mark.parametrize(("wrong", "state"), [(2, "passed"), (3, "in_progress")])
def test_ten_of_twelve_are_enough_and_nine_are_not(
    classroom: Classroom, learner: Headers, wrong: int, state: str
) -> None:
    attempt = classroom.begin(learner, classroom.enrol(learner, "M1"))
    missed = [each["id"] for each in attempt["items"][:wrong]]
    answers = {
        item: chosen for item, chosen in right_answers(attempt, "M1").items() if item not in missed
    }
    result = classroom.done(classroom.submit(learner, attempt, answers), 200)
    assert (result["score"], result["state"]) == (100 * (12 - wrong) // 12, state)


def test_a_quiz_that_is_open_is_gone_on_with(classroom: Classroom, learner: Headers) -> None:
    enrolment = classroom.enrol(learner, "M1")
    assert classroom.begin(learner, enrolment) == classroom.begin(learner, enrolment)


def test_a_new_try_has_another_draw(classroom: Classroom, learner: Headers) -> None:
    enrolment = classroom.enrol(learner, "M1")
    first = classroom.begin(learner, enrolment)
    classroom.submit(learner, first, {})
    assert classroom.begin(learner, enrolment)["items"] != first["items"]


def test_only_its_own_learner_sees_an_attempt(classroom: Classroom, learner: Headers) -> None:
    enrolment = classroom.enrol(learner, "M1")
    attempt = classroom.begin(learner, enrolment)
    other = classroom.person("head")
    nobody = classroom.person("staff", "Never Placed (demo)")
    classroom.place(other, "leadership")
    for by in (other, nobody, classroom.token("trainer", "coordinator")):
        assert classroom.ask("GET", f"/enrolments/{enrolment}", by).status_code == 404
        assert classroom.ask("POST", f"/enrolments/{enrolment}/attempts", by).status_code == 404
        assert classroom.ask("GET", f"/attempts/{attempt['id']}", by).status_code == 404
        assert classroom.submit(by, attempt, {}).status_code == 404
        assert classroom.ask("GET", f"/attempts/{attempt['id']}/submission", by).status_code == 404
    assert classroom.client.get(f"{T}/attempts/{attempt['id']}").status_code == 401


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ({"M9-99": ["a"]}, "unknown_item"),
        ({"first": ["zz"]}, "unknown_option"),
        ("nothing", "invalid"),
        ({"first": "a"}, "invalid"),
        ({"first": ["x" * 90]}, "invalid"),
    ],
)
def test_answers_to_what_was_not_asked_are_refused_and_cost_nothing(
    classroom: Classroom, learner: Headers, answers: Any, reason: str
) -> None:
    enrolment = classroom.enrol(learner, "M1")
    attempt = classroom.begin(learner, enrolment)
    first = attempt["items"][0]["id"]
    sent = (
        {first if item == "first" else item: chosen for item, chosen in answers.items()}
        if isinstance(answers, dict)
        else answers
    )
    answer = classroom.submit(learner, attempt, sent)
    assert (answer.status_code, answer.json["reason"]) == (422, reason)
    assert classroom.begin(learner, enrolment)["id"] == attempt["id"]


def test_three_failures_lock_and_then_nothing_can_be_begun(
    classroom: Classroom, learner: Headers
) -> None:
    enrolment = classroom.enrol(learner, "M1")
    assert classroom.fail(learner, enrolment, 2)["attempts_left"] == 1
    last = classroom.fail(learner, enrolment)
    assert (last["state"], last["attempts_left"], last["score"]) == ("locked", 0, 0)
    assert last["release_from"].startswith("2026-02-03T06:00:00")
    refused = classroom.ask("POST", f"/enrolments/{enrolment}/attempts", learner)
    assert (refused.status_code, refused.json["reason"]) == (409, "locked")
    again = classroom.ask("POST", "/enrolments", learner, {"learner": "me", "module": "M1"})
    assert (again.json["reason"], again.json["enrolment"]) == ("already_open", enrolment)


def at_once(app: Flask, calls: int, url: str, by: Headers, body: Any = None) -> list[Any]:
    """Send the same call from so many threads at the same moment."""

    def send(_: int) -> Any:
        return app.test_client(use_cookies=False).post(f"{T}{url}", json=body, headers=by)

    with ThreadPoolExecutor(calls) as pool:
        return list(pool.map(send, range(calls)))


def test_of_ten_that_are_handed_in_at_once_one_counts(
    classroom: Classroom, learner: Headers, app: Flask, database: Database
) -> None:
    attempt = classroom.begin(learner, classroom.enrol(learner, "M1"))
    answers = {"answers": right_answers(attempt, "M1")}
    found = at_once(app, 10, f"/attempts/{attempt['id']}/submission", learner, answers)
    assert sorted(each.status_code for each in found) == [200] + [409] * 9
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Attempt)) == 1


def test_of_ten_begun_at_once_all_are_the_same_quiz(
    classroom: Classroom, learner: Headers, app: Flask
) -> None:
    enrolment = classroom.enrol(learner, "M1")
    found = at_once(app, 10, f"/enrolments/{enrolment}/attempts", learner)
    assert {each.status_code for each in found} == {201}
    assert len({each.json["id"] for each in found}) == 1


def test_of_ten_enrolments_at_once_one_is_made(learner: Headers, app: Flask) -> None:
    found = at_once(app, 10, "/enrolments", learner, {"learner": "me", "module": "M1"})
    assert sorted(each.status_code for each in found) == [201] + [409] * 9
    made = next(each.json["id"] for each in found if each.status_code == 201)
    assert {each.json["enrolment"] for each in found if each.status_code == 409} == {made}
