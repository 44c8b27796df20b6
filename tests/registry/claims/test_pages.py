"""A school is registered and let in through pages that run no script."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from chassis.clock import StillClock
from registry.claims import rules
from tests.browser.html import faults
from tests.registry.conftest import Door, PageAs
from tests.registry.forms import fields, send
from tests.registry.front_door import R
from tests.registry.staffed import new_school, with_people
from tests.statements import statements

SIGN_UP = "/registry/sign-up"
FORM = f"{SIGN_UP}/school"
CLAIMS = "/registry/claims"
TYPED = {"name": "Liceul Lumina din Orhei", "official_code": "0010", "contact": "+373 22 000 000"}


@pytest.fixture
def visitor(registry: Flask) -> FlaskClient:
    return registry.test_client()


def claim(client: FlaskClient, **more: Any) -> str:
    body = {"country": "MD", "official_code": "0010", "name": "Liceul Lumina", **more}
    answer = client.post(f"{R}/schools", json=body)
    return str((answer.json or {})["claim"])


def test_a_visitor_finds_the_school_and_says_it_is_theirs(
    door: Door, visitor: FlaskClient, page_as: PageAs
) -> None:
    school = new_school(door)
    page = visitor.get(f"{SIGN_UP}?code=%200010")
    assert "A school with this code is on our list" in page.text
    assert "Liceul Lumina" not in page.text, "only signed-in people see schools that are not public"
    assert f'href="{FORM}?country=MD&amp;code=0010"' in page.text
    assert 'value="0010"' in visitor.get(f"{FORM}?country=MD&code=0010").text
    done = send(visitor, FORM, **TYPED)
    assert (done.status_code, done.location) == (303, f"{SIGN_UP}/sent?said=claim_sent")
    assert "5 working days" in visitor.get(done.location).text
    assert school.state(door) == "applied"
    assert "Liceul Lumina din Orhei" in page_as("coordinator").get(CLAIMS).text


def test_a_public_school_is_named(door: Door, visitor: FlaskClient) -> None:
    school = new_school(door)
    path = f"{R}/schools/{school.id}"
    headers = door.token("coordinator") | {"If-Match": '"1"'}
    door.client.patch(path, json={"public_listing": True}, headers=headers)
    assert "Liceul Lumina" in visitor.get(f"{SIGN_UP}?code=0010").text


def test_a_school_that_takes_part_is_told_so(door: Door, visitor: FlaskClient) -> None:
    with_people(door, "head", "focal")
    assert "takes part already" in visitor.get(f"{SIGN_UP}?code=0010").text


def test_a_code_in_no_list_leads_to_the_form_too(visitor: FlaskClient) -> None:
    page = visitor.get(f"{SIGN_UP}?code=77")
    assert "No school with this code is on our list" in page.text
    assert f'href="{FORM}?country=MD&amp;code=77"' in page.text


def test_mistakes_are_named_beside_the_fields_and_keep_what_was_typed(
    visitor: FlaskClient,
) -> None:
    page = send(visitor, FORM, **{**TYPED, "name": ""})
    assert page.status_code == 422
    assert 'id="name-error"' in page.text
    assert 'value="+373 22 000 000"' in page.text
    assert "<title>Error:" in page.text
    assert faults(page.text) == []
    long = send(visitor, FORM, **{**TYPED, "official_code": "9" * 41})
    assert 'id="official_code-error"' in long.text


def test_a_double_click_is_one_claim(visitor: FlaskClient, page_as: PageAs) -> None:
    data = {**fields(visitor.get(FORM)), **TYPED}
    first, second = (visitor.post(FORM, data=data) for _ in range(2))
    assert first.location == second.location
    assert page_as("coordinator").get(CLAIMS).text.count(">Liceul Lumina din Orhei</a>") == 1


def test_a_flood_is_asked_to_wait_and_keeps_what_was_typed(visitor: FlaskClient) -> None:
    for number in range(rules.MOST_FOR_ONE_CODE):
        send(visitor, FORM, **{**TYPED, "name": f"Name {number}"})
    page = send(visitor, FORM, **TYPED)
    assert page.status_code == 429
    assert "Please try again later" in page.text
    assert 'value="Liceul Lumina din Orhei"' in page.text


def test_a_coordinator_believes_a_claim_and_gets_the_link_for_the_head(
    door: Door, client: FlaskClient, page_as: PageAs
) -> None:
    school = new_school(door)
    path = f"{CLAIMS}/{claim(client)}"
    browser = page_as("coordinator")
    typed = {"proof": "phone_callback", "login": "new.head"}
    shown = send(browser, path, f"{path}/approval", **typed)
    assert shown.status_code == 200
    assert "/registry/invitations/" in shown.text
    assert faults(shown.text) == []
    assert school.state(door) == "verified"
    after = browser.get(path).text
    assert "I called the number" in after
    assert "Refuse it" not in after


def test_without_a_head_the_way_leads_to_the_people_of_the_school(
    door: Door, client: FlaskClient, page_as: PageAs
) -> None:
    school = new_school(door)
    path = f"{CLAIMS}/{claim(client)}"
    browser = page_as("coordinator")
    done = send(browser, path, f"{path}/approval", proof="letter_upload")
    assert done.location == f"/registry/schools/{school.id}/people?said=claim_approved"
    assert "Invite a head" in browser.get(done.location).text


def test_schools_called_alike_are_asked_about(
    door: Door, client: FlaskClient, page_as: PageAs
) -> None:
    school = new_school(door)
    path = f"{CLAIMS}/{claim(client, official_code='77')}"
    browser = page_as("coordinator")
    page = browser.get(path)
    assert "Liceul Lumina, Orhei, 0010" in page.text
    missing = send(browser, path, f"{path}/approval", proof="letter_upload")
    assert missing.status_code == 422
    assert "Choose one" in missing.text
    chosen = send(browser, path, f"{path}/approval", proof="letter_upload", school=school.id)
    assert chosen.location == f"/registry/schools/{school.id}/people?said=claim_approved"
    again = f"{CLAIMS}/{claim(client, official_code='78')}"
    other = send(browser, again, f"{again}/approval", proof="letter_upload", school="another")
    assert other.status_code == 303
    assert school.id not in other.location


@pytest.mark.parametrize(
    ("how", "typed", "field"),
    [
        ("approval", {}, "proof"),
        ("approval", {"proof": "letter_upload", "login": "a b"}, "login"),
        ("refusal", {"reason": " "}, "reason"),
    ],
)
def test_a_decision_with_a_mistake_changes_nothing(
    door: Door,
    client: FlaskClient,
    page_as: PageAs,
    how: str,
    typed: dict[str, str],
    field: str,
) -> None:
    school = new_school(door)
    path = f"{CLAIMS}/{claim(client)}"
    page = send(page_as("coordinator"), path, f"{path}/{how}", **typed)
    assert page.status_code == 422
    assert f'id="{field}-error"' in page.text
    assert faults(page.text) == []
    assert school.state(door) == "applied"


def test_a_claim_is_refused_with_a_reason_that_stays(client: FlaskClient, page_as: PageAs) -> None:
    path = f"{CLAIMS}/{claim(client)}"
    browser = page_as("coordinator")
    done = send(browser, path, f"{path}/refusal", reason="The school knows nothing of it")
    assert done.location == f"{CLAIMS}?said=claim_refused"
    assert "The school knows nothing of it" in browser.get(path).text
    late = browser.post(f"{path}/refusal", data=fields(browser.get(SIGN_UP + "/school")))
    assert late.status_code == 422
    assert "Liceul Lumina" in browser.get(f"{CLAIMS}?state=refused").text
    assert "Liceul Lumina" not in browser.get(CLAIMS).text


def test_a_claim_decided_meanwhile_says_so(
    client: FlaskClient, door: Door, page_as: PageAs
) -> None:
    made = claim(client)
    browser = page_as("coordinator")
    data = fields(browser.get(f"{CLAIMS}/{made}"), f"{CLAIMS}/{made}/refusal")
    body = {"reason": "Not true"}
    client.post(f"{R}/claims/{made}/refusal", json=body, headers=door.token("coordinator"))
    page = browser.post(f"{CLAIMS}/{made}/refusal", data={**data, "reason": "Not true either"})
    assert page.status_code == 409
    assert "decided already" in page.text


def test_the_list_says_who_waits_too_long_and_asks_few_questions(
    client: FlaskClient, page_as: PageAs, clock: StillClock
) -> None:
    claim(client)
    page_as("coordinator").get(CLAIMS)
    with statements() as few:
        assert "late" not in page_as("coordinator").get(CLAIMS).text
    for number in range(10):
        claim(client, official_code=f"C{number}")
    clock.advance(timedelta(days=9))
    with statements() as many:
        page = page_as("coordinator").get(CLAIMS)
    assert "7 working days: late" in page.text
    assert len(many) == len(few)
    assert faults(page.text) == []


@pytest.mark.parametrize("role", ["head", "ops", "coach", None])
def test_claims_are_for_coordinators_only(
    client: FlaskClient, page_as: PageAs, role: str | None
) -> None:
    path = f"{CLAIMS}/{claim(client)}"
    browser = page_as(role) if role else page_as()
    for answer in (browser.get(CLAIMS), browser.get(path), browser.post(f"{path}/refusal")):
        assert answer.status_code == 403


@pytest.mark.parametrize("path", [SIGN_UP, f"{SIGN_UP}?code=1", FORM, f"{SIGN_UP}/sent"])
def test_pages_for_visitors_are_sound_markup(visitor: FlaskClient, path: str) -> None:
    page = visitor.get(path)
    assert page.status_code == 200
    assert faults(page.text) == []
