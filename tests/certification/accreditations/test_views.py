"""Assessors are taken on by a coordinator, once, and for a time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from tests.certification.journey import Journey, person_id
from tests.certification.schoolhouse import Schoolhouse

PATH = "/assessor-accreditations"


def body(who: str = "assessor", **change: Any) -> dict[str, Any]:
    given = {
        "user": str(person_id(who)),
        "basis": "founding",
        "reason": "One of the first assessors",
        "langs": ["ro", "ru"],
    }
    return {**given, **change}


def test_whoever_was_never_here_is_not_known_yet(journey: Journey) -> None:
    answer = journey.ask("POST", PATH, "coordinator", body())
    assert (answer.status_code, answer.json["reason"]) == (409, "not_known_yet")
    assert answer.headers["Retry-After"] == "1"
    journey.done("GET", "/me", "assessor")
    made = journey.done("POST", PATH, "coordinator", body(), 201)
    assert (made["state"], made["valid_until"]) == ("accredited", "2029-02-01")
    listed = journey.done("GET", PATH, "coordinator")
    assert [each["id"] for each in listed["items"]] == [made["id"]]


def test_only_an_assessor_can_be_taken_on(journey: Journey) -> None:
    journey.done("GET", "/me", "panel")
    answer = journey.ask("POST", PATH, "coordinator", body("panel"))
    assert (answer.status_code, answer.json["reason"]) == (422, "not_an_assessor")


@pytest.mark.parametrize("who", ["head", "assessor", "panel"])
def test_nobody_but_a_coordinator_takes_on(journey: Journey, who: str) -> None:
    assert journey.ask("POST", PATH, who, body()).status_code == 403
    assert journey.ask("GET", PATH, who).status_code == 403


def test_once_is_enough_also_for_many_at_once(journey: Journey) -> None:
    journey.done("GET", "/me", "assessor")
    with ThreadPoolExecutor(6) as pool:
        sent = [pool.submit(journey.ask, "POST", PATH, "coordinator", body()) for _ in range(6)]
    answers = [each.result() for each in sent]
    assert sorted(each.status_code for each in answers) == [201, *[409] * 5]
    assert {each.json["reason"] for each in answers if each.status_code == 409} == {
        "already_accredited"
    }


def test_after_180_days_nobody_is_founding_any_more(journey: Journey) -> None:
    journey.accredit()
    journey.clock.advance(timedelta(days=180))
    journey.accredit("assessor2")
    journey.clock.advance(timedelta(seconds=1))
    journey.done("GET", "/me", "assessor3")
    answer = journey.ask("POST", PATH, "coordinator", body("assessor3"))
    assert (answer.status_code, answer.json["reason"]) == (409, "founding_over")


def test_an_accreditation_is_paused_taken_up_and_ended(journey: Journey) -> None:
    one = f"{PATH}/{journey.accredit()}"
    steps = [("suspension", "suspended"), ("reinstatement", "accredited"), ("lapse", "lapsed")]
    why = {"reason": "Told in a talk"}
    for step, state in steps:
        assert journey.done("POST", f"{one}/{step}", "coordinator", why)["state"] == state
    for step, _ in steps:
        answer = journey.ask("POST", f"{one}/{step}", "coordinator", why)
        assert (answer.status_code, answer.json["reason"]) == (409, "wrong_state")
    journey.done("POST", PATH, "coordinator", body(), 201)


@pytest.mark.parametrize(
    "change",
    [{"langs": []}, {"langs": ["Romanian!"]}, {"basis": "regular"}, {"reason": ""}, {"rank": 1}],
)
def test_bad_bodies_are_refused(journey: Journey, change: dict[str, Any]) -> None:
    journey.done("GET", "/me", "assessor")
    assert journey.ask("POST", PATH, "coordinator", body(**change)).status_code == 422


def test_a_list_goes_on_where_it_ended(journey: Journey, schoolhouse: Schoolhouse) -> None:
    made = {journey.accredit(who) for who in ("assessor", "assessor2", "assessor3")}
    first = journey.done("GET", f"{PATH}?limit=2", "coordinator")
    rest = journey.done("GET", f"{PATH}?limit=2&after={first['next']}", "coordinator")
    assert {each["id"] for each in first["items"] + rest["items"]} == made
    assert rest["next"] is None
    assert schoolhouse is journey.school
