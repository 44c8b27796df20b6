"""Findings written on pages, by two assessors at once."""

from datetime import timedelta

from certification.findings import jobs
from chassis.db import Database
from tests.certification.dossiers.test_pages import browser, module_answers, one, send
from tests.certification.journey import REASON, STEPS, Journey, finding
from tests.certification.reviews.test_pages import hidden, place
from tests.certification.schoolhouse import story_levels
from tests.registry.front_door import PageAs


def test_what_was_typed_stays_when_something_is_missing(journey: Journey, page_as: PageAs) -> None:
    journey.reach("fieldwork")
    url = f"{one(journey)}/findings/M1"
    assessor = browser(page_as, "assessor")
    typed = {"level_1_1": "2", "reason_1_1": "Too short.", "reason_1_2": REASON}
    refused = send(assessor, url, **typed)
    assert refused.status_code == 422
    assert "1.1: write at least 20 letters" in refused.text
    assert "1.2: choose what you found, too" in refused.text
    assert "Too short." in refused.text
    assert REASON in refused.text
    assert journey.done("GET", journey.url, "assessor")["findings"] == []


def test_a_criterion_may_be_left_for_later_and_a_gap_named(
    journey: Journey, page_as: PageAs
) -> None:
    journey.reach("fieldwork")
    url = f"{one(journey)}/findings/M2"
    assessor = browser(page_as, "assessor")
    typed = {"level_2_2": "1", "reason_2_2": REASON, "gap_2_2": "minor_gap"}
    assert send(assessor, url, **typed).status_code == 303
    (kept,) = journey.done("GET", journey.url, "assessor")["findings"]
    assert (kept["criterion"], kept["kind"], kept["found_level"]) == ("2.2", "minor_gap", 1)
    assert "25 criteria have no finding yet" in assessor.get(f"{one(journey)}/findings").text


def test_two_who_write_about_the_same_see_both_texts(journey: Journey, page_as: PageAs) -> None:
    journey.reach("fieldwork")
    url = f"{one(journey)}/findings/M1"
    assessor = browser(page_as, "assessor")
    page = assessor.get(url).text
    theirs = finding("1.1", 2, 1) | {"reason": "The other assessor saw it on the wall."}
    journey.school.done(journey.find_these([theirs]), 200)
    stale = assessor.post(url, data={**hidden(page), **module_answers("M1")})
    assert stale.status_code == 409
    assert "The other assessor saw it on the wall." in stale.text
    assert REASON in stale.text
    assert len(journey.done("GET", journey.url, "assessor")["findings"]) == 1
    answers = module_answers("M1") | {"seen_1_1": "1"}
    assert send(assessor, url, **answers).status_code == 303
    found = journey.done("GET", journey.url, "assessor")["findings"]
    assert next(each["found_level"] for each in found if each["criterion"] == "1.1") == 1


def test_saving_again_what_is_there_changes_nothing(journey: Journey, page_as: PageAs) -> None:
    journey.reach("fieldwork")
    url = f"{one(journey)}/findings/M1"
    assessor = browser(page_as, "assessor")
    send(assessor, url, **module_answers("M1"))
    before = journey.done("GET", journey.url, "assessor")["row_version"]
    journey.clock.advance(timedelta(minutes=1))
    assert send(assessor, url, **module_answers("M1")).status_code == 303
    assert journey.done("GET", journey.url, "assessor")["row_version"] == before


def test_a_head_who_does_not_agree_says_with_what(journey: Journey, page_as: PageAs) -> None:
    journey.reach("findings_shared")
    head = browser(page_as, "head")
    url = f"{one(journey)}/response"
    refused = send(head, url, accepted="no", comment="")
    assert refused.status_code == 422
    assert "Say with what you do not agree" in refused.text
    assert send(head, url, accepted="no", comment="2.1 was adopted in May.").status_code == 303
    shown = journey.done("GET", journey.url, "panel")
    assert (shown["state"], shown["has_accepted"]) == ("moderation", False)


def test_a_head_who_answers_too_late_loses_no_word(
    journey: Journey, page_as: PageAs, database: Database
) -> None:
    journey.reach("findings_shared")
    head, url = browser(page_as, "head"), f"{one(journey)}/response"
    before = hidden(head.get(url).text)
    journey.clock.advance(timedelta(days=15))
    with database.write() as session:
        jobs.TIMERS[0].run(session, journey.clock.now())
    typed = {"accepted": "no", "comment": "2.1 was adopted in May."}
    late = browser(page_as, "head").post(url, data={**before, **typed})
    assert late.status_code == 409
    assert "2.1 was adopted in May." in late.text


def test_showing_too_early_says_what_is_missing(journey: Journey, page_as: PageAs) -> None:
    journey.reach("fieldwork")
    assessor = browser(page_as, "assessor")
    early = send(assessor, f"{one(journey)}/talks", f"{one(journey)}/sharing")
    assert early.status_code == 409
    assert "cannot be shown to the school yet" in early.text
    assert f"{one(journey)}/findings/M1#c1-1" in early.text
    journey.meet_all_facts()
    said = story_levels()
    journey.school.done(
        journey.find_these([finding(each, 3, level) for each, level in said.items()]), 200
    )
    unheard = send(assessor, f"{one(journey)}/findings", f"{one(journey)}/sharing")
    assert unheard.status_code == 409
    assert "talk with three groups" in unheard.text
    assert f'href="{one(journey)}/talks"' in unheard.text
    assert journey.state() == "fieldwork"


def test_only_gaps_are_looked_at_again(journey: Journey, page_as: PageAs) -> None:
    journey.reach("fieldwork")
    journey.find()
    journey.find_these([finding("2.2", 1, 2, "minor_gap")])
    for group in ("pupils", "staff", "leadership"):
        journey.talk(group)
    journey.done("POST", f"{journey.url}/findings-sharing", "assessor", {})
    journey.done("POST", f"{journey.url}/findings-response", "head", {"accepted": True})
    journey.school.done(journey.decide(outcome="minor_gaps"), 201)
    assessor = browser(page_as, "assessor")
    assert "Look again at 1 gap." in assessor.get(one(journey)).text
    assert "1 gap is to be looked at again" in assessor.get(f"{one(journey)}/findings").text
    url = f"{one(journey)}/findings/M2"
    page = assessor.get(url).text
    assert 'name="level_2_2"' in page
    assert 'name="level_2_1"' not in page
    assert "Save these findings" not in assessor.get(f"{one(journey)}/findings/M1").text
    typed = {"level_2_2": "2", "reason_2_2": REASON, "gap_2_2": "", "seen_2_2": "2"}
    closed = send(assessor, url, **typed)
    assert place(closed) == f"{one(journey)}/findings"
    assert "Every gap is closed" in assessor.get(f"{one(journey)}/findings").text
    assert "Write down what you found" not in assessor.get(one(journey)).text
    assert "Decide" in browser(page_as, "panel").get("/certification/assessments").text


def test_nobody_but_the_assessors_writes_and_nobody_but_the_lead_shows(
    journey: Journey, page_as: PageAs
) -> None:
    journey.reach("sift")
    journey.school.done(journey.assign("assessor2", lead=False), 201)
    journey.school.done(journey.accept("assessor2"), 200)
    for step in STEPS[2:4]:
        step(journey)
    for who in ("head", "coordinator", "panel", "assessor3"):
        url = f"{one(journey)}/findings/M1"
        assert browser(page_as, who).get(url).status_code == 403, who
        assert browser(page_as, who).post(url).status_code == 403, who
    second = browser(page_as, "assessor2")
    assert second.get(f"{one(journey)}/findings/M9").status_code == 404
    assert send(second, f"{one(journey)}/findings/M1", **module_answers("M1")).status_code == 303
    journey.find()
    assert "Show the findings" not in second.get(one(journey)).text
    assert "Show them now" not in second.get(f"{one(journey)}/findings").text
    shown = send(second, f"{one(journey)}/talks", f"{one(journey)}/sharing")
    assert shown.status_code == 403
    assert journey.state() == "fieldwork"
