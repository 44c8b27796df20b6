import pytest

from tests.registry.front_door import PARTNER_ID, PageAs, Tokens
from tests.statements import statements
from tests.training.classroom import MODULES, Classroom
from tests.training.reading import at_school, soup, words


def test_whoever_has_no_place_is_asked_for_it(classroom: Classroom, page_as: PageAs) -> None:
    del classroom
    browser = at_school(page_as, "staff")
    assert "First say where you belong" in words(browser.get("/training"))
    away = browser.get("/training/modules/M1")
    assert (away.status_code, away.headers["Location"]) == (303, "/training/place")


def test_a_visitor_sees_what_this_is_for(classroom: Classroom, page_as: PageAs) -> None:
    del page_as
    assert classroom.client.get("/training").status_code == 200
    assert classroom.client.get("/training/modules/M1").status_code in (302, 303)


def test_a_module_says_what_it_teaches(classroom: Classroom, page_as: PageAs) -> None:
    classroom.place(classroom.person("staff"))
    browser = at_school(page_as, "staff")
    shown = words(browser.get("/training/modules/M3"))
    assert "3 questions are about the safety of a child" in shown
    assert "A pass is valid for 24 months" in shown
    assert "Start the quiz" in shown
    assert browser.get("/training/modules/M9").status_code == 404


def test_the_first_screen_names_the_next_step(classroom: Classroom, page_as: PageAs) -> None:
    by = classroom.person("staff")
    classroom.place(by)
    browser = at_school(page_as, "staff")
    assert "What to do next" in words(browser.get("/training"))
    classroom.learn(by, *MODULES)
    with statements() as asked:
        page = browser.get("/training")
    assert "All your modules are valid" in words(page)
    assert len([each for each in asked if each.startswith("SELECT")]) <= 9
    shown = [each.get_text() for each in soup(page).select(".choice-title")]
    assert len(shown) == 6
    assert not any("guests" in each for each in shown), "V1 is for cafés"


@pytest.mark.parametrize(
    ("role", "scope", "place", "words_shown"),
    [("owner", "venue", "venue", "young guests"), ("checker", "partner", "partner", "the core")],
)
def test_each_place_has_its_modules(
    classroom: Classroom,
    token: Tokens,
    page_as: PageAs,
    role: str,
    scope: str,
    place: str,
    words_shown: str,
) -> None:
    where = {"scope": scope, "id": PARTNER_ID}
    body = {place: str(PARTNER_ID), "lang": "ro"}
    classroom.done(classroom.ask("PUT", "/learners/me", token(role, **where), body), 200)
    assert words_shown in words(page_as(role, **where).get("/training"))
