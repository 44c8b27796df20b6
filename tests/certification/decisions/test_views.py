"""The panel decides once, and the level is computed."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from certification.certificates.model import Certificate
from certification.decisions import jobs
from certification.decisions.model import Decision
from chassis.db import Database
from contracts.registry import Filled
from contracts.reports import ChannelState
from tests.certification.journey import REASON, Journey, finding, person_id
from tests.certification.schoolhouse import CRITERIA, LIVE, covered, illegal, trained
from tests.services.facts import PARTNER, SCHOOL
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


@pytest.mark.parametrize("more", [{"level": "gold"}, {"outcome": "gold"}, {"reasons": "Good."}])
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
    journey.done("POST", f"{journey.url}/findings-response", "head", {"accepted": False})
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


def test_gold_needs_two_people_of_the_panel(journey: Journey, database: Database) -> None:
    _gold(journey)
    first = journey.decide("panel")
    assert (first.status_code, first.json["needs"]) == (202, "second_signature")
    again = journey.decide("panel")
    assert (again.status_code, again.json["reason"]) == (409, "same_person")
    assert journey.state() == "moderation"
    made = journey.school.done(journey.decide("panel2"), 201)
    assert made["level"] == "gold"
    with database.read() as session:
        certificate = session.get_one(Certificate, made["certificate"])
        assert (certificate.valid_to - certificate.valid_from).days == 1095


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


def _gold(journey: Journey) -> None:
    """Let an assessment find 4 everywhere, with everything a gold award needs."""
    journey.reach("fieldwork")
    journey.school.hear(*covered("80"), illegal(), version=2)
    drills = replace(LIVE, drills_in_time_365=Filled.MORE, last_drill_on=journey.clock.now().date())
    journey.school.hear(replace(drills, drill_in_time=True), version=3)
    for group in ("pupils", "staff", "parents"):
        journey.talk(group)
    found = [finding(each, 4, level) for each, level in _said().items()]
    assert all(each["reason"] == REASON for each in found)
    journey.school.done(journey.find_these(found), 200)
    journey.done("POST", f"{journey.url}/findings-sharing", "assessor", {})
    journey.done("POST", f"{journey.url}/findings-response", "head", {"accepted": True})
