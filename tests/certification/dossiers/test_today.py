"""The work of today on the page of assessments: what waits, what runs late, where to go next."""

from datetime import timedelta
from uuid import UUID

from certification.assessments.model import Assessment
from chassis.db import Database
from chassis.ids import new_id
from tests.certification.dossiers.test_pages import ALL, browser, one
from tests.certification.journey import AGENDA, Journey
from tests.certification.schoolhouse import STANDARD
from tests.registry.front_door import PageAs
from tests.services.facts import SCHOOL

LATE = "Nothing has happened for 14 days."
MISSED = "The day of the visit is over, and the visit has not begun."


def test_what_nobody_works_on_for_two_weeks_runs_late(journey: Journey, page_as: PageAs) -> None:
    journey.reach("fieldwork")
    coordinator = browser(page_as, "coordinator")
    journey.clock.advance(timedelta(days=13))
    assert "runs late" not in browser(page_as, "coordinator").get(ALL).text
    journey.clock.advance(timedelta(days=1))
    coordinator = browser(page_as, "coordinator")
    assert "1 runs late" in coordinator.get(ALL).text
    assert LATE in coordinator.get(one(journey)).text
    assert LATE not in browser(page_as, "assessor").get(one(journey)).text
    assert "runs late" not in browser(page_as, "panel").get(ALL).text


def test_a_day_that_went_by_without_a_visit_runs_late(journey: Journey, page_as: PageAs) -> None:
    journey.reach("scheduled")
    assert "Your next visits" in browser(page_as, "assessor").get(ALL).text
    journey.clock.advance(timedelta(days=1))
    assert "runs late" not in browser(page_as, "coordinator").get(ALL).text
    due = browser(page_as, "assessor").get(ALL).text
    assert "Your next visits" not in due
    assert "Begin the visit" in due
    journey.clock.advance(timedelta(days=1))
    assert MISSED in browser(page_as, "coordinator").get(ALL).text


def test_a_school_that_waits_long_for_an_assessor_is_told_once(
    journey: Journey, page_as: PageAs
) -> None:
    journey.reach("submitted")
    journey.clock.advance(timedelta(days=14))
    page = browser(page_as, "coordinator").get(ALL).text
    assert "1 waits for you" in page
    assert f"Choose an assessor. {LATE}" in page
    assert "runs late" not in page


def test_old_work_is_seen_behind_any_number_of_newer_schools(
    journey: Journey, page_as: PageAs, database: Database
) -> None:
    journey.reach("moderation")
    with database.write() as session:
        old = session.get_one(Assessment, UUID(journey.assessment))
        shared = {
            each.key: getattr(old, each.key)
            for each in Assessment.__mapper__.column_attrs
            if each.key not in ("id", "state", "row_version")
        }
        session.add_all(Assessment(id=new_id(), state="awarded", **shared) for _ in range(51))
    page = browser(page_as, "panel").get(ALL).text
    assert page.count(journey.assessment) == 1
    assert "1 waits for you" in page


def test_the_school_sees_what_is_asked_of_it_and_nothing_else(
    journey: Journey, page_as: PageAs
) -> None:
    journey.reach("sift")
    assert "waits for you" not in browser(page_as, "head").get(ALL).text
    journey.done("POST", f"{journey.url}/agenda", "assessor", AGENDA, 201)
    assert "Agree to the day" in browser(page_as, "head").get(ALL).text
    assert "waits for you" not in browser(page_as, "focal").get(ALL).text


def test_a_proposed_day_that_is_over_waits_for_the_assessor_again(
    journey: Journey, page_as: PageAs
) -> None:
    journey.reach("sift")
    journey.done("POST", f"{journey.url}/agenda", "assessor", AGENDA, 201)
    journey.clock.advance(timedelta(days=2))
    head = browser(page_as, "head")
    assert "The day that was proposed is over" in head.get(one(journey)).text
    assert "Agree to the day" not in head.get(one(journey)).text
    school = f"/certification/schools/{SCHOOL}"
    assert "A day for the visit is proposed" not in head.get(school).text
    assert "Propose a day" in browser(page_as, "assessor").get(ALL).text


def test_what_comes_back_is_changed_from_here_until_it_is_handed_in_again(
    journey: Journey, page_as: PageAs
) -> None:
    journey.reach("returned")
    head = browser(page_as, "head")
    review = f"/certification/reviews/{journey.review}"
    back = head.get(one(journey)).text
    assert f'href="{review}"' in back
    assert f'href="{review}/criteria/2.1"' in back
    assert "It came back to your school" in head.get(review).text
    school = head.get(f"/certification/schools/{SCHOOL}").text
    assert "Your self-review came back" in school
    assert f'href="{one(journey)}"' in school
    assert "Change the self-review" not in browser(page_as, "coordinator").get(one(journey)).text
    returned = one(journey)
    journey.school.done(journey.submit(), 201)
    assert "Change the self-review" not in head.get(returned).text


def test_an_assessor_is_told_how_much_is_left(journey: Journey, page_as: PageAs) -> None:
    journey.reach("fieldwork")
    assessor = browser(page_as, "assessor")
    total = len(STANDARD.criteria)
    assert f"{total} criteria have no finding yet." in assessor.get(one(journey)).text
    journey.school.done(journey.find("assessor", "1.1"), 200)
    assert f"{total - 1} criteria have no finding yet." in assessor.get(one(journey)).text
