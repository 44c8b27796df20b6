"""The pages around the form: numbers first, nothing left behind, light enough for a weak line."""

import re
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

import reports.help
from chassis.db import Database
from chassis.seen import person_seen
from contracts.kinds import PublicService
from reports.channels import queries as channels
from tests.registry.front_door import Tokens
from tests.reports.help.walk import Child
from tests.reports.school import P, School
from tests.services import facts
from tests.services.conftest import StartService
from tests.services.served import Hear

MOST_BYTES = 100_000
MOST_OWN_BYTES = 12_000


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
    for url in ("/help", "/help/numbers"):
        page = BeautifulSoup(running.client().get(url).text, "html.parser")
        text = " ".join(page.get_text(" ").split())
        for words in ("Moldova", "Ukraine", "Call 112", "Call 102", "Helpline (demo)"):
            assert words in text
        assert "The call is free." in text
        assert "tel:000111" in [a["href"] for a in page.select("a.call")]


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


@pytest.mark.parametrize("sign", ["%00", "%01", "%0A"])
def test_a_way_in_with_a_sign_no_keyboard_has_is_unknown(school: School, sign: str) -> None:
    school.become_known()
    page = school.client.get(f"/help/a{sign}b")
    assert page.status_code == 404
    assert "Call 112" in page.text
    told = school.client.get(f"{P}/public-channels/a{sign}b")
    assert told.status_code == 404
    assert told.content_type == "application/problem+json"
    assert school.client.get(f"/reports/static/help/{sign}.css").status_code == 404


def test_a_page_that_is_not_open_has_numbers_and_no_form(school: School) -> None:
    made = school.draft()
    answer = school.client.get(f"/help/{made['slug']}")
    assert answer.status_code == 200
    assert "not open yet" in answer.text
    assert "<form" not in answer.text
    assert "Call 112" in answer.text


def test_a_school_is_found_by_its_town_if_it_is_open_and_listed(school: School, hear: Hear) -> None:
    slug = school.open()
    child = Child.at(school.client, "/help")
    assert slug not in child.press("Find my school", town="bălți").answer.text
    assert "No school was found" in child.words
    hear(replace(facts.VERIFIED, public_listing=True), version=2)
    for typed in ("  БАЛЦ", "bălți", "школа"):
        found = slug in child.press("Find my school", town=typed).answer.text
        assert found is (typed != "  БАЛЦ")
    assert child.fields()["town"] == "школа"


@pytest.mark.parametrize(
    ("method", "url", "status"),
    [
        ("get", "/help/", 404),
        ("get", "/help/a/b/c", 404),
        ("get", "/help/a%00b", 404),
        ("get", "/help/a/b.json", 404),
        ("get", "/help/a/api/b", 404),
        ("put", "/help", 405),
        ("delete", "/help/code", 405),
        ("post", "/help/numbers", 404),
        ("post", "/help", 413),
        ("post", "/help/{slug}", 413),
        ("post", "/help/code", 413),
        ("get", "/help/broken", 500),
    ],
)
def test_whatever_goes_wrong_is_said_in_a_page_for_children(
    school: School, monkeypatch: pytest.MonkeyPatch, method: str, url: str, status: int
) -> None:
    slug = school.open()
    if status == 500:
        monkeypatch.setattr(channels, "by_slug", lambda *_: 1 / 0)
    sent = {"data": {"text": "x" * 600_000}} if status == 413 else {}
    answer = getattr(school.client, method)(url.format(slug=slug), **sent)
    assert answer.status_code == status
    assert answer.mimetype == "text/html"
    page = BeautifulSoup(answer.text, "html.parser")
    assert page.select_one("body > .exit a[href='/help/leave']") is not None
    assert page.title is not None
    assert page.title.string == "Information"
    assert not page.select("nav, header, footer")
    assert "sign-in" not in answer.text
    assert "Call 112" in answer.text
    assert answer.headers.get("Allow") == ("GET, HEAD, OPTIONS, POST" if status == 405 else None)


ADDRESSES = ("/help", "/help/numbers", "/help/code", "/help/leave", "/help/{slug}")


def test_no_cookie_is_read_or_set_and_no_sign_in_is_noticed(
    school: School, app: Flask, token: Tokens, database: Database
) -> None:
    slug = school.open()
    browser = app.test_client()
    browser.set_cookie("ciss", "spoiled~renewable")
    raw = token.raw("head", scope="school", id=facts.SCHOOL, sub=str(UUID(int=5)))
    for url in ADDRESSES:
        address = url.format(slug=slug)
        plain = school.client.get(address)
        for cookie in ("spoiled~renewable", f"{raw}~"):
            browser.set_cookie("ciss", cookie)
            answer = browser.get(address)
            assert answer.status_code == plain.status_code
            assert "Set-Cookie" not in answer.headers
            assert "Test head" not in answer.text
    school.client.get(f"{P}/public-channels/{slug}", headers=token("observer", name="Unseen"))
    with database.read() as session:
        assert "Unseen" not in session.scalars(select(person_seen.c.name)).all()
        assert UUID(int=5) not in session.scalars(select(person_seen.c.id)).all()


def test_nothing_leads_to_the_staff_or_to_another_host(school: School) -> None:
    slug = school.open()
    for url in ADDRESSES:
        answer = school.client.get(url.format(slug=slug))
        if url == "/help/leave":
            assert answer.status_code == 303
            assert answer.headers["Clear-Site-Data"] == '"cache"'
            continue
        assert answer.headers["Cache-Control"] == "no-store"
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
        page = BeautifulSoup(answer.text, "html.parser")
        assert not page.select("nav, header, footer, iframe, [style], script:not([src])")
        assert not page.select("img:not([src^='/reports/static/help/'])")
        assert not [a for a in page.select("a") if "sign-in" in str(a["href"])]
        assert page.select_one(".exit a[href='/help/leave']") is not None
        assert page.title is not None
        assert page.title.string == "Information"


def test_leaving_a_visit_ends_it(school: School) -> None:
    receipt = school.report(school.open())["receipt"]
    child = Child.at(school.client, "/help/code").press("Open it", receipt=receipt)
    token = child.fields()["token"]
    assert child.page.select_one(".exit form[action='/help/leave']") is not None
    gone = school.client.post("/help/leave", data={"token": token})
    assert gone.status_code == 200
    assert gone.headers["Clear-Site-Data"] == '"cache"'
    child.press("Send the message", text="later")
    assert child.answer.status_code == 401
    assert child.fields()["text"] == "later", "what was written comes along to the code"


@pytest.mark.parametrize("where", ["/help", "/help/{slug}", "/help/code"])
def test_a_page_and_all_it_needs_stay_under_100_kb(school: School, where: str) -> None:
    page = school.client.get(where.format(slug=school.open()))
    needed = re.findall(r'(?:src|href)="(/reports/static[^"]+)"', page.text)
    sizes = {}
    for url in {each.partition("#")[0] for each in needed}:
        with school.client.get(url) as answer:
            assert answer.status_code == 200
            sizes[url.rpartition("/")[2]] = len(answer.data)
    assert {"help.css", "help.js"} <= sizes.keys() <= {"help.css", "help.js", "signs.svg"}
    assert sizes["help.css"] + sizes["help.js"] <= MOST_OWN_BYTES
    assert len(page.data) + sum(sizes.values()) < MOST_BYTES


def test_every_sign_beside_an_answer_is_drawn(school: School, client: FlaskClient) -> None:
    slug = school.open()
    with client.get("/reports/static/help/signs.svg") as drawn:
        known = {str(view["id"]) for view in BeautifulSoup(drawn.data, "html.parser")("view")}
    child = Child.at(client, f"/help/{slug}")
    shown = set()
    for words in ("Tell us", "A friend", "mean to me", "9 to 12", "Yes"):
        shown |= {str(sign["src"]).partition("#")[2] for sign in child.page.select("img.sign")}
        child.press(words)
    assert len(shown) >= 15
    assert shown <= known


def test_the_longest_page_is_light_too(school: School, client: FlaskClient) -> None:
    child = Child.at(client, f"/help/{school.open()}")
    child.press("Tell us").press("Me")
    own = Path(reports.help.__file__).parent / "static"
    total = sum(file.stat().st_size for file in own.iterdir())
    assert len(child.answer.data) + total < MOST_BYTES
