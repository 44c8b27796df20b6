"""A self-review is handed in, sent back, given up, and handed in again."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from certification.assessments.model import Assessment
from chassis.db import Database
from tests.certification.journey import Journey, returned
from tests.certification.schoolhouse import CRITERIA, OTHER_SCHOOL, rating
from tests.services.served import Published

CHANGED = "certification.assessment.changed.v1"


def test_the_head_hands_in_and_the_others_hear_of_it(
    journey: Journey, published: Published
) -> None:
    review = journey.rated()
    made = journey.school.done(journey.submit(), 201)
    assert made["state"] == "submitted"
    assert made["gates"]["channel"] == {"met": True}
    assert not made["gates"]["coverage_gold"]["met"]
    assert journey.school.shown(review)["state"] == "submitted"
    ((envelope, fact),) = published(CHANGED)
    assert (fact["state"], fact["kind"], fact["assessment"]) == (
        "submitted", "visit", made["assessment"],
    )  # fmt: skip
    assert envelope.partner == "md"
    assert "head" not in str(fact)


@pytest.mark.parametrize("who", ["focal", "deputy", "coordinator", "assessor", "panel"])
def test_nobody_but_the_head_hands_in(journey: Journey, who: str) -> None:
    journey.rated()
    assert journey.submit(who).status_code == 403


def test_the_head_of_another_school_does_not(journey: Journey) -> None:
    review = journey.rated()
    head = journey.school.person("head", OTHER_SCHOOL)
    answer = journey.school.ask(
        "POST", f"/reviews/{review}/submission", head, {"public_entry": True}
    )
    assert (answer.status_code, answer.json["reason"]) == (403, "not_yours")


def test_each_criterion_without_its_explanation_is_named(journey: Journey) -> None:
    review = journey.rated()
    journey.school.rate(review, [rating("2.1", 2, "x" * 79), rating("3.4", 2, " " * 99)])
    answer = journey.submit()
    assert (answer.status_code, answer.json["reason"]) == (409, "not_complete")
    assert answer.json["criteria"] == ["2.1", "3.4"]
    journey.school.rate(review, [rating("2.1", 2, "x" * 80), rating("3.4", 1, "")])
    assert journey.submit().status_code == 201


def test_without_consent_to_a_public_entry_nothing_is_handed_in(journey: Journey) -> None:
    review = journey.rated()
    for body in ({"public_entry": False}, {}):
        answer = journey.ask("POST", f"/reviews/{review}/submission", "head", body)
        assert (answer.status_code, answer.json["reason"]) == (409, "public_entry_missing")
    assert journey.school.shown(review)["state"] == "baselined"


def test_what_is_not_asked_for_is_refused(journey: Journey) -> None:
    journey.rated()
    assert journey.submit(level="gold").status_code == 422
    assert journey.submit(kind="secret").status_code == 422


def test_a_review_that_is_not_complete_cannot_be_handed_in(journey: Journey) -> None:
    journey.review = journey.school.review()
    answer = journey.submit()
    assert answer.status_code == 409
    journey.school.rate(journey.review, [rating(CRITERIA[0], 1)])
    assert journey.submit().status_code == 409


def test_what_is_sent_back_comes_again_with_all_its_words(
    journey: Journey, published: Published
) -> None:
    journey.reach("sift")
    first = journey.assessment
    journey.done("POST", f"{journey.url}/return", "assessor", returned())
    assert journey.school.shown(journey.review)["state"] == "returned"
    shown = journey.done("GET", journey.url, "head")
    assert shown["state"] == "returned"
    assert journey.school.done(journey.submit(), 201)["assessment"] != first
    assert journey.school.shown(journey.review)["state"] == "submitted"
    assert [fact["state"] for _, fact in published(CHANGED)] == [
        "submitted", "returned", "submitted",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"reasons": []},
        {"reasons": [{"criterion": "9.9", "reason": "There is no such thing at all."}]},
        {"reasons": [{"criterion": "2.1", "reason": "Too short."}]},
        {"reasons": returned()["reasons"] * 2},
    ],
)
def test_sending_back_needs_a_reason_for_a_criterion(journey: Journey, body: object) -> None:
    journey.reach("sift")
    assert journey.ask("POST", f"{journey.url}/return", "assessor", body).status_code == 422
    assert journey.state() == "sift"


def test_giving_up_loses_nothing(journey: Journey, published: Published) -> None:
    journey.reach("fieldwork")
    assert journey.done("POST", f"{journey.url}/withdrawal", "head", {})["state"] == "withdrawn"
    assert journey.school.shown(journey.review)["state"] == "returned"
    assert published(CHANGED)[-1][1]["state"] == "withdrawn"
    assert journey.submit().status_code == 201


def test_of_many_who_hand_in_at_once_one_does(journey: Journey, database: Database) -> None:
    journey.rated()
    with ThreadPoolExecutor(8) as pool:
        answers = [each.result() for each in [pool.submit(journey.submit) for _ in range(8)]]
    codes = sorted(answer.status_code for answer in answers)
    assert codes == [201, *[409] * 7]
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Assessment)) == 1
