"""Planning a visit and keeping talks on pages."""

import pytest

from tests.certification.dossiers.test_pages import BASE, browser, one, send
from tests.certification.journey import Journey
from tests.certification.reviews.test_pages import place
from tests.registry.front_door import PageAs


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"visit_on": "", "items": "09:00 Talk"}, "Enter the day."),
        ({"visit_on": "2026-02-01", "items": "09:00 Talk"}, "Choose today or a day to come."),
        ({"visit_on": "2026-02-03", "items": "9 o'clock Talk"}, "in line 1."),
        ({"visit_on": "2026-02-03", "items": ""}, "Write what happens when."),
    ],
)
def test_a_day_that_cannot_be_is_named_and_what_was_typed_stays(
    journey: Journey, page_as: PageAs, typed: dict[str, str], wrong: str
) -> None:
    journey.reach("sift")
    refused = send(browser(page_as, "assessor"), f"{one(journey)}/agenda", **typed)
    assert refused.status_code == 422
    assert wrong in refused.text
    assert "Talk" in refused.text or not typed["items"]
    assert journey.done("GET", journey.url, "assessor")["visit_on"] is None


def test_a_proposed_day_is_shown_again_to_be_changed(journey: Journey, page_as: PageAs) -> None:
    journey.reach("sift")
    assessor = browser(page_as, "assessor")
    url = f"{one(journey)}/agenda"
    typed = {"visit_on": "2026-02-03", "items": "09:00 Talk with the head"}
    assert place(send(assessor, url, **typed)) == one(journey)
    again = assessor.get(url).text
    assert 'value="2026-02-03"' in again
    assert "09:00 Talk with the head" in again


@pytest.mark.parametrize("people", ["", "none", "0", "41", "3"])
def test_a_talk_with_too_few_or_no_number_keeps_what_was_heard(
    journey: Journey, page_as: PageAs, people: str
) -> None:
    journey.reach("fieldwork")
    assessor = browser(page_as, "assessor")
    heard = "They know whom to tell."
    url = f"{one(journey)}/talks"
    refused = send(assessor, url, group="pupils", people=people, summary=heard)
    assert refused.status_code == 422
    assert heard in refused.text
    assert "No talk is written down yet" in assessor.get(url).text


def test_a_talk_is_listed_where_it_was_written_down(journey: Journey, page_as: PageAs) -> None:
    journey.reach("fieldwork")
    assessor = browser(page_as, "assessor")
    url = f"{one(journey)}/talks"
    kept = send(assessor, url, group="pupils", people="5", summary="They know whom to tell.")
    assert place(kept) == url
    assert "Pupils, 5 people" in assessor.get(url).text


def test_only_those_whose_part_it_is_plan_agree_and_begin(
    journey: Journey, page_as: PageAs
) -> None:
    journey.reach("sift")
    parts = {"agenda": ("assessor",), "talks": ("assessor",)}
    for part, may in parts.items():
        for who in ("assessor", "assessor2", "head", "coordinator", "panel"):
            status = browser(page_as, who).get(f"{one(journey)}/{part}").status_code
            assert status == (200 if who in may else 403), (part, who)
    for part, one_may in {"agreement": "head", "beginning": "assessor"}.items():
        for who in {"assessor", "head", "focal", "coordinator", "panel"} - {one_may}:
            status = browser(page_as, who).post(f"{one(journey)}/{part}").status_code
            assert status == 403, (part, who)
    journey.school.done(journey.assign("assessor2", lead=False), 201)
    asked = f"{BASE}/assignments/{journey.offer}"
    begun = send(browser(page_as, "assessor2"), asked, f"{one(journey)}/beginning")
    assert begun.status_code == 403
    assert journey.state() == "sift"


def test_a_button_pressed_too_early_says_so_and_changes_nothing(
    journey: Journey, page_as: PageAs
) -> None:
    journey.reach("scheduled")
    assessor = browser(page_as, "assessor")
    early = send(assessor, f"{one(journey)}/agenda", f"{one(journey)}/beginning")
    assert early.status_code == 409
    assert "begins on the day that was agreed" in early.text
    assert journey.state() == "scheduled"
