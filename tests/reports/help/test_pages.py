import re
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from contracts.kinds import PublicService
from tests.services import facts
from tests.services.conftest import StartService

MOST_BYTES = 100_000


@pytest.fixture
def database_kind() -> str:
    """The read model is tried on both databases elsewhere."""
    return "sqlite"


def test_the_numbers_of_the_published_countries_are_shown(start_service: StartService) -> None:
    running = start_service("reports")
    moldova = facts.COUNTRY
    ukraine = replace(
        moldova,
        country="UA",
        emergency="102",
        helpline=PublicService(name="Second helpline (demo)", phone="000 111"),
    )
    facts.tell(running, facts.body_of(moldova, 1), facts.body_of(ukraine, 1))
    page = BeautifulSoup(running.client().get("/help").text, "html.parser")
    text = " ".join(page.get_text(" ").split())
    for words in ("Moldova", "Ukraine", "Call 112", "Call 102", "Helpline (demo)", "Call 000 111"):
        assert words in text
    assert "Reporting is not open yet" in text
    assert "The call is free." in text
    calls = [a["href"] for a in page.select("a.call")]
    assert "tel:000111" in calls


def test_the_page_helps_also_when_no_number_is_known(start_service: StartService) -> None:
    page = start_service("reports").client().get("/help")
    assert page.status_code == 200
    assert "No help numbers are known here yet" in page.text


def test_an_unknown_way_in_still_shows_whom_to_call(start_service: StartService) -> None:
    running = start_service("reports")
    facts.tell(running, facts.body_of(facts.COUNTRY, 1))
    page = running.client().get("/help/no-such-school")
    assert page.status_code == 404
    assert "There is no page at this address" in page.text
    assert "Call 112" in page.text


def test_nothing_is_left_behind_and_nothing_leads_to_the_staff(start_service: StartService) -> None:
    running = start_service("reports")
    facts.tell(running, facts.body_of(facts.COUNTRY, 1), facts.body_of(facts.PARTNER, 1))
    client = running.client()
    answer = client.get("/help")
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    page = BeautifulSoup(answer.text, "html.parser")
    assert not page.select("nav, form, script, img, header, footer")
    assert not [a for a in page.select("a") if "sign-in" in str(a["href"])]
    leave = page.select_one(".exit a")
    assert leave is not None
    assert str(leave["href"]).startswith("https://")
    assert leave["rel"] == ["noreferrer"]


def test_the_page_and_all_it_needs_stay_under_100_kb(start_service: StartService) -> None:
    running = start_service("reports")
    facts.tell(running, facts.body_of(facts.COUNTRY, 1))
    client = running.client()
    page = client.get("/help")
    needed = re.findall(r'(?:src|href)="(/reports/static[^"]+)"', page.text)
    assert needed == ["/reports/static/help/help.css"]
    sizes = [len(page.data)]
    for url in needed:
        with client.get(url) as answer:
            assert answer.status_code == 200
            sizes.append(len(answer.data))
    assert sum(sizes) < MOST_BYTES
