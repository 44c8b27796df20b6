"""Asking an assessor, and answering, on pages."""

from tests.certification.dossiers.test_pages import ALL, BASE, browser, one, send
from tests.certification.journey import Journey
from tests.certification.reviews.test_pages import place
from tests.registry.front_door import PageAs


def test_nobody_is_asked_before_somebody_is_chosen(journey: Journey, page_as: PageAs) -> None:
    journey.reach("submitted")
    coordinator = browser(page_as, "coordinator")
    url = f"{one(journey)}/assignments"
    assert "Nobody is left to be asked" in coordinator.get(url).text
    journey.accredit()
    assert "Test assessor (" in coordinator.get(url).text
    refused = send(coordinator, url, lead="y")
    assert refused.status_code == 422
    assert "Choose an assessor." in refused.text
    assert journey.done("GET", journey.url, "coordinator")["assignments"] == []


def test_whoever_says_no_is_done_and_may_be_asked_again(journey: Journey, page_as: PageAs) -> None:
    journey.reach("submitted")
    journey.school.done(journey.assign(), 201)
    assessor = browser(page_as, "assessor")
    offer = f"{BASE}/assignments/{journey.offer}"
    assert place(send(assessor, offer, f"{offer}/refusal", kind="none")) == ALL
    asked = browser(page_as, "coordinator").get(f"{one(journey)}/assignments").text
    assert "Test assessor (" in asked


def test_whoever_is_tied_is_not_offered_any_more(journey: Journey, page_as: PageAs) -> None:
    journey.reach("submitted")
    journey.school.done(journey.assign(), 201)
    assessor = browser(page_as, "assessor")
    offer = f"{BASE}/assignments/{journey.offer}"
    assert place(send(assessor, offer, f"{offer}/refusal", kind="family")) == ALL
    asked = browser(page_as, "coordinator").get(f"{one(journey)}/assignments").text
    assert "Nobody is left to be asked" in asked


def test_a_tie_makes_a_no_of_a_yes(journey: Journey, page_as: PageAs) -> None:
    journey.reach("submitted")
    journey.school.done(journey.assign(), 201)
    assessor = browser(page_as, "assessor")
    offer = f"{BASE}/assignments/{journey.offer}"
    tied = send(assessor, offer, f"{offer}/acceptance", declared="trained")
    assert tied.status_code == 303
    assert "You have answered this offer" in assessor.get(offer).text
    assert journey.state() == "submitted"


def test_an_offer_is_for_one_person_only(journey: Journey, page_as: PageAs) -> None:
    journey.reach("submitted")
    journey.school.done(journey.assign(), 201)
    offer = f"{BASE}/assignments/{journey.offer}"
    assert browser(page_as, "assessor2").get(offer).status_code == 403
    assert browser(page_as, "head").get(offer).status_code == 403
    for who in ("head", "assessor", "panel"):
        url = f"{one(journey)}/assignments"
        assert browser(page_as, who).get(url).status_code == 403, who
