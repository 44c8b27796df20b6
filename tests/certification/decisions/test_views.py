"""The panel decides once, and the level is computed."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from certification.certificates.model import Certificate
from certification.decisions import jobs, rules
from certification.decisions.model import Decision
from chassis.db import Database
from contracts.reports import ChannelState
from tests.certification.journey import REASON, STEPS, Journey, finding, person_id
from tests.certification.schoolhouse import CRITERIA, LIVE, trained
from tests.services.facts import CLOSED, PARTNER, SCHOOL
from tests.services.served import Published

NUMBER = "CISS-MD-2026-000001-5"
CHANGED = "certification.assessment.changed.v1"
ISSUED = "certification.certificate.issued.v1"


def test_a_school_is_awarded_what_was_found(journey: Journey, published: Published) -> None:
    journey.reach("moderation")
    made = journey.school.done(journey.decide(), 201)
    assert made["level"] == "bronze"
    assert made["module_levels"] == {"M1": 1, "M2": 2, "M3": 2, "M4": 1, "M5": 1}
    assert made["certificate"] == NUMBER
    assert journey.school.shown(journey.review)["state"] == "closed"
    told = published(CHANGED)[-1][1]
    assert (told["state"], told["outcome"], told["level"]) == ("decided", "awarded", "bronze")
    certificate = published(ISSUED)[-1][1]
    assert (certificate["number"], certificate["state"]) == (NUMBER, "active")
    assert certificate["school"] == str(SCHOOL)
    verified = journey.school.client.get(f"/verify/{NUMBER}.json").json or {}
    assert (verified["valid_from"], verified["valid_to"]) == ("2026-02-03", "2027-08-02")


def test_of_twenty_who_decide_at_once_one_does(
    journey: Journey, database: Database, published: Published
) -> None:
    journey.reach("moderation")
    with ThreadPoolExecutor(20) as pool:
        answers = [each.result() for each in [pool.submit(journey.decide) for _ in range(20)]]
    made = [answer.json for answer in answers if answer.status_code == 201]
    assert [each["certificate"] for each in made] == [NUMBER]
    others = [answer for answer in answers if answer.status_code != 201]
    assert {(each.status_code, each.json["reason"]) for each in others} == {
        (409, "already_decided")
    }
    assert len(others) == 19
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Decision)) == 1
        assert session.scalar(select(func.count()).select_from(Certificate)) == 1
    assert len(published(ISSUED)) == 1


@pytest.mark.parametrize(
    "more", [{"level": "gold"}, {"outcome": "gold"}, {"reasons": "Good."}, {"reasons": " " * 40}]
)
def test_a_level_cannot_be_typed_and_reasons_must_be_given(
    journey: Journey, more: dict[str, Any]
) -> None:
    journey.reach("moderation")
    assert journey.decide(**more).status_code == 422
    assert journey.state() == "moderation"


def test_a_gate_that_closed_again_stands_in_the_way(journey: Journey) -> None:
    journey.reach("moderation")
    journey.school.hear(trained("deputy", all_modules=False), version=2)
    answer = journey.decide()
    assert (answer.status_code, answer.json["reason"]) == (409, "gate_unmet")
    assert answer.json["gates"] == ["key_people"]
    assert journey.decide(outcome="not_yet").status_code == 201


def test_a_finding_counts_no_more_than_the_programme_knows(journey: Journey) -> None:
    journey.reach("moderation")
    journey.school.hear(replace(LIVE, state=ChannelState.PAUSED), version=2)
    answer = journey.decide()
    assert (answer.status_code, answer.json["reason"]) == (409, "no_level")
    found = journey.done("GET", journey.url, "panel")["findings"]
    assert next(each["found_level"] for each in found if each["criterion"] == "3.1") == 2


def test_what_was_found_may_reach_no_level(journey: Journey) -> None:
    journey.reach("fieldwork")
    journey.find(c2_1=0)
    journey.done("POST", f"{journey.url}/findings-sharing", "assessor", {})
    disagrees = {"accepted": False, "comment": "2.1 was adopted in May."}
    journey.done("POST", f"{journey.url}/findings-response", "head", disagrees)
    answer = journey.decide()
    assert (answer.status_code, answer.json["reason"]) == (409, "no_level")
    made = journey.school.done(journey.decide(outcome="not_yet"), 201)
    assert made["level"] is None
    assert made["certificate"] is None
    assert journey.school.shown(journey.review)["state"] == "returned"
    assert journey.submit().status_code == 201


def test_nobody_decides_about_their_own_work_or_school(journey: Journey) -> None:
    journey.reach("moderation")
    token = journey.school.token
    body = {"outcome": "awarded", "reasons": "All was found as the school says."}
    from_panel = token("panel", "assessor", sub=str(_assessor()))
    answer = journey.school.ask("POST", f"{journey.url}/decision", from_panel, body)
    assert (answer.status_code, answer.json["reason"]) == (403, "not_independent")


def test_nobody_of_the_panel_decides_about_a_school_they_said_they_are_tied_to(
    journey: Journey,
) -> None:
    journey.reach("submitted")
    journey.school.done(journey.assign("assessor9"), 201)
    refusal = f"/assignments/{journey.offer}/refusal"
    journey.done("POST", refusal, "assessor9", {"kind": "family"})
    for step in STEPS[1:]:
        step(journey)
    tied = journey.school.token("panel", sub=str(person_id("assessor9")))
    body = {"outcome": "awarded", "reasons": "All was found as the school says."}
    answer = journey.school.ask("POST", f"{journey.url}/decision", tied, body)
    assert (answer.status_code, answer.json["reason"]) == (403, "not_independent")
    journey.school.done(journey.decide(), 201)


def test_a_school_that_has_closed_is_awarded_nothing(journey: Journey) -> None:
    journey.reach("moderation")
    journey.school.hear(CLOSED, version=9)
    answer = journey.decide()
    assert (answer.status_code, answer.json["reason"]) == (409, "school_ended")
    assert journey.school.done(journey.decide(outcome="not_yet"), 201)["certificate"] is None


@pytest.mark.parametrize(("kind", "reason"), [(None, "no_small_gap"), ("major_gap", "major_gap")])
def test_only_small_gaps_are_left_to_be_closed(
    journey: Journey, kind: str | None, reason: str
) -> None:
    journey.reach("fieldwork")
    journey.find()
    if kind:
        journey.find_these([finding("2.1", 1, 2, "minor_gap"), finding("2.2", 0, 2, kind)])
    journey.done("POST", f"{journey.url}/findings-sharing", "assessor", {})
    journey.done("POST", f"{journey.url}/findings-response", "head", {"accepted": True})
    answer = journey.decide(outcome="minor_gaps")
    assert (answer.status_code, answer.json["reason"]) == (409, reason)


def test_a_gap_nobody_looked_at_again_stays_in_the_way(journey: Journey) -> None:
    journey.reach("minor_gaps")
    answer = journey.decide()
    assert (answer.status_code, answer.json["reason"]) == (409, "gaps_open")
    assert answer.json["criteria"] == ["2.2"]
    journey.school.done(journey.find_these([finding("2.2", 2, 2)]), 200)
    journey.school.done(journey.decide(), 201)


def test_a_level_reached_only_by_closing_gaps_needs_people_to_be_heard_too(
    journey: Journey,
) -> None:
    journey.reach("fieldwork")
    journey.meet_all_facts()
    found = [finding(each, 3, level) for each, level in _said().items()]
    journey.school.done(journey.find_these(found), 200)
    journey.school.done(journey.find_these([finding("3.3", 2, 2, "minor_gap")]), 200)
    journey.done("POST", f"{journey.url}/findings-sharing", "assessor", {})
    journey.done("POST", f"{journey.url}/findings-response", "head", {"accepted": True})
    journey.school.done(journey.decide(outcome="minor_gaps"), 201)
    journey.school.done(journey.find_these([finding("3.3", 3, 2)]), 200)
    answer = journey.decide()
    assert (answer.status_code, answer.json["reason"]) == (409, "interviews_missing")
    for group in ("pupils", "staff", "parents"):
        journey.school.done(journey.talk(group), 201)
    assert journey.school.done(journey.decide(), 201)["level"] == "silver"


def test_small_gaps_are_closed_and_only_these_looked_at_again(
    journey: Journey, published: Published
) -> None:
    journey.reach("fieldwork")
    gap = finding("2.2", 1, 2, "minor_gap")
    rest = [
        finding(each, level, level)
        for each, level in _said().items()
        if each != "2.2"
    ]  # fmt: skip
    journey.school.done(journey.find_these([gap, *rest]), 200)
    journey.done("POST", f"{journey.url}/findings-sharing", "assessor", {})
    journey.done("POST", f"{journey.url}/findings-response", "head", {"accepted": True})
    journey.school.done(journey.decide(outcome="minor_gaps"), 201)
    assert published(CHANGED)[-1][1]["outcome"] == "minor_gaps"
    assert journey.find_these([finding("2.3", 2, 2)]).status_code == 422
    journey.school.done(journey.find_these([finding("2.2", 2, 2)]), 200)
    again = journey.decide(outcome="minor_gaps")
    assert (again.status_code, again.json["reason"]) == (409, "wrong_state")
    assert journey.school.done(journey.decide(), 201)["certificate"] == NUMBER


def test_small_gaps_that_stay_open_end_by_themselves(
    journey: Journey, database: Database, published: Published
) -> None:
    journey.reach("minor_gaps")
    for days, state in ((180, "minor_gaps"), (1, "not_yet")):
        journey.clock.advance(timedelta(days=days))
        with database.write() as session:
            jobs.TIMERS[0].run(session, journey.clock.now())
        assert journey.state() == state
    assert published(CHANGED)[-1][1]["outcome"] == "not_yet"
    assert journey.school.shown(journey.review)["state"] == "returned"


def test_what_was_never_seen_a_year_apart_counts_as_three(journey: Journey) -> None:
    _at_four(journey)
    assert journey.school.done(journey.decide(), 201)["level"] == "silver"


def test_two_people_of_the_panel_agree_where_two_must(
    journey: Journey, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    # No school can have evidence of two years yet, so the level below gold stands for it.
    monkeypatch.setattr(rules, "TWO_SIGN", "silver")
    _at_four(journey)
    first = journey.decide("panel")
    assert (first.status_code, first.json["needs"]) == (202, "second_signature")
    again = journey.decide("panel")
    assert (again.status_code, again.json["reason"]) == (409, "same_person")
    assert journey.state() == "moderation"
    made = journey.school.done(journey.decide("panel2"), 201)
    assert made["level"] == "silver"
    with database.read() as session:
        certificate = session.get_one(Certificate, made["certificate"])
        assert certificate.valid_from == date(2026, 2, 3)


def test_the_number_counts_by_the_day_where_the_partner_is(journey: Journey) -> None:
    journey.reach("moderation")
    journey.school.hear(replace(PARTNER, tz="Pacific/Kiritimati"), version=2)
    made = journey.school.done(journey.decide(), 201)
    assert made["decided_on"] == "2026-02-03"
    journey.clock.advance(timedelta(hours=6))
    shown = journey.school.client.get(f"/verify/{NUMBER}.json").json or {}
    assert shown["state"] == "active"


def _said() -> dict[str, int]:
    return {each: 2 if each[0] in "23" or each == "1.5" else 1 for each in CRITERIA}


def _assessor() -> Any:
    return person_id("assessor")


def _at_four(journey: Journey) -> None:
    """Let an assessment find 4 everywhere, with all facts that a level needs."""
    journey.reach("fieldwork")
    journey.meet_all_facts()
    for group in ("pupils", "staff", "parents"):
        journey.talk(group)
    found = [finding(each, 4, level) for each, level in _said().items()]
    assert all(each["reason"] == REASON for each in found)
    journey.school.done(journey.find_these(found), 200)
    journey.done("POST", f"{journey.url}/findings-sharing", "assessor", {})
    journey.done("POST", f"{journey.url}/findings-response", "head", {"accepted": True})
