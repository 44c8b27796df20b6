"""Assessors on a coordinator's pages."""

from tests.certification.dossiers.test_pages import browser, send
from tests.certification.journey import Journey, person_id
from tests.certification.reviews.test_pages import place
from tests.registry.front_door import PageAs

URL = "/certification/assessors"


def test_somebody_is_taken_on_and_paused(journey: Journey, page_as: PageAs) -> None:
    coordinator = browser(page_as, "coordinator")
    assert "Nobody can be chosen yet" in coordinator.get(URL).text
    journey.done("GET", "/me", "assessor")
    refused = send(coordinator, URL, user=str(person_id("assessor")), reason="First of all")
    assert refused.status_code == 422
    assert "First of all" in refused.text
    answers = {"user": str(person_id("assessor")), "langs": "ro", "reason": "First of all"}
    assert place(send(coordinator, URL, **answers)) == URL
    page = coordinator.get(URL).text
    assert "Test assessor" in page
    assert "May assess" in page
    assert "Nobody can be chosen yet" in page
    one = f"{URL}/" + page.partition(f"{URL}/")[2].partition('"')[0]
    assert send(coordinator, one, state="suspended", reason="").status_code == 422
    assert place(send(coordinator, one, state="suspended", reason="Ill for a time")) == URL
    assert "Paused" in coordinator.get(URL).text


def test_nobody_else_gets_in(page_as: PageAs) -> None:
    assert browser(page_as, "assessor").get(URL).status_code == 403
