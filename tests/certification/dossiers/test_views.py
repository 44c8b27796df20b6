"""Who sees which assessments."""

import pytest

from tests.certification.journey import Journey
from tests.certification.schoolhouse import OTHER_SCHOOL


@pytest.mark.parametrize("who", ["head", "focal", "deputy", "coordinator", "panel", "assessor"])
def test_whoever_has_a_part_in_it_finds_it(journey: Journey, who: str) -> None:
    journey.reach("sift")
    found = journey.done("GET", "/assessments?state=sift", who)["items"]
    assert [each["id"] for each in found] == [journey.assessment]
    shown = journey.done("GET", journey.url, who)
    assert shown["gates"]["channel"]["met"]
    assert shown["self_levels"]["2.1"] == 2
    assert journey.done("GET", "/assessments?state=moderation", who)["items"] == []


def test_whoever_has_none_does_not(journey: Journey) -> None:
    journey.reach("sift")
    stranger = journey.school.person("head", OTHER_SCHOOL)
    assert journey.school.ask("GET", "/assessments", stranger).json["items"] == []
    assert journey.school.ask("GET", journey.url, stranger).status_code == 403
    assert journey.done("GET", "/assessments", "assessor2")["items"] == []
    assert journey.ask("GET", journey.url, "assessor2").status_code == 403
    assert journey.ask("GET", journey.url, "coach").status_code == 403
    assert journey.ask("GET", f"/assessments/{OTHER_SCHOOL}", "coordinator").status_code == 404


def test_who_was_asked_reads_nothing_before_a_yes(journey: Journey) -> None:
    journey.reach("submitted")
    journey.school.done(journey.assign(), 201)
    shown = journey.done("GET", journey.url, "assessor")
    assert (shown["self_levels"], shown["interviews"], shown["findings"]) == ({}, [], [])
    assert (shown["gates"], shown["has_accepted"], shown["comment"]) == ({}, None, None)


def test_the_school_reads_what_was_heard_only_with_what_was_found(journey: Journey) -> None:
    journey.reach("fieldwork")
    journey.school.done(journey.talk("pupils"), 201)
    assert journey.done("GET", journey.url, "head")["interviews"] == []
    assert len(journey.done("GET", journey.url, "panel")["interviews"]) == 1


def test_who_refused_has_no_part_any_more(journey: Journey) -> None:
    journey.reach("submitted")
    journey.school.done(journey.assign(), 201)
    assert journey.ask("GET", journey.url, "assessor").status_code == 200
    journey.done("POST", f"/assignments/{journey.offer}/refusal", "assessor", {})
    assert journey.ask("GET", journey.url, "assessor").status_code == 403
    assert journey.done("GET", "/assessments", "assessor")["items"] == []


def test_a_state_there_is_not_is_refused(journey: Journey) -> None:
    assert journey.ask("GET", "/assessments?state=happy", "coordinator").status_code == 422
