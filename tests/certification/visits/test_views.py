"""A day is agreed on, the visit begins on it, and talks name nobody."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.certification.journey import AGENDA, Journey
from tests.services.served import Published


def refused(answer: Any, reason: str, status: int = 409) -> None:
    assert (answer.status_code, answer.json["reason"]) == (status, reason), answer.json


def test_the_head_agrees_to_the_day_that_was_proposed(
    journey: Journey, published: Published
) -> None:
    journey.reach("sift")
    refused(journey.ask("POST", f"{journey.url}/agenda-acceptance", "head", {}), "no_agenda")
    planned = journey.done("POST", f"{journey.url}/agenda", "assessor", AGENDA, 201)
    assert (planned["state"], planned["items"]) == ("sift", AGENDA["items"])
    agreed = journey.done("POST", f"{journey.url}/agenda-acceptance", "head", {})
    assert agreed["state"] == "scheduled"
    assert published("certification.assessment.changed.v1")[-1][1]["state"] == "scheduled"


def test_a_day_that_cannot_be_kept_is_agreed_anew(journey: Journey) -> None:
    journey.reach("scheduled")
    later = {**AGENDA, "visit_on": "2026-02-10"}
    assert journey.done("POST", f"{journey.url}/agenda", "assessor", later, 201)["state"] == "sift"
    journey.done("POST", f"{journey.url}/agenda-acceptance", "head", {})
    refused(journey.ask("POST", f"{journey.url}/fieldwork", "assessor", {}), "too_early")


def test_nobody_agrees_to_a_day_that_is_over(journey: Journey) -> None:
    journey.reach("sift")
    tomorrow = {**AGENDA, "visit_on": "2026-02-03"}
    journey.done("POST", f"{journey.url}/agenda", "assessor", tomorrow, 201)
    journey.clock.advance(timedelta(days=2))
    refused(journey.ask("POST", f"{journey.url}/agenda-acceptance", "head", {}), "day_over")
    journey.done(
        "POST", f"{journey.url}/agenda", "assessor", {**AGENDA, "visit_on": "2026-02-10"}, 201
    )
    agreed = journey.done("POST", f"{journey.url}/agenda-acceptance", "head", {})
    assert agreed["state"] == "scheduled"


@pytest.mark.parametrize(
    "change",
    [
        {"visit_on": "2026-02-01"},
        {"visit_on": "soon"},
        {"items": []},
        {"items": [{"at": "9 o'clock", "what": "Talk"}]},
        {"items": [{"at": "25:00", "what": "Talk"}]},
        {"items": [{"at": "09:00", "what": ""}]},
        {"where": "here"},
    ],
)
def test_an_agenda_that_makes_no_sense_is_refused(journey: Journey, change: Any) -> None:
    journey.reach("sift")
    answer = journey.ask("POST", f"{journey.url}/agenda", "assessor", {**AGENDA, **change})
    assert answer.status_code == 422


def test_the_visit_begins_when_its_day_begins_at_the_school(journey: Journey) -> None:
    journey.reach("scheduled")
    url = f"{journey.url}/fieldwork"
    journey.clock.set(datetime(2026, 2, 2, 21, 59, 59, tzinfo=UTC))
    refused(journey.ask("POST", url, "assessor", {}), "too_early")
    journey.clock.set(datetime(2026, 2, 2, 22, 0, tzinfo=UTC))
    assert journey.done("POST", url, "assessor", {})["state"] == "fieldwork"


def test_only_the_lead_plans(journey: Journey) -> None:
    journey.reach("sift")
    body = {"accreditation": journey.accredit("assessor2"), "lead": False}
    made = journey.done("POST", f"{journey.url}/assignments", "coordinator", body, 201)
    journey.done("POST", f"/assignments/{made['id']}/acceptance", "assessor2", {"declared": []})
    answer = journey.ask("POST", f"{journey.url}/agenda", "assessor2", AGENDA)
    refused(answer, "not_your_assessment", 403)


def test_four_pupils_are_heard_together_at_least(journey: Journey) -> None:
    journey.reach("fieldwork")
    assert journey.talk("pupils", 3).status_code == 422
    assert journey.talk("pupils", 4).status_code == 201
    assert journey.talk("leadership", 1).status_code == 201
    for group, people in (("staff", 0), ("staff", 41), ("neighbours", 5)):
        assert journey.talk(group, people).status_code == 422
    assert len(journey.done("GET", journey.url, "assessor")["interviews"]) == 2
