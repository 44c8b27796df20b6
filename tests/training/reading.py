"""Pages read as a person reads them, and their forms sent as a person sends them."""

from typing import Any

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from tests.registry.front_door import PageAs
from tests.services.facts import SCHOOL


def at_school(page_as: PageAs, role: str, name: str = "") -> FlaskClient:
    """A browser of somebody of the school; without a name it is the same person as by HTTP."""
    return page_as(role, scope="school", id=SCHOOL, **({"name": name} if name else {}))


def soup(answer: Any) -> BeautifulSoup:
    return BeautifulSoup(answer.text, "html.parser")


def words(answer: Any) -> str:
    return " ".join(soup(answer).get_text(" ").split())


def form_of(answer: Any) -> Tag:
    found = soup(answer).select_one("main form.ask")
    assert found is not None, words(answer)
    return found


def hidden(form: Tag) -> dict[str, str]:
    return {str(each["name"]): str(each["value"]) for each in form.select("input[type=hidden]")}


def send(browser: FlaskClient, url: str, answers: dict[str, Any]) -> Any:
    """Open a page and send its form with these answers."""
    return browser.post(url, data={**hidden(form_of(browser.get(url))), **answers})


def press(browser: FlaskClient, url: str, text: str) -> Any:
    """Open a page and press the button with these words."""
    page = soup(browser.get(url))
    button = next(each for each in page.select("form.press button") if text in each.get_text())
    form = button.find_parent("form")
    assert form is not None
    return browser.post(str(form["action"]), data=hidden(form))
