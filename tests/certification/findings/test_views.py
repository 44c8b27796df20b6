"""What assessors find is kept whole, shared when it is, and answered."""

from datetime import timedelta
from typing import Any

import pytest

from certification.findings import jobs
from chassis.db import Database
from tests.certification.journey import REASON, Journey, finding, person_id
from tests.certification.schoolhouse import CRITERIA, rating, story_levels
from tests.registry.front_door import PageAs
from tests.services.facts import SCHOOL


def test_findings_come_in_parts_and_are_shared_when_all_are_there(journey: Journey) -> None:
    journey.reach("fieldwork")
    part = journey.school.done(journey.find("assessor", *CRITERIA[:-1]), 200)
    assert part["left"] == [CRITERIA[-1]]
    answer = journey.ask("POST", f"{journey.url}/findings-sharing", "assessor", {})
    assert (answer.status_code, answer.json["reason"]) == (409, "finding_missing")
    assert answer.json["criteria"] == [CRITERIA[-1]]
    assert journey.school.done(journey.find("assessor", CRITERIA[-1]), 200)["left"] == []
    shared = journey.done("POST", f"{journey.url}/findings-sharing", "assessor", {})
    assert shared["state"] == "findings_shared"


@pytest.mark.parametrize(
    "found",
    [
        [finding("9.9", 1, 1)],
        [finding("1.1", 1, 1), finding("1.1", 1, 1)],
        [finding("1.1", 2, 1, "confirm")],
        [finding("1.1", 1, 1, "raise")],
        [finding("1.1", 1, 1, "lower")],
        [finding("1.1", None, 1, "lower")],
        [finding("1.1", 5, 1)],
        [finding("1.1", 1, 1, "praise")],
        [{**finding("1.1", 1, 1), "reason": "Too short."}],
        [{**finding("1.1", 1, 1), "reason": "Blanks count not." + " " * 20}],
        [{**finding("1.1", 1, 1), "reason": " " * 40}],
        [{**finding("1.1", 1, 1), "level": 4}],
        [],
    ],
)
def test_what_makes_no_sense_is_refused_whole(
    journey: Journey, found: list[dict[str, Any]]
) -> None:
    journey.reach("fieldwork")
    answer = journey.find_these([*found, *([finding("2.1", 2, 2)] if found else [])])
    assert answer.status_code == 422, answer.json
    assert journey.done("GET", journey.url, "assessor")["findings"] == []


def test_that_something_does_not_apply_is_agreed_or_not(journey: Journey, page_as: PageAs) -> None:
    review = journey.rated()
    na = rating("2.5", None, "", na=True, reason="We have no suppliers.")
    journey.school.done(journey.school.rate(review, [na]), 200)
    journey.submit()
    journey.school.done(journey.assign(), 201)
    journey.school.done(journey.accept(), 200)
    plan = {"visit_on": "2026-02-02", "items": [{"at": "09:00", "what": "Talks"}]}
    journey.done("POST", f"{journey.url}/agenda", "assessor", plan, 201)
    journey.done("POST", f"{journey.url}/agenda-acceptance", "head", {})
    journey.done("POST", f"{journey.url}/fieldwork", "assessor", {})
    page = page_as("assessor", sub=str(person_id("assessor"))).get(
        f"/certification{journey.url}/findings/M2"
    )
    assert "That lifts the level of this module: with 1 or less it would be lower." in page.text
    journey.school.done(journey.find_these([finding("2.5", None, None, "confirm")]), 200)
    journey.school.done(journey.find_these([finding("2.5", 1, None, "lower")]), 200)
    assert journey.find_these([finding("2.5", 1, None, "confirm")]).status_code == 422


def test_whoever_looked_at_an_older_version_is_told(journey: Journey) -> None:
    journey.reach("fieldwork")
    url, body = f"{journey.url}/findings", {"findings": [finding("1.1", 1, 1)]}
    without = journey.ask("PATCH", url, "assessor", body)
    assert without.status_code == 428
    tag = journey.ask("GET", journey.url, "assessor").headers["ETag"]
    first = journey.ask("PATCH", url, "assessor", body, If_Match=tag)
    assert first.status_code == 200
    assert first.headers["ETag"] != tag
    assert journey.ask("PATCH", url, "assessor", body, If_Match=tag).status_code == 412
    assert (
        journey.ask("PATCH", url, "assessor", body, If_Match=first.headers["ETag"]).status_code
        == 200
    )


def test_the_school_reads_findings_only_once_they_are_shared(journey: Journey) -> None:
    journey.reach("fieldwork")
    journey.find()
    assert journey.done("GET", journey.url, "focal")["findings"] == []
    assert REASON not in str(journey.done("GET", journey.url, "focal"))
    journey.done("POST", f"{journey.url}/findings-sharing", "assessor", {})
    assert len(journey.done("GET", journey.url, "focal")["findings"]) == 26


def test_who_takes_a_post_at_the_school_assesses_it_no_more(journey: Journey) -> None:
    journey.reach("fieldwork")
    now_deputy = journey.school.token(
        "assessor", sub=str(person_id("assessor")), also=[("deputy", "school", SCHOOL)]
    )
    tag = journey.ask("GET", journey.url, "coordinator").headers["ETag"]
    body = {"findings": [finding("2.2", 2, 2)]}
    url = f"{journey.url}/findings"
    answer = journey.school.ask("PATCH", url, now_deputy, body, If_Match=tag)
    assert (answer.status_code, answer.json["reason"]) == (403, "not_your_assessment")
    answer = journey.school.ask("POST", f"{journey.url}/findings-sharing", now_deputy, {})
    assert (answer.status_code, answer.json["reason"]) == (403, "not_your_assessment")


def test_for_silver_three_groups_are_heard_and_pupils_among_them(journey: Journey) -> None:
    journey.reach("fieldwork")
    journey.meet_all_facts()
    found = [finding(each, 3, level) for each, level in story_levels().items()]
    journey.school.done(journey.find_these(found), 200)
    url = f"{journey.url}/findings-sharing"
    for group in ("staff", "parents", "leadership"):
        answer = journey.ask("POST", url, "assessor", {})
        assert (answer.status_code, answer.json["reason"]) == (409, "interviews_missing")
        journey.school.done(journey.talk(group), 201)
    assert journey.ask("POST", url, "assessor", {}).status_code == 409
    journey.school.done(journey.talk("pupils"), 201)
    assert journey.done("POST", url, "assessor", {})["state"] == "findings_shared"


def test_without_an_answer_it_goes_on_after_two_weeks(journey: Journey, database: Database) -> None:
    journey.reach("findings_shared")
    for days, state in ((14, "findings_shared"), (1, "moderation")):
        journey.clock.advance(timedelta(days=days))
        with database.write() as session:
            jobs.TIMERS[0].run(session, journey.clock.now())
        assert journey.state() == state
    assert journey.done("GET", journey.url, "panel")["has_accepted"] is None


@pytest.mark.parametrize("comment", [None, "", "  \n ", "\u200b" * 20])
def test_a_school_that_does_not_agree_says_with_what(journey: Journey, comment: str | None) -> None:
    journey.reach("findings_shared")
    answer = {"accepted": False, "comment": comment}
    refused = journey.ask("POST", f"{journey.url}/findings-response", "head", answer)
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["comment"])
    answer = {"accepted": False, "comment": " 2.1 was adopted in May. "}
    journey.done("POST", f"{journey.url}/findings-response", "head", answer)
    assert journey.done("GET", journey.url, "panel")["comment"] == "2.1 was adopted in May."
