"""The school's own page about its way to report: made, seen, opened and paused in the browser."""

from typing import Any
from uuid import UUID

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from tests.registry.front_door import PageAs
from tests.reports.school import P, School
from tests.services import facts
from tests.services.served import Hear
from tests.statements import statements


@pytest.fixture
def database_kind() -> str:
    """What the pages ask of the database is tried on both through the API."""
    return "sqlite"


def press(browser: FlaskClient, url: str, words: str, **typed: Any) -> Any:
    """Fill in the form of a page and press the button with these words."""
    page = BeautifulSoup(browser.get(url).text, "html.parser")
    form = next(each for each in page.select("main form") if words in each.get_text())
    sent: dict[str, Any] = {}
    for field in form.select("input"):
        if field.get("type") != "checkbox" or field.has_attr("checked"):
            sent.setdefault(str(field["name"]), []).append(str(field.get("value", "")))
    return browser.post(str(form.get("action") or url), data={**sent, **typed})


def person(page_as: PageAs, role: str) -> FlaskClient:
    return page_as(role, scope="school", id=facts.SCHOOL)


NEW = f"/reports/schools/{facts.SCHOOL}/channel/new"


def test_a_school_makes_opens_and_pauses_its_page(school: School, page_as: PageAs) -> None:
    school.become_known()
    focal, head = person(page_as, "focal"), person(page_as, "head")
    assert "no page of their own yet" in focal.get("/reports").text
    made = press(focal, NEW, "Make the page")
    assert made.status_code == 303
    url = made.headers["Location"].partition("?")[0]
    assert "It is not open yet" in focal.get(made.headers["Location"]).text
    assert "The head of the school can open it" in focal.get(url).text
    opened = press(head, url, "Open the page")
    assert opened.status_code == 303
    page = head.get(opened.headers["Location"]).text
    assert "Pupils can write there now" in page
    assert "Nobody reads what is written here yet" in page
    assert press(head, url, "Close the page for a while").status_code == 303
    assert "Closed for a while" in head.get("/reports").text
    assert press(head, url, "Open the page").status_code == 303


def test_what_is_missing_is_named(hear: Hear, page_as: PageAs) -> None:
    hear(facts.PARTNER, facts.VERIFIED)
    head = person(page_as, "head")
    made = press(head, NEW, "Make the page")
    text = head.get(made.headers["Location"]).text
    assert "The help numbers of your country" in text
    assert "A head, and a focal point or a deputy" in text
    assert "Everything that is needed is there" not in text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"langs": []}, "Choose a language."),
        ({"days": []}, "Choose a day."),
        ({"begins": "8"}, "Use the time as 08:00."),
        ({"begins": "17:00"}, "Use a time after the first one."),
        ({"langs": ["xx"]}, "valid choice"),
    ],
)
def test_a_form_that_is_not_right_keeps_what_was_typed(
    school: School, page_as: PageAs, typed: dict[str, Any], words: str
) -> None:
    school.become_known()
    answer = press(person(page_as, "head"), NEW, "Make the page", ends="15:30", **typed)
    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="15:30"' in answer.text


def test_nobody_else_gets_in(school: School, page_as: PageAs) -> None:
    url = f"/reports/channels/{school.draft()['id']}"
    stranger = page_as("head", scope="school", id=UUID(int=9))
    assert stranger.get(url).status_code == 404
    assert stranger.get(NEW).status_code == 403
    assert stranger.post(f"{url}/launch", data={}).status_code == 404
    for browser in (person(page_as, "focal"), page_as("coordinator")):
        assert browser.post(f"{url}/launch", data={}).status_code in (403, 422)
    assert person(page_as, "head").post(f"{url}/launch", data={}).status_code == 422
    visitor = school.client.get(url)
    assert visitor.status_code == 303
    assert "sign-in" in visitor.headers["Location"]


def test_a_press_on_an_old_page_changes_nothing(school: School, page_as: PageAs) -> None:
    made = school.draft()
    url = f"/reports/channels/{made['id']}"
    answer = press(person(page_as, "head"), url, "Open the page", row_version="7")
    assert answer.status_code == 412
    shown: Any = school.client.get(f"{P}/channels/{made['id']}", headers=school.of("head")).json
    assert shown["state"] == "draft"


def test_the_coordinator_sees_each_school_in_few_statements(
    school: School, page_as: PageAs
) -> None:
    school.open()
    coordinator = page_as("coordinator")
    page = coordinator.get("/reports")
    assert "Школа № 7 (demo)" in page.text
    assert "Open" in page.text
    with statements() as made:
        coordinator.get("/reports")
    assert len([each for each in made if each.lstrip().upper().startswith("SELECT")]) <= 6
    assert coordinator.get("/reports?after=nonsense").status_code == 422
