"""Support visits as a coach writes and others read them."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from bs4 import BeautifulSoup

from tests.registry.conftest import PageAs
from tests.registry.enrolments.test_pages import send, text_of
from tests.registry.journey import Journey

NEW = "/registry/support-visits/new"
VISIT = {
    "on": "2026-02-02",
    "mode": "visit",
    "hours": "1.5",
    "modules": "M3",
    "notes": "We read the procedure.",
    "next_steps": "Name a deputy\n\nHang the poster",
}


def ready(journey: Journey) -> tuple[UUID, Any]:
    school = journey.school(name="Linden School (demo)")
    return school, journey.coached(journey.enrolled(school))


def test_a_coach_notes_a_visit_and_the_school_reads_it(journey: Journey, page_as: PageAs) -> None:
    school, coach = ready(journey)
    browser = page_as("coach", sub=coach.id)
    assert "Never" in text_of(browser.get("/registry/today"))
    form = browser.get(f"{NEW}?school={school}")
    assert "Nothing about children" in text_of(form)
    day = BeautifulSoup(form.text, "html.parser").select_one("[name=on]")
    assert day is not None
    assert day["value"] == "2026-02-02"
    noted = send(browser, NEW, school=str(school), **VISIT)
    assert noted.status_code == 303
    shown = text_of(browser.get(noted.headers["Location"]))
    assert "The visit is noted" in shown
    for reader in (page_as("head", scope="school", id=school), page_as("coordinator")):
        read = text_of(reader.get(f"/registry/support-visits?school={school}"))
        assert "We read the procedure." in read
        assert "Hang the poster" in read
    assert "Name a deputy ; Hang the poster" in text_of(browser.get("/registry/today"))


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("on", "2026-02-03", "Note a visit after it took place."),
        ("hours", "30", "Use a number from 0.25 to 24.0."),
        ("hours", "long", "Use a number, such as 12.5."),
        ("hours", "sNaN", "Use a number, such as 12.5."),
        ("hours", "NaN", "Use a number, such as 12.5."),
        ("hours", "-Infinity", "Use a number, such as 12.5."),
        ("hours", "1e999999", "Use a number from 0.25 to 24.0."),
        ("mode", "", "Choose how you met."),
        ("next_steps", "a\n" * 11, "Write at most 10 steps."),
        ("next_steps", "a" * 201, "Write at most 200 letters on a line."),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_the_notes_are_kept(
    journey: Journey, page_as: PageAs, field: str, value: str, words: str
) -> None:
    school, coach = ready(journey)
    browser = page_as("coach", sub=coach.id)
    answer = send(browser, NEW, school=str(school), **VISIT | {field: value})
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert "We read the procedure." in answer.text


def test_a_coach_of_another_cohort_finds_no_form_for_a_school_once_coached(
    journey: Journey, page_as: PageAs
) -> None:
    school, coach = ready(journey)
    elsewhere = page_as("coach", sub=coach.id, scope="cohort", id=uuid4())
    assert elsewhere.get(f"{NEW}?school={school}").status_code == 403
    assert "You coach no school yet" in text_of(elsewhere.get(NEW))
    assert "Linden School (demo)" not in text_of(elsewhere.get("/registry/today"))
    assert "How far" not in text_of(elsewhere.get(f"/registry/schools/{school}"))


def test_a_coach_sees_the_form_for_own_schools_only(journey: Journey, page_as: PageAs) -> None:
    school, _ = ready(journey)
    stranger = page_as("coach", sub=str(uuid4()))
    assert stranger.get(f"{NEW}?school={school}").status_code == 403
    assert "You coach no school yet" in text_of(stranger.get(NEW))
    forged = send(stranger, NEW, page="/registry/cohorts", school=str(school), **VISIT)
    assert forged.status_code == 422
    assert page_as("head", scope="school", id=school).get(NEW).status_code == 403
    assert (
        page_as("staff", scope="school", id=school).get("/registry/support-visits").status_code
        == 403
    )
