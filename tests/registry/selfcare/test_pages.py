"""What people change about their own sign-in, and what is asked before."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from chassis import reissues
from chassis.clock import StillClock
from chassis.db import Database
from registry.accounts import queries as accounts
from tests.registry.conftest import Door
from tests.registry.forms import fields
from tests.registry.front_door import PASSWORD, Person, R

NEW = "nine blue umbrellas"


@pytest.fixture(autouse=True)
def look_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reissues, "LOOK_AGAIN_SECONDS", 0.0)


@pytest.fixture
def officer(door: Door) -> Person:
    return door.person("sg1", "safeguarding")


@pytest.fixture
def browser(registry: Flask, door: Door, officer: Person) -> FlaskClient:
    """A browser in which the officer has just signed in."""
    return signed_in(registry, door, officer)


def signed_in(registry: Flask, door: Door, person: Person, password: str = PASSWORD) -> FlaskClient:
    grant = door.tokens(person.login, password, otp=person.codes.pop()).json
    made = registry.test_client()
    made.set_cookie("ciss", f"{grant['access_token']}~{grant['refresh_token']}")
    return made


def test_the_account_leads_to_all_of_it(browser: FlaskClient) -> None:
    page = browser.get("/registry/me").get_data(as_text=True)
    for path in ("profile", "devices", "password", "codes"):
        assert f'href="/registry/me/{path}"' in page


def test_name_language_and_address_are_changed_and_shown_at_once(
    browser: FlaskClient, database: Database, clock: StillClock
) -> None:
    clock.advance(timedelta(seconds=1))
    page = browser.get("/registry/me/profile")
    sent = {**fields(page), "display_name": "Ana  Rusu-Pop", "lang": "ru", "email": "a@example.org"}
    answer = browser.post("/registry/me/profile", data=sent)
    assert answer.location == "/registry/me?said=profile_changed"
    shown = browser.get("/registry/me", follow_redirects=True).get_data(as_text=True)
    assert "Ana Rusu-Pop" in shown
    with database.read() as session:
        user = accounts.of_login(session, "sg1")
        assert (user.lang, user.email) == ("ru", "a@example.org")


def test_two_windows_do_not_overwrite_each_other(browser: FlaskClient) -> None:
    page = browser.get("/registry/me/profile")
    first = {**fields(page), "lang": "ro", "display_name": "First"}
    page = browser.get("/registry/me/profile")
    second = {**fields(page), "lang": "ro", "display_name": "Second"}
    assert browser.post("/registry/me/profile", data=first).status_code == 303
    refused = browser.post("/registry/me/profile", data=second, follow_redirects=True)
    assert refused.status_code == 409
    assert 'value="Second"' in refused.get_data(as_text=True)


def test_faults_stand_beside_the_field_and_what_was_typed_stays(browser: FlaskClient) -> None:
    sent = {**fields(browser.get("/registry/me/profile")), "email": "no address", "lang": "ro"}
    answer = browser.post("/registry/me/profile", data=sent)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'value="no address"' in page
    assert re.search(r'<input[^>]*aria-invalid="true"[^>]*id="email"', page)


def test_a_new_password_signs_out_everywhere(
    registry: Flask, browser: FlaskClient, door: Door, officer: Person, clock: StillClock
) -> None:
    other = signed_in(registry, door, officer)
    clock.advance(timedelta(seconds=1))
    sent = {**fields(browser.get("/registry/me/password")), "password": NEW}
    answer = browser.post("/registry/me/password", data=sent)
    assert answer.location == "/registry/sign-in?said=password_chosen"
    for each in (browser, other):
        assert "/registry/sign-in" in each.get("/registry/me", follow_redirects=True).request.path
    assert door.tokens("sg1", otp=officer.codes.pop()).status_code == 401
    assert door.tokens("sg1", NEW, otp=officer.codes.pop()).status_code == 200


def test_new_codes_are_shown_once_and_the_old_ones_end(
    browser: FlaskClient, door: Door, officer: Person, clock: StillClock
) -> None:
    clock.advance(timedelta(seconds=1))
    sent = fields(browser.get("/registry/me/codes"))
    page = browser.post("/registry/me/codes", data=sent).get_data(as_text=True)
    codes = re.findall(r'<li class="code">([A-Z0-9-]+)</li>', page)
    assert len(codes) == 20
    assert door.tokens("sg1", otp=officer.codes.pop()).status_code == 401
    assert door.tokens("sg1", otp=codes[0]).status_code == 200
    assert browser.get("/registry/me", follow_redirects=True).status_code == 200


@pytest.mark.parametrize("path", ["/registry/me/password", "/registry/me/codes"])
def test_at_a_computer_that_was_left_password_and_code_are_asked_for(
    browser: FlaskClient, door: Door, officer: Person, clock: StillClock, path: str
) -> None:
    clock.advance(timedelta(minutes=16))
    door.client.post(
        f"{R}/tokens",
        json={"grant_type": "refresh_token", "refresh_token": "x"},
    )
    asked = browser.get(path, follow_redirects=True)
    assert asked.request.path == "/registry/session/step-up"
    wrong = browser.post(
        f"/registry/session/step-up?next={path}",
        data={**fields(asked), "password": "wrong password", "code": officer.codes[-1]},
    )
    assert wrong.status_code == 401
    assert "do not fit" in wrong.get_data(as_text=True)
    bad_code = browser.post(
        f"/registry/session/step-up?next={path}",
        data={**fields(asked), "password": PASSWORD, "code": "000000"},
    )
    assert bad_code.status_code == 401
    done = browser.post(
        f"/registry/session/step-up?next={path}",
        data={**fields(asked), "password": PASSWORD, "code": officer.codes.pop()},
    )
    assert (done.status_code, done.location) == (303, path)
    assert browser.get(path).status_code == 200


def test_the_address_for_new_passwords_is_not_changed_at_a_computer_that_was_left(
    browser: FlaskClient, database: Database, clock: StillClock
) -> None:
    page = browser.get("/registry/me/profile")
    sent = {**fields(page), "display_name": "Ana Rusu", "lang": "en"}
    clock.advance(timedelta(minutes=46))
    browser.get("/registry/me", follow_redirects=True)
    path = "/registry/me/profile"
    refused = browser.post(path, data={**sent, "email": "other@example.org"})
    assert refused.status_code == 422
    assert "Show your password and code once more" in refused.text
    assert "other@example.org" in refused.text
    with database.read() as session:
        assert accounts.of_login(session, "sg1").email is None
    assert browser.post(path, data={**sent, "display_name": "Ana R."}).status_code == 303


def test_a_form_that_was_opened_in_time_may_be_filled_in(
    browser: FlaskClient, clock: StillClock
) -> None:
    sent = {**fields(browser.get("/registry/me/password")), "password": NEW}
    clock.advance(timedelta(minutes=14))
    browser.get("/registry/me", follow_redirects=True)
    clock.advance(timedelta(minutes=14))
    browser.get("/registry/me", follow_redirects=True)
    answer = browser.post("/registry/me/password", data=sent)
    assert answer.status_code == 303
    assert "password_chosen" in answer.location


def test_the_way_back_leads_nowhere_else(browser: FlaskClient, officer: Person) -> None:
    for target in ("https://evil.example", "//evil.example", "/\\evil.example"):
        path = f"/registry/session/step-up?next={target}"
        shown = {"password": PASSWORD, "code": officer.codes.pop()}
        done = browser.post(path, data={**fields(browser.get(path)), **shown})
        assert done.location == "/registry/me"
