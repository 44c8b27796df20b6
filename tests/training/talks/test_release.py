from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup

from chassis.clock import StillClock
from tests.registry.front_door import PARTNER_ID, PageAs, Tokens
from tests.training.classroom import OTHER_SCHOOL, Classroom, Headers


@pytest.fixture
def locked(classroom: Classroom) -> str:
    """The id of an enrolment that is locked."""
    by = classroom.person("staff", "Ion Locked (demo)")
    classroom.place(by)
    enrolment = classroom.enrol(by, "M1")
    classroom.fail(by, enrolment, 3)
    return enrolment


def accredit(classroom: Classroom, token: Tokens, modules: list[str], **who: Any) -> Headers:
    by = token("trainer", **who)
    user = classroom.ask("GET", "/me", by).json["id"]
    body = {"user": user, "modules": modules, "basis": "founding", "reason": "Knows it well."}
    answer = classroom.ask("POST", "/trainer-accreditations", token("coordinator"), body)
    classroom.done(answer, 201)
    return by


def test_a_day_after_the_last_try_a_trainer_gives_three_more(
    classroom: Classroom, token: Tokens, locked: str, clock: StillClock
) -> None:
    url = f"/enrolments/{locked}/release"
    by = accredit(classroom, token, ["M1"])
    early = classroom.ask("POST", url, by)
    assert (early.status_code, early.json["reason"]) == (409, "too_early")
    clock.advance(timedelta(hours=24))
    by = token("trainer")
    given = classroom.ask("POST", url, by)
    assert (given.status_code, given.json["state"], given.json["attempts_left"]) == (
        200,
        "in_progress",
        3,
    )
    again = classroom.ask("POST", url, by)
    assert (again.status_code, again.json["reason"]) == (409, "not_locked")
    learner = classroom.person("staff", "Ion Locked (demo)")
    assert classroom.begin(learner, locked)["no"] == 4
    assert classroom.fail(learner, locked, 3)["state"] == "locked"


def test_only_an_accredited_trainer_of_the_partner_gives_new_tries(
    classroom: Classroom, token: Tokens, locked: str, clock: StillClock
) -> None:
    accredit(classroom, token, ["M2"])
    clock.advance(timedelta(hours=25))
    url = f"/enrolments/{locked}/release"
    for by, reason in (
        (token("trainer"), "not_accredited"),
        (token("trainer", sub="01985a00-0000-7000-8000-000000000077"), "not_accredited"),
        (token("trainer", id=OTHER_SCHOOL), "not_yours"),
        (token("coordinator"), "role_missing"),
        (classroom.person("staff", "Ion Locked (demo)"), "role_missing"),
    ):
        answer = classroom.ask("POST", url, by)
        assert (answer.status_code, answer.json["reason"]) == (403, reason)
    unknown = classroom.ask("POST", f"/enrolments/{PARTNER_ID}/release", token("trainer"))
    assert unknown.status_code == 404


def test_nobody_talks_to_themselves(classroom: Classroom, token: Tokens, clock: StillClock) -> None:
    by = accredit(classroom, token, ["M1"])
    place = {"partner": str(PARTNER_ID), "lang": "ro"}
    classroom.done(classroom.ask("PUT", "/learners/me", by, place), 200)
    enrolment = classroom.enrol(by, "M1")
    classroom.fail(by, enrolment, 3)
    clock.advance(timedelta(hours=25))
    answer = classroom.ask("POST", f"/enrolments/{enrolment}/release", token("trainer"))
    assert (answer.status_code, answer.json["reason"]) == (409, "same_person")


def test_an_accreditation_that_is_over_gives_nothing(
    classroom: Classroom, token: Tokens, locked: str, clock: StillClock
) -> None:
    accredit(classroom, token, ["M1"])
    clock.advance(timedelta(days=731))
    answer = classroom.ask("POST", f"/enrolments/{locked}/release", token("trainer"))
    assert (answer.status_code, answer.json["reason"]) == (403, "not_accredited")


def test_a_trainer_sees_who_waits_and_gives_new_tries_on_the_page(
    classroom: Classroom, token: Tokens, locked: str, clock: StillClock, page_as: PageAs
) -> None:
    accredit(classroom, token, ["M1"])
    shown = page_as("trainer").get("/training/talks")
    assert "Ion Locked (demo)" in shown.text
    assert "Give three more tries" not in shown.text
    clock.advance(timedelta(hours=24))
    browser = page_as("trainer")
    page = BeautifulSoup(browser.get("/training/talks").text, "html.parser")
    form = page.select_one("form.press")
    assert form is not None
    hidden = {each["name"]: each["value"] for each in form.select("input")}
    assert locked in str(form["action"])
    done = browser.post(str(form["action"]), data=hidden)
    assert done.status_code == 303
    assert "Nobody waits for a talk" in browser.get(done.headers["Location"]).text
    assert (
        page_as("head", scope="school", id=OTHER_SCHOOL).get("/training/talks").status_code == 403
    )
