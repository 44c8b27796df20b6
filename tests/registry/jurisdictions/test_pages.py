import re
from typing import Any

from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from chassis.clock import StillClock
from chassis.db import Database
from registry.jurisdictions import actions, queries
from tests.registry.conftest import PageAs

ROOT = "/registry/jurisdictions"
ANSWERS: dict[str, Any] = {
    "country": "MD",
    "emergency": "112",
    "helpline_name": "Helpline (demo)",
    "helpline_phone": "000",
    "helpline_free": "y",
    "hotline_name": "Hotline (demo)",
    "hotline_url": "https://hotline.example.org",
    "minority_age": "18",
    "weekend": ["6", "7"],
    "holidays": "2026-01-01\n2026-03-08",
    "source": "Invented for a test.\r\nOn two lines.",
}
DUTY = {
    "who": "Every teacher (demo)",
    "codes": "SEXTORT, GROOM",
    "authority": "Prosecutor (demo)",
    "deadline_hours": "24",
    "clock": "wall",
}


def send(browser: FlaskClient, url: str, answers: dict[str, Any]) -> Any:
    """Open a page and post its form with these answers, as a person would."""
    page = BeautifulSoup(browser.get(url).text, "html.parser")
    form = page.select_one("main form")
    assert form is not None, page.get_text()
    hidden = {i["name"]: i["value"] for i in form.select("input[type=hidden]")}
    return browser.post(url, data={**hidden, **answers})


def press(browser: FlaskClient, url: str, words: str) -> Any:
    """Open a page and press the button with these words."""
    page = BeautifulSoup(browser.get(url).text, "html.parser")
    button = next(b for b in page.select("form.press button") if words in b.get_text())
    form = button.find_parent("form")
    assert form is not None
    hidden = {i["name"]: i["value"] for i in form.select("input[type=hidden]")}
    return browser.post(str(form["action"]), data=hidden)


def text_of(answer: Any) -> str:
    return " ".join(BeautifulSoup(answer.text, "html.parser").get_text().split())


def drafted(page_as: PageAs) -> str:
    answer = send(page_as("safeguarding"), f"{ROOT}/new", ANSWERS)
    assert answer.status_code == 303, text_of(answer)
    return str(answer.headers["Location"].split("?")[0])


def test_a_country_goes_from_draft_to_published_through_the_pages(page_as: PageAs) -> None:
    url = drafted(page_as)
    writer, publisher = page_as("safeguarding"), page_as("coordinator")
    assert send(writer, f"{url}/duties/new", DUTY).status_code == 303
    shown = text_of(writer.get(url))
    assert "GROOM, SEXTORT" in shown
    assert "24 hours" in shown
    assert "Helpline (demo), 000, free" in shown

    answer = send(publisher, f"{url}/publication", {"reviewed_on": "2026-01-20"})
    assert answer.status_code == 303
    assert "These numbers are published" in text_of(publisher.get(answer.headers["Location"]))
    assert "13 days ago" in text_of(publisher.get(ROOT))


def test_errors_stand_beside_what_was_typed(page_as: PageAs) -> None:
    wrong = {**ANSWERS, "hotline_url": "http://x", "weekend": [str(d) for d in range(1, 8)]}
    wrong |= {"holidays": "soon", "helpline_phone": "", "source": ""}
    answer = send(page_as("safeguarding"), f"{ROOT}/new", wrong)
    assert answer.status_code == 422
    shown = text_of(answer)
    for words in (
        "Use an address that begins with https://.",
        "Leave at least one working day.",
        "Use each date as 2026-02-03",
        "Write the helpline's number.",
        "Say where you read this.",
    ):
        assert words in shown
    assert 'value="Hotline (demo)"' in answer.text


def test_a_second_writer_sees_both_texts_and_loses_none(page_as: PageAs) -> None:
    url = drafted(page_as)
    browser = page_as("safeguarding")
    page = BeautifulSoup(browser.get(f"{url}/edit").text, "html.parser")
    form = page.select_one("main form")
    assert form is not None
    hidden = {i["name"]: i["value"] for i in form.select("input[type=hidden]")}
    faster = send(
        page_as("safeguarding", sub="faster"), f"{url}/edit", {**ANSWERS, "emergency": "911"}
    )
    assert faster.status_code == 303
    late = browser.post(f"{url}/edit", data={**hidden, **ANSWERS, "emergency": "113"})
    assert late.status_code == 409
    assert "Emergency number: your text113Emergency number: saved meanwhile911" in text_of(late)
    fresh = re.search(r'name="row_version"[^>]*value="(\d+)"', late.text)
    assert fresh
    assert int(fresh[1]) == 2


def test_what_is_published_is_changed_by_a_new_version(page_as: PageAs) -> None:
    url = drafted(page_as)
    send(page_as("coordinator"), f"{url}/publication", {"reviewed_on": "2026-02-02"})
    writer = page_as("safeguarding")
    assert writer.get(f"{url}/edit").status_code == 409
    answer = press(writer, url, "Make a new draft of this")
    assert answer.status_code == 303
    assert "version 2" in text_of(writer.get(ROOT))


def test_a_duty_is_taken_out_again(page_as: PageAs) -> None:
    url = drafted(page_as)
    writer = page_as("safeguarding")
    send(writer, f"{url}/duties/new", DUTY)
    assert press(writer, url, "Remove this duty").status_code == 303
    assert "None is written down." in text_of(writer.get(url))


def test_a_duty_that_is_not_there_is_not_said_to_be_taken_out(page_as: PageAs) -> None:
    url = drafted(page_as)
    writer = page_as("safeguarding")
    send(writer, f"{url}/duties/new", DUTY)
    page = BeautifulSoup(writer.get(url).text, "html.parser")
    hidden = {i["name"]: i["value"] for i in page.select("form.press input[type=hidden]")}
    assert writer.post(f"{url}/duties/1/removal/2", data=hidden).status_code == 404
    assert "None is written down." not in text_of(writer.get(url))


def test_a_version_longer_than_any_is_not_the_newest(page_as: PageAs) -> None:
    url = drafted(page_as)
    answers = {"reviewed_on": "2026-02-02", "row_version": "9" * 5_000}
    answer = send(page_as("coordinator"), f"{url}/publication", answers)
    assert answer.status_code == 422
    assert "Somebody else changed this profile." in text_of(answer)


def test_a_gap_is_said_on_the_page_where_one_publishes(
    database: Database, clock: StillClock, page_as: PageAs
) -> None:
    with database.write() as session:
        actions.load_drafts(session, queries.partner(session), clock.now())
        profile = next(iter(queries.versions(session, "MD", clock.now().date())))
    url = f"{ROOT}/{profile.id}"
    with database.write() as session:
        found = queries.get(session, profile.id)
        found.helpline = None
    answer = send(page_as("coordinator"), f"{url}/publication", {"reviewed_on": "2026-02-02"})
    assert answer.status_code == 422
    assert "Fill in the emergency number" in text_of(answer)
    assert "Not checked by a lawyer" in text_of(answer)


def test_each_page_is_open_to_its_roles_only(page_as: PageAs) -> None:
    url = drafted(page_as)
    assert page_as("coordinator").get(f"{url}/edit").status_code == 403
    assert page_as("safeguarding").get(f"{url}/publication").status_code == 403
    assert page_as("head").get(ROOT).status_code == 403
    assert page_as("ops").get(ROOT).status_code == 200


def test_nobody_is_left_with_an_empty_page(page_as: PageAs) -> None:
    shown = text_of(page_as("safeguarding").get(ROOT))
    assert "No country has help numbers yet" in shown
    assert "Draft the first country" in shown
    assert "Draft the first country" not in text_of(page_as("coordinator").get(ROOT))


def test_only_what_was_looked_at_is_published(page_as: PageAs) -> None:
    url = drafted(page_as)
    writer, publisher = page_as("safeguarding"), page_as("coordinator")
    page = BeautifulSoup(publisher.get(f"{url}/publication").text, "html.parser")
    seen = {i["name"]: i.get("value", "") for i in page.select("main form input[name]")}
    send(writer, f"{url}/edit", ANSWERS | {"helpline_phone": "000 666"})

    answer = publisher.post(f"{url}/publication", data=seen | {"reviewed_on": "2026-01-20"})
    assert answer.status_code == 422
    assert "000 666" in text_of(answer)
    assert "draft" in text_of(writer.get(url)).casefold()
    again = {"reviewed_on": "2026-01-20"}
    assert send(publisher, f"{url}/publication", again).status_code == 303
