"""Assessors are asked, say what ties them to a school, and accept or refuse."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from tests.certification.journey import Journey, person_id
from tests.services.facts import SCHOOL


@pytest.fixture(autouse=True)
def _submitted(journey: Journey) -> None:
    journey.reach("submitted")


def refused(answer: Any, reason: str, status: int = 409) -> Any:
    assert (answer.status_code, answer.json["reason"]) == (status, reason), answer.json
    return answer.json


def test_nobody_reads_it_before_they_accepted(journey: Journey) -> None:
    journey.school.done(journey.assign(), 201)
    assert journey.state() == "submitted"
    refused(journey.ask("POST", f"{journey.url}/agenda", "assessor",
                        {"visit_on": "2026-02-03", "items": [{"at": "09:00", "what": "Talk"}]}),
            "not_your_assessment", 403)  # fmt: skip
    assert journey.school.done(journey.accept(), 200)["state"] == "accepted"
    assert journey.state() == "sift"


def test_an_offer_is_answered_by_whom_it_was_made_to_and_once(journey: Journey) -> None:
    journey.school.done(journey.assign(), 201)
    refused(journey.accept("assessor2"), "not_yours", 403)
    journey.school.done(journey.accept(), 200)
    refused(journey.accept(), "wrong_state")
    refused(
        journey.ask("POST", f"/assignments/{journey.offer}/refusal", "assessor", {}), "wrong_state"
    )


@pytest.mark.parametrize("kind", ["employed", "family", "trained", "other"])
def test_who_declares_a_tie_cannot_assess(journey: Journey, kind: str) -> None:
    body = {"accreditation": journey.accredit(), "lead": True}
    url = f"{journey.url}/assignments"
    journey.offer = journey.done("POST", url, "coordinator", body, 201)["id"]
    assert refused(journey.accept(declared=(kind,)), "conflict_of_interest")["kind"] == kind
    assert journey.state() == "submitted"
    # What was said is kept: no second answer, and no second offer.
    refused(journey.accept(), "wrong_state")
    again = journey.ask("POST", url, "coordinator", body)
    assert refused(again, "conflict_of_interest")["kind"] == kind


def test_of_two_assessors_one_must_lead(journey: Journey) -> None:
    journey.school.done(journey.assign("assessor", lead=False), 201)
    answer = journey.assign("assessor2", lead=False)
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["lead"])
    journey.school.done(journey.assign("assessor3", lead=True), 201)


def test_who_has_a_post_at_the_school_cannot_assess(journey: Journey) -> None:
    journey.school.done(journey.assign(), 201)
    staff = journey.school.token(
        "assessor", "staff", scope="school", id=SCHOOL, sub=str(person_id("assessor"))
    )
    body: dict[str, Any] = {"declared": []}
    url = f"/assignments/{journey.offer}/acceptance"
    answer = journey.school.ask("POST", url, staff, body)
    assert refused(answer, "conflict_of_interest")["kind"] == "employed"


def test_who_refused_may_be_asked_again_unless_tied(journey: Journey) -> None:
    accreditation = journey.accredit()
    body = {"accreditation": accreditation, "lead": True}
    url = f"{journey.url}/assignments"
    for kind in (None, "family"):
        offer = journey.done("POST", url, "coordinator", body, 201)["id"]
        answer = {"kind": kind} if kind else {}
        journey.done("POST", f"/assignments/{offer}/refusal", "assessor", answer)
    refused(journey.ask("POST", url, "coordinator", body), "conflict_of_interest")


def test_two_assess_at_most_and_one_leads(journey: Journey) -> None:
    journey.school.done(journey.assign("assessor"), 201)
    refused(journey.assign("assessor2", lead=True), "asked_already")
    url = f"{journey.url}/assignments"
    body = {"accreditation": journey.accredit("assessor3"), "lead": False}
    journey.done("POST", url, "coordinator", body, 201)
    body = {"accreditation": journey.accredit("assessor4"), "lead": False}
    refused(journey.ask("POST", url, "coordinator", body), "enough_assessors")


def test_of_many_offers_at_once_to_one_person_one_is_made(journey: Journey) -> None:
    body = {"accreditation": journey.accredit(), "lead": True}
    url = f"{journey.url}/assignments"
    with ThreadPoolExecutor(6) as pool:
        sent = [pool.submit(journey.ask, "POST", url, "coordinator", body) for _ in range(6)]
    assert sorted(each.result().status_code for each in sent) == [201, *[409] * 5]


@pytest.mark.parametrize("change", ["suspension", "lapse"])
def test_an_accreditation_that_does_not_hold_lets_nobody_assess(
    journey: Journey, change: str
) -> None:
    accreditation = journey.accredit()
    body = {"accreditation": accreditation, "lead": True}
    offer = journey.done("POST", f"{journey.url}/assignments", "coordinator", body, 201)["id"]
    url = f"/assessor-accreditations/{accreditation}/{change}"
    journey.done("POST", url, "coordinator", {"reason": "Ill for some time"})
    answer = journey.ask("POST", f"/assignments/{offer}/acceptance", "assessor", {"declared": []})
    refused(answer, "accreditation_not_in_force")


def test_after_three_years_an_accreditation_is_over(journey: Journey) -> None:
    accreditation = journey.accredit()
    journey.clock.advance(timedelta(days=365 * 3 + 1))
    body = {"accreditation": accreditation, "lead": True}
    answer = journey.ask("POST", f"{journey.url}/assignments", "coordinator", body)
    refused(answer, "accreditation_not_in_force")


def test_bad_bodies_are_refused(journey: Journey) -> None:
    url = f"{journey.url}/assignments"
    for body in ({}, {"accreditation": "x"}, {"accreditation": str(SCHOOL), "boss": True}):
        assert journey.ask("POST", url, "coordinator", body).status_code == 422
    unknown = {"accreditation": str(SCHOOL), "lead": True}
    assert journey.ask("POST", url, "coordinator", unknown).status_code == 404
    journey.school.done(journey.assign(), 201)
    assert journey.accept(declared=("coached-once",)).status_code == 422
