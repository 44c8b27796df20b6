from datetime import timedelta

import pytest

from chassis.clock import StillClock
from tests.registry.front_door import PageAs, Tokens
from tests.services.facts import SCHOOL
from tests.statements import statements
from tests.training.classroom import OTHER_SCHOOL, Classroom, Headers, role_changed
from tests.training.conftest import Hear
from tests.training.reading import at_school, press, send, soup, words

URL = f"/training/schools/{SCHOOL}"
COUNT = {
    "term": "2026-1",
    "declared_on": "2026-02-02",
    "leadership": "1",
    "teaching": "3",
    "support": "2",
    "governing": "0",
}


@pytest.fixture
def teachers(classroom: Classroom) -> list[Headers]:
    found = [classroom.person("staff", name) for name in ("Ion Popa (demo)", "Maria Lungu (demo)")]
    for by in found:
        classroom.place(by)
    return found


def test_a_school_counts_its_people_and_sees_its_shares(
    classroom: Classroom, page_as: PageAs, teachers: list[Headers]
) -> None:
    classroom.learn(teachers[0], "M3C")
    browser = at_school(page_as, "focal")
    assert "Until then nobody can tell" in words(browser.get(URL))
    saved = send(browser, f"{URL}/headcounts", COUNT)
    assert (saved.status_code, saved.headers["Location"]) == (
        303,
        f"{URL}?said=headcount_saved",
    )
    page = browser.get(saved.headers["Location"])
    cells = [
        " ".join(each.get_text().split()) for each in soup(page).select("td[data-label^='M3C ']")
    ]
    assert cells == ["0 %", "33 %", "0 %", "nobody", "16 %"]
    shown = words(page)
    assert "Ion Popa (demo)" in shown
    assert "Teaching: 1 person has not opened the training pages yet" in shown
    assert "Support: 2 people have not opened" in shown


def test_wrong_numbers_stand_beside_what_was_typed(
    classroom: Classroom, page_as: PageAs, clock: StillClock
) -> None:
    del classroom
    browser = at_school(page_as, "head")
    wrong = {**COUNT, "teaching": "many", "declared_on": "2026-02-03"}
    again = send(browser, f"{URL}/headcounts", wrong)
    assert again.status_code == 422
    assert soup(again).select_one("input[name=teaching]")["value"] == "many"  # type: ignore[index] # it is there
    ahead = send(browser, f"{URL}/headcounts", {**COUNT, "declared_on": "2026-02-03"})
    assert (ahead.status_code, "it cannot lie ahead" in words(ahead)) == (422, True)
    assert clock.now().year == 2026


def test_who_left_is_ticked_beside_the_numbers_or_pressed(
    classroom: Classroom, page_as: PageAs, teachers: list[Headers]
) -> None:
    browser = at_school(page_as, "deputy")
    gone = classroom.ask("GET", "/learners/me", teachers[0]).json["id"]
    assert send(browser, f"{URL}/headcounts", {**COUNT, "left": [gone]}).status_code == 303
    assert "Ion Popa (demo) is back" in words(browser.get(URL))
    pressed = press(browser, URL, "Maria Lungu (demo) has left")
    assert pressed.status_code == 303
    assert "no longer counts for your school" in words(browser.get(pressed.headers["Location"]))
    assert press(browser, URL, "Ion Popa (demo) is back").status_code == 303
    states = [classroom.ask("GET", "/learners/me", by).json["state"] for by in teachers]
    assert states == ["active", "left"]


def test_an_old_count_is_said_to_be_old(
    classroom: Classroom, page_as: PageAs, clock: StillClock
) -> None:
    classroom.count(classroom.person("head"))
    clock.advance(timedelta(days=181))
    shown = words(at_school(page_as, "head").get(URL))
    assert "The numbers are too old" in shown
    assert "not known" in shown


def test_more_people_than_declared_are_never_hidden(
    classroom: Classroom, page_as: PageAs, teachers: list[Headers]
) -> None:
    assert len(teachers) == 2
    groups = {"leadership": 1, "teaching": 1, "support": 0, "governing": 0}
    classroom.count(classroom.person("head"), groups=groups)
    assert "more people learn here than you said" in words(at_school(page_as, "head").get(URL))
    assert classroom.coverage(classroom.person("head"))["crowded"] == ["teaching"]


def test_the_posts_are_shown_with_what_is_missing(
    classroom: Classroom, page_as: PageAs, hear: Hear, clock: StillClock
) -> None:
    hear(role_changed("head", clock.now()), role_changed("deputy", clock.now()))
    by = classroom.person("head")
    classroom.place(by, "leadership")
    classroom.learn(by, "M1", "M3")
    shown = words(at_school(page_as, "head").get(URL))
    assert "Test head: M2 Policy and people; M4 Education and participation; M5" in shown
    assert "somebody who has not opened the training pages yet" in shown


def test_names_are_for_the_managers_of_the_school_only(
    classroom: Classroom, page_as: PageAs
) -> None:
    del classroom
    for where in ({"scope": "school", "id": OTHER_SCHOOL}, {}):
        assert page_as("head", **where).get(URL).status_code == 403
        assert page_as("head", **where).get(f"{URL}/headcounts").status_code == 403
    assert at_school(page_as, "staff").get(URL).status_code == 403
    assert page_as("coordinator").get(URL).status_code == 403


def test_a_large_school_is_read_in_few_questions(
    classroom: Classroom, page_as: PageAs, token: Tokens
) -> None:
    del token
    for number in range(12):
        classroom.place(classroom.person("staff", f"Teacher {number} (demo)"))
    browser = at_school(page_as, "focal")
    browser.get(URL)
    with statements() as asked:
        browser.get(URL)
    for_the_record = 1
    selects = [each for each in asked if each.startswith("SELECT")]
    assert len(selects) <= 12 + for_the_record
