"""Cohorts and schools on their way, as people meet them in a browser."""

import re
from typing import Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from tests.registry.conftest import PageAs
from tests.registry.enrolments.test_views import become
from tests.registry.journey import Journey
from tests.statements import statements

COHORT = {
    "name": "Spring 2026",
    "starts_on": "2026-02-02",
    "ends_on": "2027-02-01",
    "target": "40",
    "standard_version": "1.0.0",
    "curriculum_version": "1.0.0",
}


def text_of(answer: Any) -> str:
    return " ".join(BeautifulSoup(answer.text, "html.parser").get_text(" ").split())


def send(browser: FlaskClient, url: str, page: str | None = None, **fields: Any) -> Any:
    """Post a form of a page, with its hidden inputs as they were shown."""
    shown = BeautifulSoup(browser.get(page or url).text, "html.parser")
    hidden = {
        str(each["name"]): str(each.get("value", ""))
        for each in shown.select("form[method=post] input[type=hidden]")
    }
    return browser.post(url, data=hidden | fields)


def press(browser: FlaskClient, page: str, words: str) -> Any:
    """Press a button of a page that asks nothing."""
    shown = BeautifulSoup(browser.get(page).text, "html.parser")
    button = shown.find("button", string=re.compile(words))
    assert button is not None, words
    form = button.find_parent("form")
    assert form is not None
    data = {str(each["name"]): str(each.get("value", "")) for each in form.select("input")}
    return browser.post(str(form["action"]), data=data)


def test_a_coordinator_plans_a_cohort_and_opens_it(page_as: PageAs) -> None:
    browser = page_as("coordinator")
    assert "There is no cohort yet" in text_of(browser.get("/registry/cohorts"))
    made = send(browser, "/registry/cohorts/new", **COHORT)
    assert made.status_code == 303
    page = made.headers["Location"]
    assert "The cohort is planned" in text_of(browser.get(page))
    opened = press(browser, page, "Open the cohort")
    assert "The cohort is open" in text_of(browser.get(opened.headers["Location"]))
    assert "Spring 2026" in text_of(browser.get("/registry/cohorts"))
    closed = press(browser, page, "Close the cohort")
    assert "go on as before" in text_of(browser.get(closed.headers["Location"]))


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "Enter a name."),
        ("ends_on", "2026-02-02", "Choose a day after the first one."),
        ("ends_on", "soon", "Use the date as 2026-02-03."),
        ("target", "0", "Use a number from 1 to 5000."),
        ("standard_version", "one", "Use a version such as 1.0.0."),
    ],
)
def test_what_cannot_be_a_cohort_is_said_beside_the_field_and_the_rest_is_kept(
    page_as: PageAs, field: str, value: str, words: str
) -> None:
    answer = send(page_as("coordinator"), "/registry/cohorts/new", **COHORT | {field: value})
    assert answer.status_code == 422
    assert words in text_of(answer)
    page = BeautifulSoup(answer.text, "html.parser")
    for name, given in COHORT.items():
        if name != field:
            kept = page.select_one(f"[name={name}]")
            assert kept is not None
            assert kept["value"] == given


def test_a_head_applies_from_the_first_page_and_is_taken_in(
    journey: Journey, page_as: PageAs
) -> None:
    school, cohort = journey.school(name="Linden School (demo)"), journey.cohort()
    head = page_as("head", scope="school", id=school)
    assert "Join a cohort" in text_of(head.get("/registry/today"))
    missing = send(head, "/registry/enrolments/new", school=str(school), cohort="")
    assert missing.status_code == 422
    applied = send(head, "/registry/enrolments/new", school=str(school), cohort=cohort)
    assert applied.status_code == 303
    page = applied.headers["Location"]
    assert "A coordinator answers next" in text_of(head.get(page))
    again = send(head, "/registry/enrolments/new", school=str(school), cohort=cohort)
    assert again.status_code == 409
    assert "on its way already" in text_of(again)

    coordinator = page_as("coordinator")
    assert "Waiting for your answer" in text_of(coordinator.get(f"/registry/cohorts/{cohort}"))
    taken = press(coordinator, f"/registry/cohorts/{cohort}", "Take in the schools chosen")
    assert "The schools are taken in" in text_of(coordinator.get(taken.headers["Location"]))
    shown = head.get(page)
    here = BeautifulSoup(shown.text, "html.parser").select_one(".stepper [aria-current=step]")
    assert here is not None
    assert "Taken in" in here.get_text()


def test_taking_in_nobody_is_answered_with_what_to_do(journey: Journey, page_as: PageAs) -> None:
    cohort = journey.cohort()
    journey.applied(journey.school(), cohort)
    browser = page_as("coordinator")
    url = f"/registry/cohorts/{cohort}/confirmations"
    answer = send(browser, url, page=f"/registry/cohorts/{cohort}")
    assert answer.status_code == 422
    forged = browser.post(url, data={"enrolment": str(uuid4())})
    assert forged.status_code == 422


def test_of_many_those_that_take_part_no_more_are_left_out(
    journey: Journey, page_as: PageAs
) -> None:
    cohort, closed = journey.cohort(), journey.school()
    gone = journey.applied(closed, cohort)
    here = journey.applied(journey.school(), cohort)
    become(journey, closed, "closed")
    browser, page = page_as("coordinator"), f"/registry/cohorts/{cohort}"
    url = f"{page}/confirmations"
    answer = send(browser, url, page=page, enrolment=[gone, here])
    assert "Not all schools chosen are taken in" in text_of(browser.get(answer.headers["Location"]))
    assert journey.state(here)["state"] == "enrolled"
    assert journey.state(gone)["state"] == "applied"


def test_many_are_not_taken_into_a_cohort_that_closed_meanwhile(
    journey: Journey, page_as: PageAs
) -> None:
    cohort = journey.cohort()
    enrolment = journey.applied(journey.school(), cohort)
    browser, page = page_as("coordinator"), f"/registry/cohorts/{cohort}"
    journey.done(f"/cohorts/{cohort}/closure")
    answer = send(browser, f"{page}/confirmations", page=page, enrolment=[enrolment])
    assert answer.status_code == 409
    assert "only while it runs" in text_of(answer)
    assert journey.state(enrolment)["state"] == "applied"


def test_a_coordinator_takes_one_school_in_and_gives_it_a_coach(
    journey: Journey, page_as: PageAs
) -> None:
    enrolment = journey.applied(journey.school(), journey.cohort())
    page = f"/registry/enrolments/{enrolment}"
    browser = page_as("coordinator")
    taken = press(browser, page, "Take the school in")
    assert "It can rate itself now" in text_of(browser.get(taken.headers["Location"]))
    assert "Nobody is a coach here yet" in text_of(browser.get(f"{page}/coach"))
    coach = journey.door.person("cora", "coach")
    stale = send(browser, f"{page}/coach", user=coach.id, row_version="1")
    assert stale.status_code == 412
    assert "Somebody else changed this first" in text_of(stale)
    unknown = send(browser, f"{page}/coach", user=str(uuid4()))
    assert unknown.status_code == 422
    chosen = send(browser, f"{page}/coach", user=coach.id)
    assert "The coach is chosen" in text_of(browser.get(chosen.headers["Location"]))
    assert "Ana Rusu" in text_of(browser.get(page))


def test_a_school_leaves_after_it_was_told_what_is_lost(journey: Journey, page_as: PageAs) -> None:
    school = journey.school()
    page = f"/registry/enrolments/{journey.enrolled(school)}"
    head = page_as("head", scope="school", id=school)
    assert "is not decided" in text_of(head.get(f"{page}/withdrawal"))
    assert send(head, f"{page}/withdrawal").status_code == 422
    left = send(head, f"{page}/withdrawal", reason="no_time")
    shown = text_of(head.get(left.headers["Location"]))
    assert "has left the cohort" in shown
    assert "The school has no time for it now" in shown
    assert head.get(f"{page}/withdrawal").status_code == 409


def test_who_may_not_is_turned_away(journey: Journey, page_as: PageAs) -> None:
    school, cohort = journey.school(), journey.cohort()
    enrolment = journey.enrolled(school, cohort)
    other = page_as("head", scope="school", id=uuid4())
    assert other.get(f"/registry/enrolments/{enrolment}").status_code == 403
    assert other.get(f"/registry/enrolments/{enrolment}/withdrawal").status_code == 403
    assert other.get(f"/registry/enrolments/{enrolment}/coach").status_code == 403
    assert page_as("coach").get("/registry/cohorts/new").status_code == 403
    assert page_as("ops").get("/registry/enrolments").status_code == 403
    shown = text_of(other.get(f"/registry/cohorts/{cohort}"))
    assert "Waiting for your answer" not in shown
    assert "No school has joined yet" in shown


def test_lists_are_narrowed_by_stage_and_take_few_questions(
    journey: Journey, page_as: PageAs
) -> None:
    cohort = journey.cohort()
    browser = page_as("coordinator")
    browser.get("/registry/enrolments")  # opens what is opened once
    counts = []
    for many in (1, 9):
        for _ in range(many):
            journey.enrolled(journey.school(), cohort)
        with statements() as asked:
            assert browser.get(f"/registry/cohorts/{cohort}").status_code == 200
            assert browser.get("/registry/enrolments").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
    none = text_of(browser.get("/registry/enrolments?state=certified"))
    assert "No school is at this stage now" in none
    assert "Taken in" in text_of(browser.get("/registry/enrolments?state=happy"))
