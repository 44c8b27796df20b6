"""A reader gets the language they chose, keeps it from page to page, and is told where it ends."""

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from tests.registry.conftest import Door, PageAs
from tests.registry.forms import fields
from tests.registry.front_door import PASSWORD

ARABIC = "/registry/sign-in?lang=ar"
ALL = ["en", "ru", "uk", "ro", "be", "fr", "th", "ar"]


@pytest.fixture
def visitor(registry: Flask) -> FlaskClient:
    return registry.test_client()


def page(browser: FlaskClient, url: str, **headers: str) -> BeautifulSoup:
    answer = browser.get(url, headers=headers)
    assert answer.status_code == 200, answer.status
    return BeautifulSoup(answer.text, "html.parser")


def language(found: BeautifulSoup) -> tuple[str, str]:
    assert found.html is not None
    return str(found.html["lang"]), str(found.html["dir"])


def offered(found: BeautifulSoup) -> list[str]:
    return [str(link["lang"]) for link in found.select(".langs a")]


def test_a_public_page_offers_eight_languages_and_a_staff_page_four(page_as: PageAs) -> None:
    browser = page_as("coordinator")
    assert offered(page(browser, "/about")) == ALL
    assert offered(page(browser, "/registry/today")) == ALL[:4]
    assert offered(page(browser, "/registry/events/catalogue")) == ALL[:4]


def test_a_visitor_gets_the_language_of_the_browser(visitor: FlaskClient) -> None:
    accepts = {"Accept-Language": "th-TH,th;q=0.9,en;q=0.5"}
    assert language(page(visitor, "/about", **accepts)) == ("th", "ltr")
    answer = visitor.get("/about", headers=accepts)
    assert "Accept-Language" in answer.vary
    assert "Set-Cookie" not in answer.headers


def test_a_choice_goes_before_the_language_of_the_browser(visitor: FlaskClient) -> None:
    found = page(visitor, "/about?lang=ar", **{"Accept-Language": "th"})
    assert language(found) == ("ar", "rtl")


@pytest.mark.parametrize("lang", ["de", "xx", "en_US", "<b>"])
def test_a_language_that_there_is_not_is_no_choice(visitor: FlaskClient, lang: str) -> None:
    found = page(visitor, f"/about?lang={lang}")
    assert language(found) == ("en", "ltr")
    assert "lang=" not in str(found.select_one(".brand"))


def test_every_way_on_keeps_the_choice_of_a_visitor(visitor: FlaskClient) -> None:
    found = page(visitor, "/?lang=ar")
    ways = [str(link["href"]) for link in found.select("body a[href^='/']")]
    assert len(ways) > 10
    assert [way for way in ways if "lang=" not in way] == []
    assert "/help/numbers?lang=ar" in ways
    assert [str(link["href"]) for link in found.select("head link[href*='lang=']")] == []


def test_a_search_keeps_the_choice(visitor: FlaskClient) -> None:
    found = page(visitor, "/find?lang=ar")
    kept = found.select("form[method=get] input[type=hidden][name=lang]")
    assert [each["value"] for each in kept] == ["ar"] * len(found.select("form[method=get]"))


def test_arabic_is_kept_through_the_sign_in(visitor: FlaskClient, door: Door) -> None:
    officer = door.person("sg1", "safeguarding")
    first = page(visitor, ARABIC)
    assert language(first) == ("ar", "rtl")
    wrong = visitor.post(ARABIC, data={**fields(visitor.get(ARABIC)), "login": "sg1"})
    assert language(BeautifulSoup(wrong.text, "html.parser")) == ("ar", "rtl")
    sent = {**fields(visitor.get(ARABIC)), "login": "sg1", "password": PASSWORD}
    code = visitor.post(ARABIC, data=sent)
    asked = BeautifulSoup(code.text, "html.parser")
    assert language(asked) == ("ar", "rtl")
    assert offered(asked) == []
    done = visitor.post(ARABIC, data={**fields(code), "code": officer.codes.pop()})
    assert done.headers["Location"] == "/registry/today?lang=ar"


def test_where_a_page_is_not_in_the_language_chosen_it_says_so(page_as: PageAs) -> None:
    found = page(page_as("coordinator"), "/registry/today?lang=th")
    assert language(found) == ("en", "ltr")
    assert "This page is not yet translated into ไทย." in found.get_text()


def test_a_language_of_the_account_that_staff_pages_lack_is_named(page_as: PageAs) -> None:
    browser = page_as("coordinator", lang="ar")
    assert language(page(browser, "/about")) == ("ar", "rtl")
    found = page(browser, "/registry/today")
    assert language(found) == ("en", "ltr")
    assert "This page is not yet translated into العربية." in found.get_text()


def test_somebody_signed_in_keeps_a_language_in_the_account(registry: Flask, door: Door) -> None:
    coach = door.person("coa", "coach")
    browser = registry.test_client()
    grant = door.tokens(coach.login).json
    browser.set_cookie("ciss", f"{grant['access_token']}~{grant['refresh_token']}")
    found = page(browser, "/registry/me?lang=ru")
    assert language(found) == ("ru", "ltr")
    assert "lang=" not in str(found.select_one(".brand"))
    way = found.select_one("main a[href*='lang=ru']")
    assert way is not None
    asked = browser.get(str(way["href"]))
    sent = {**fields(asked), "lang": "ru"}
    chosen = BeautifulSoup(asked.text, "html.parser").select_one("select[name=lang] [selected]")
    assert chosen is not None
    assert chosen["value"] == "ru"
    assert browser.post("/registry/me/profile", data=sent).status_code == 303
    renewed = door.renew(grant["refresh_token"]).json
    browser.set_cookie("ciss", f"{renewed['access_token']}~{renewed['refresh_token']}")
    later = page(browser, "/registry/me")
    assert language(later) == ("ru", "ltr")
    assert later.select_one("main a[href*='lang=']") is None


def test_a_page_that_nobody_checked_says_so_and_leads_to_the_english_one(
    visitor: FlaskClient,
) -> None:
    found = page(visitor, "/about?lang=fr")
    way = found.select_one(".foot a[hreflang=en]")
    assert way is not None
    assert way["href"] == "/about?lang=en"
    assert page(visitor, "/about").select_one(".foot a[hreflang=en]") is None


def test_who_works_with_times_is_told_their_zone(visitor: FlaskClient, page_as: PageAs) -> None:
    assert "Times are those of" in page(page_as("coordinator"), "/registry/today").get_text()
    assert "Times are those of" not in page(visitor, "/about").get_text()
