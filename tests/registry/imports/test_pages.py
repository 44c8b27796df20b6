"""Lists as pages, walked through as a coordinator does, without JavaScript."""

import re
from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.lists import A6_HEADER, a6_list, written
from tests.registry.conftest import PageAs
from tests.registry.imports.conftest import Coordinator

PAGE = "/registry/imports"


@pytest.fixture
def browser(page_as: PageAs) -> FlaskClient:
    """A coordinator's."""
    found: FlaskClient = page_as("coordinator")
    return found


def read(answer: TestResponse, status: int = 200) -> BeautifulSoup:
    assert answer.status_code == status, answer.text[:3000]
    return BeautifulSoup(answer.text, "html.parser")


def words(page: BeautifulSoup) -> str:
    return re.sub(r"\s+", " ", page.main.get_text(" ")) if page.main else ""


def answers(page: BeautifulSoup) -> dict[str, Any]:
    """Return what a browser would send of the page's main form, as it is filled in."""
    form = page.select_one("main form.ask")
    assert form is not None
    found: dict[str, Any] = {}
    for field in form.select("input[name], select[name], textarea[name]"):
        name = str(field["name"])
        if field.name == "select":
            chosen = field.select_one("option[selected]") or field.select_one("option")
            found[name] = chosen["value"] if chosen else ""
        elif field.get("type") in ("radio", "checkbox"):
            if field.has_attr("checked"):
                found[name] = field.get("value", "y")
        elif field.get("type") != "file":
            found[name] = field.get("value", "")
    return found


def send(browser: FlaskClient, content: bytes, name: str = "list.csv", **more: str) -> TestResponse:
    filled = answers(read(browser.get(PAGE)))
    data = {**filled, **more, "file": (BytesIO(content), name)}
    return browser.post(PAGE, data=data, content_type="multipart/form-data")


def sent(browser: FlaskClient, content: bytes, **more: str) -> str:
    answer = send(browser, content, **more)
    assert answer.status_code == 303, answer.text[:3000]
    return answer.headers["Location"].partition("?")[0]


def test_a_coordinator_walks_from_the_file_to_the_schools(
    browser: FlaskClient, coordinator: Coordinator
) -> None:
    assert "No list was sent yet" in words(read(browser.get(PAGE)))
    url = sent(browser, a6_list(), country="MD")
    shown = read(browser.get(f"{url}?said=list_sent"))
    assert [strong.text for strong in shown.select(".figures strong")] == ["6", "0", "0", "1", "1"]
    assert "1 row cannot be used" in words(shown)
    assert "1.23E+11" in words(shown)
    assert "1 school is possibly here already" in words(shown)
    assert coordinator.schools() == []
    asked = read(browser.get(f"{url}/confirmation"))
    assert asked.find("button", string="Add 6 schools")
    assert browser.post(f"{url}/confirmation", data=answers(asked)).status_code == 303
    running = read(browser.get(url))
    assert running.select_one("noscript meta[http-equiv=refresh]")
    assert running.select_one("progress")
    coordinator.work()
    done = read(browser.get(url))
    assert "The list is in the registry." in words(done)
    assert len(coordinator.schools()) == 6
    listed = words(read(browser.get(PAGE)))
    assert "In the registry" in listed


def test_wrong_letters_are_seen_and_corrected(browser: FlaskClient) -> None:
    url = sent(browser, a6_list(), encoding="koi8-u")
    page = read(browser.get(f"{url}/file"))
    assert "Школа" not in words(page)
    filled = {**answers(page), "encoding": "windows-1251"}
    assert browser.post(f"{url}/file", data=filled).status_code == 303
    assert "Школа № 2" in words(read(browser.get(f"{url}/file")))
    assert "Школа № 2" in words(read(browser.get(url)))


def test_a_line_that_does_not_exist_is_no_header(browser: FlaskClient) -> None:
    url = sent(browser, a6_list())
    page = read(browser.get(f"{url}/file"))
    answer = browser.post(f"{url}/file", data={**answers(page), "header_line": "99"})
    assert "There is no row on line 99." in words(read(answer, 422))
    answer = browser.post(f"{url}/file", data={**answers(page), "header_line": "first"})
    assert "Use a line number" in words(read(answer, 422))


def test_unknown_columns_are_asked_with_examples_and_remembered(browser: FlaskClient) -> None:
    url = sent(browser, written([["Spalte A", "Spalte B"], ["Лицей Заря", "01"]]))
    page = read(browser.get(url))
    assert "What is each column?" in words(page)
    assert "For example: Лицей Заря" in words(page)
    refused = browser.post(f"{url}/columns", data=answers(page))
    assert "Name of the school" in words(read(refused, 422))
    filled = {
        **answers(page),
        "column_0": "name",
        "column_1": "official_code",
        "save_as": "Ministry",
    }
    assert browser.post(f"{url}/columns", data=filled).status_code == 303
    assert "Лицей Заря" in words(read(browser.get(url)))
    again = sent(browser, written([["spalte a", "SPALTE B"], ["Лицей Ёж", "02"]]))
    assert "remembered under “Ministry”" in words(read(browser.get(f"{again}/columns")))


def test_dates_that_can_be_read_two_ways_are_asked(
    browser: FlaskClient, coordinator: Coordinator
) -> None:
    rows = [["name", "code", "opened on"], ["School A", "1", "03/04/2001"]]
    url = sent(browser, written(rows))
    page = read(browser.get(f"{url}/columns"))
    assert page.select_one("select[name=dates_opened_on]")
    filled = {**answers(page), "dates_opened_on": "dmy"}
    assert browser.post(f"{url}/columns", data=filled).status_code == 303
    confirmed = answers(read(browser.get(f"{url}/confirmation")))
    browser.post(f"{url}/confirmation", data=confirmed)
    coordinator.work()
    assert str(coordinator.schools()[0].opened_on) == "2001-04-03"


def test_duplicates_are_decided_one_by_one(browser: FlaskClient, coordinator: Coordinator) -> None:
    url = sent(browser, a6_list())
    page = read(browser.get(f"{url}/confirmation"))
    filled = {**answers(page), "duplicates": "each", "line_9": "add"}
    assert browser.post(f"{url}/confirmation", data=filled).status_code == 303
    coordinator.work()
    assert len(coordinator.schools()) == 7


def test_what_changes_is_shown_side_by_side(browser: FlaskClient, coordinator: Coordinator) -> None:
    coordinator.confirm(coordinator.send(written([A6_HEADER, ["Лицей", "01", "Калинов"]])))
    url = sent(browser, written([A6_HEADER, ["Лицей имени Весны", "01", "Калинов"]]))
    shown = words(read(browser.get(url)))
    assert "Name of the school: Лицей" in shown
    assert "Name of the school: Лицей имени Весны" in shown


def test_schools_the_list_does_not_name_are_shown_and_stay(
    browser: FlaskClient, coordinator: Coordinator
) -> None:
    coordinator.confirm(coordinator.send(a6_list()))
    url = sent(browser, written([A6_HEADER, ["Школа № 2", "02", "Калинов"]]))
    assert "5 schools are not in this list" in words(read(browser.get(url)))
    filled = {**answers(read(browser.get(f"{url}/confirmation"))), "whole_list": "y"}
    browser.post(f"{url}/confirmation", data=filled)
    coordinator.work()
    assert "5 schools are not in this list" in words(read(browser.get(url)))
    assert "5 schools are not in" in words(read(browser.get(PAGE)))
    assert {school.state for school in coordinator.schools()} == {"listed"}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"<html></html>", "web page"), (b"", "empty"), (b"%PDF-1.4", "PDF")],
)
def test_a_file_that_is_no_list_is_explained_beside_the_question(
    browser: FlaskClient, content: bytes, sentence: str
) -> None:
    page = read(send(browser, content), 422)
    assert page.select_one(".error-summary")
    assert sentence in words(page)


def test_without_a_file_the_question_is_asked_again(browser: FlaskClient) -> None:
    answer = browser.post(PAGE, data=answers(read(browser.get(PAGE))))
    assert "Choose a file." in words(read(answer, 422))


def test_a_stale_page_changes_nothing(browser: FlaskClient, coordinator: Coordinator) -> None:
    url = sent(browser, a6_list())
    early = answers(read(browser.get(f"{url}/columns")))
    assert browser.post(f"{url}/columns", data=early).status_code == 303
    late = browser.post(f"{url}/columns", data={**early, "once": "0" * 32, "column_2": ""})
    assert late.status_code in (409, 412)
    identifier = url.rpartition("/")[2]
    assert coordinator.get(identifier)["mapping"]["Город"] == "town"


def test_a_list_can_be_thrown_away(browser: FlaskClient) -> None:
    url = sent(browser, a6_list())
    press = read(browser.get(url)).select_one("form.press[action$=cancellation]")
    assert press is not None
    values = {str(each["name"]): each["value"] for each in press.select("input")}
    assert browser.post(f"{url}/cancellation", data=values).status_code == 303
    assert "This list was stopped" in words(read(browser.get(url)))


def test_sample_and_rejected_rows_are_files(browser: FlaskClient, coordinator: Coordinator) -> None:
    sample = browser.get(f"{PAGE}/sample.csv")
    assert "attachment" in sample.headers["Content-Disposition"]
    assert coordinator.send(sample.get_data())["counts"]["new"] == 2
    url = sent(browser, a6_list())
    rejected = browser.get(f"{url}/rejected.csv")
    assert rejected.mimetype == "text/csv"
    assert "1.23E+11" in rejected.get_data(as_text=True)


@pytest.mark.parametrize("part", ["", "/file", "/columns", "/confirmation", "/rejected.csv"])
def test_others_are_kept_out(
    browser: FlaskClient, page_as: PageAs, client: FlaskClient, part: str
) -> None:
    url = sent(browser, a6_list()) + part
    assert page_as("head").get(url).status_code == 403
    assert page_as("ops").get(PAGE).status_code == 403
    assert client.get(url).status_code == 303


def test_a_list_overtaken_by_another_is_compared_again_by_a_button(
    browser: FlaskClient, coordinator: Coordinator
) -> None:
    first, second = sent(browser, a6_list()), sent(browser, a6_list())
    browser.post(f"{first}/confirmation", data=answers(read(browser.get(f"{first}/confirmation"))))
    coordinator.work()
    assert "Compare again" in words(read(browser.get(second)))
    page = read(browser.get(f"{second}/confirmation"))
    button = page.find("button", string=re.compile("Compare again"))
    assert button is not None
    form = button.find_parent("form")
    assert form is not None
    hidden = {str(each["name"]): each["value"] for each in form.select("input[type=hidden]")}
    answer = browser.post(str(form["action"]), data=hidden)
    assert answer.status_code == 303
    shown = read(browser.get(second))
    assert [strong.text for strong in shown.select(".figures strong")] == ["0", "0", "6", "1", "1"]
    assert "Compare again" not in words(shown)


def test_a_confirmation_of_an_older_preview_is_refused(
    browser: FlaskClient, coordinator: Coordinator
) -> None:
    url = sent(browser, a6_list())
    asked = answers(read(browser.get(f"{url}/confirmation")))
    coordinator.put(coordinator.get(url.rpartition("/")[2]), "reading")
    assert browser.post(f"{url}/confirmation", data=asked).status_code == 412
    assert coordinator.schools() == []
