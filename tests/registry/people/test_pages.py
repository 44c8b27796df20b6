"""People are invited and come in through pages that run no script."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from chassis.clock import StillClock
from tests.browser.html import faults
from tests.registry.conftest import PARTNER_ID, Door, PageAs, Tokens
from tests.registry.front_door import PASSWORD, R

INVITE = "/registry/people/invite"
HERE = f"partner:{PARTNER_ID}"


@pytest.fixture
def browser(registry: Flask) -> FlaskClient:
    return registry.test_client()


def fields(page: Any) -> dict[str, str]:
    """Return what the page's last form would send unchanged."""
    form = BeautifulSoup(page.text, "html.parser").select("main form")[-1]
    return {str(each["name"]): str(each.get("value", "")) for each in form.select("input[name]")}


def link_in(page: Any) -> str:
    """Return the path of the invitation that a page shows."""
    found = re.search(r"/registry/invitations/[\w-]+", page.text)
    assert found is not None
    return found[0]


def accepted(browser: FlaskClient, path: str, **typed: str) -> Any:
    page = browser.get(path)
    data = {
        **fields(page),
        "display_name": "Ana Rusu",
        "lang": "en",
        "email": "",
        "password": PASSWORD,
        **typed,
    }
    return browser.post(path, data=data)


def test_a_coordinator_invites_and_the_link_is_shown_once(page_as: PageAs) -> None:
    browser = page_as("coordinator")
    page = browser.get(INVITE)
    data = {**fields(page), "login": "sg1", "role": "safeguarding", "place": HERE}
    shown = browser.post(INVITE, data=data)
    assert shown.status_code == 200
    whole = BeautifulSoup(shown.text, "html.parser").select_one("p#link")
    assert whole is not None
    assert whole.get_text().endswith(link_in(shown))
    assert faults(shown.text) == []
    listed = browser.get("/registry/people")
    assert "sg1" in listed.text
    assert "/registry/invitations/" not in listed.text


def test_a_double_click_invites_once_and_shows_the_same_link(page_as: PageAs) -> None:
    browser = page_as("coordinator")
    data = {**fields(browser.get(INVITE)), "login": "sg1", "role": "safeguarding", "place": HERE}
    first, second = (browser.post(INVITE, data=data) for _ in range(2))
    assert link_in(first) == link_in(second)


def test_a_link_that_ran_out_is_told_and_made_anew(page_as: PageAs, clock: StillClock) -> None:
    browser = page_as("coordinator")
    data = {**fields(browser.get(INVITE)), "login": "sg1", "role": "safeguarding", "place": HERE}
    first = link_in(browser.post(INVITE, data=data))
    assert "Link has run out" not in browser.get("/registry/people").text
    clock.advance(timedelta(days=14, minutes=1))
    browser = page_as("coordinator")
    page = browser.get("/registry/people")
    assert "Link has run out" in page.text
    assert faults(page.text) == []
    button = BeautifulSoup(page.text, "html.parser").find("button", string=re.compile("new link"))
    assert button is not None
    action = str(button.find_parent("form")["action"])  # type: ignore[index] # it has one
    second = link_in(browser.post(action, data=fields(page)))
    assert second != first
    assert "Link has run out" not in browser.get("/registry/people").text


def test_only_roles_one_may_appoint_are_offered(page_as: PageAs) -> None:
    offered = BeautifulSoup(page_as("coordinator").get(INVITE).text, "html.parser")
    values = {str(option["value"]) for option in offered.select("select[name=role] option")}
    assert {"safeguarding", "coach", "assessor"} <= values
    assert not {"ops", "hq"} & values
    assert page_as("ops").get(INVITE).status_code == 403


def test_a_mistake_keeps_what_was_typed(page_as: PageAs) -> None:
    browser = page_as("coordinator")
    data = {**fields(browser.get(INVITE)), "login": "a b c!", "role": "coach", "place": HERE}
    page = browser.post(INVITE, data=data)
    assert page.status_code == 422
    assert 'value="a b c!"' in page.text
    assert "<title>Error:" in page.text


def test_somebody_new_accepts_and_sees_the_codes_once(door: Door, browser: FlaskClient) -> None:
    path = f"/registry/invitations/{door.secret('sg1', 'safeguarding')}"
    offer = browser.get(path)
    assert "Safeguarding officer" in offer.text
    assert faults(offer.text) == []
    welcome = accepted(browser, path)
    assert welcome.status_code == 200
    assert welcome.headers["Cache-Control"] == "no-store"
    soup = BeautifulSoup(welcome.text, "html.parser")
    picture = soup.select_one("img[src^='data:image/svg+xml']")
    assert picture is not None
    assert picture["alt"]
    codes = [code.get_text() for code in soup.select("main li") if "-" in code.get_text()]
    assert len(codes) >= 20
    again = browser.get(path)
    assert again.status_code == 410
    assert "Sign in" in again.text


def test_a_double_click_on_accept_shows_the_same_codes(door: Door, browser: FlaskClient) -> None:
    path = f"/registry/invitations/{door.secret('sg1', 'safeguarding')}"
    page = browser.get(path)
    data = {**fields(page), "display_name": "Ana", "lang": "ro", "password": PASSWORD}
    first, second = (browser.post(path, data=data) for _ in range(2))
    assert first.status_code == second.status_code == 200
    assert first.text == second.text


def test_the_way_from_the_codes_leads_in(
    door: Door, browser: FlaskClient, clock: StillClock
) -> None:
    path = f"/registry/invitations/{door.secret('coa', 'coach')}"
    welcome = accepted(browser, path)
    assert welcome.status_code == 200
    done = browser.post("/registry/sign-in", data=fields(welcome))
    assert done.status_code == 303
    clock.advance(timedelta(seconds=1))
    assert browser.get("/registry/me").status_code == 200


def test_a_role_that_needs_codes_leads_into_a_stronger_sign_in(
    door: Door, browser: FlaskClient
) -> None:
    browser.post(
        "/registry/sign-in",
        data=fields(accepted(browser, f"/registry/invitations/{door.secret('coa', 'coach')}")),
    )
    path = f"/registry/invitations/{door.secret('coa', 'assessor')}"
    welcome = browser.post(path, data=fields(browser.get(path)))
    assert "Keep these codes" in welcome.text
    assert "Assessor" not in browser.get("/registry/me").text, "no code was shown yet"
    code = BeautifulSoup(welcome.text, "html.parser").select("ol.codes li")[0].get_text()
    done = browser.post("/registry/sign-in", data={**fields(welcome), "code": code})
    assert done.status_code == 303
    assert "Assessor" in browser.get("/registry/me").text


def test_a_weak_password_is_named_beside_its_field(door: Door, browser: FlaskClient) -> None:
    path = f"/registry/invitations/{door.secret('sg1', 'safeguarding')}"
    page = accepted(browser, path, password="tooshort")
    assert page.status_code == 422
    assert "<title>Error:" in page.text
    assert 'value="Ana Rusu"' in page.text
    assert "tooshort" not in page.text
    assert accepted(browser, path).status_code == 200


def test_a_link_of_somebody_else_is_not_accepted(
    door: Door, browser: FlaskClient, page_as: PageAs
) -> None:
    door.person("coa", "coach")
    path = f"/registry/invitations/{door.secret('coa', 'assessor')}"
    stranger = page_as("coach")
    page = stranger.get(path)
    assert page.status_code == 200
    refused = stranger.post(path, data={**fields(page)})
    assert refused.status_code in (403, 422)
    assert browser.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/registry/people", INVITE, "/registry/me"])
def test_pages_are_sound_markup(page_as: PageAs, path: str) -> None:
    page = page_as("coordinator").get(path)
    # The account of a token made by hand has no session of its own.
    assert page.status_code == 200
    assert faults(page.text) == []


def test_an_unknown_link_is_a_page_not_a_puzzle(browser: FlaskClient) -> None:
    page = browser.get("/registry/invitations/nothing")
    assert page.status_code == 404
    assert "There is no such page" in page.text


def test_a_head_is_listed_with_the_name_of_the_school(
    client: FlaskClient, token: Tokens, page_as: PageAs
) -> None:
    coordinator = token("coordinator")
    body = {"country": "MD", "name": "Liceul Lumina", "official_code": "0010"}
    school = client.post(f"{R}/schools", json=body, headers=coordinator)
    scope = {"type": "school", "id": json.loads(school.data)["id"]}
    offer = {"login": "hed", "role": "head", "scope": scope}
    assert client.post(f"{R}/invitations", json=offer, headers=coordinator).status_code == 201
    assert "Liceul Lumina" in page_as("coordinator").get("/registry/people").text


def test_a_place_spelt_another_way_is_the_same_place(client: FlaskClient, token: Tokens) -> None:
    one = str(PARTNER_ID)
    made = set()
    for spelt in (one, one.upper(), one.replace("-", ""), f"{{{one}}}"):
        offer = {"login": "coa", "role": "coach", "scope": {"type": "partner", "id": spelt}}
        answer = client.post(f"{R}/invitations", json=offer, headers=token("coordinator"))
        document = json.loads(answer.data)
        made.add((document["membership"]["id"], document["membership"]["scope"]["id"]))
    assert len(made) == 1
    assert made.pop()[1] == one


def test_the_name_of_a_place_elsewhere_is_not_offered(page_as: PageAs, schools: list[str]) -> None:
    head = page_as("head", scope="school", id=schools[0])
    own = head.get(f"/registry/people/invite?place=school:{schools[0]}").text
    other = head.get(f"/registry/people/invite?place=school:{schools[1]}").text
    assert f"school:{schools[0]}" in own
    assert f"school:{schools[1]}" not in [
        each["value"] for each in BeautifulSoup(other, "html.parser").select("#place option")
    ]
