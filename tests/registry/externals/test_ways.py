"""People come in by an issuer outside, and go there for other things: a real one answers."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from chassis.clock import StillClock
from chassis.db import Database
from chassis.tables import audit
from registry.accounts import queries as accounts
from registry.erasures import actions as erasures
from registry.identities.model import Identity
from tests.registry.conftest import Door
from tests.registry.externals.outside import STRONG, come_back, decided
from tests.registry.forms import fields, send
from tests.registry.front_door import PASSWORD, Person

START = "/registry/external/start"
Newcomer = Callable[..., Any]

# The real issuer runs in this process; what its libraries say to each other is not ours.
pytestmark = pytest.mark.filterwarnings("ignore:.*:DeprecationWarning:authlib.*")


def signed_in(registry: Flask, door: Door, person: Person) -> FlaskClient:
    more = {"otp": person.codes.pop()} if person.codes else {}
    grant = door.tokens(person.login, **more).json
    made = registry.test_client()
    made.set_cookie("ciss", f"{grant['access_token']}~{grant['refresh_token']}")
    return made


def linked(browser: FlaskClient, subject: str) -> Any:
    page = browser.get("/registry/me/external")
    return come_back(
        browser, browser.post("/registry/me/external/linking", data=fields(page)), subject
    )


def who_is_in(browser: FlaskClient) -> str:
    return browser.get("/registry/me").get_data(as_text=True)


def test_without_the_setting_there_is_no_trace_of_it(registry: Flask, door: Door) -> None:
    browser = registry.test_client()
    path = f"/registry/invitations/{door.secret('t1', 'trainer')}"
    for page in ("/registry/sign-in", "/privacy", path):
        text = browser.get(page).get_data(as_text=True)
        assert "external" not in text
        assert "second cookie" not in text
    for dead in (START, "/registry/external/callback?state=x&code=y"):
        assert browser.get(dead).status_code == 404
    sent = fields(browser.get(path))
    assert browser.post(f"{path}/external", data=sent).status_code == 404


@pytest.mark.usefixtures("browser")
def test_the_page_on_privacy_tells_of_it(registry: Flask) -> None:
    assert "If you sign in with Example ID" in registry.test_client().get("/privacy").text


def test_somebody_new_accepts_without_a_password_and_signs_in(
    registry: Flask, newcomer: Newcomer, database: Database
) -> None:
    welcome = newcomer("t1", "trainer", "subject-1")
    assert welcome.status_code == 200
    assert "You need no password here" in welcome.get_data(as_text=True)
    again = registry.test_client()
    answer = come_back(again, again.get(f"{START}?next=/registry/me/devices"), "subject-1")
    assert (answer.status_code, answer.location) == (303, "/registry/me/devices")
    assert "Ana Rusu" in who_is_in(again)
    assert "this one" in again.get("/registry/me/devices").get_data(as_text=True)
    with database.read() as session:
        assert accounts.of_login(session, "t1").password_hash is None


def test_what_somebody_new_writes_is_checked_before_they_leave(
    browser: FlaskClient, door: Door
) -> None:
    path = f"/registry/invitations/{door.secret('t1', 'trainer')}"
    typed = {"display_name": "x" * 81, "lang": "ro", "email": "no address"}
    answer = browser.post(f"{path}/external", data={**fields(browser.get(path)), **typed})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'value="no address"' in page
    assert f'formaction="{path}/external"' in page


def test_who_is_not_linked_is_told_what_to_do(browser: FlaskClient, door: Door) -> None:
    door.person("nobody@example.org", "trainer")
    answer = come_back(browser, browser.get(START), "nobody@example.org")
    assert answer.status_code == 403
    page = answer.get_data(as_text=True)
    assert "Nobody here knows you yet" in page
    assert 'href="/registry/sign-in"' in page


def test_a_role_that_needs_a_code_asks_for_ours(
    registry: Flask, browser: FlaskClient, door: Door
) -> None:
    officer = door.person("sg1", "safeguarding")
    assert linked(signed_in(registry, door, officer), "subject-sg").status_code == 303
    page = come_back(browser, browser.get(f"{START}?next=/registry/me/devices"), "subject-sg")
    assert "One more step" in page.get_data(as_text=True)
    action = "/registry/sign-in?next=/registry/me/devices"
    sent = {**fields(page), "code": officer.codes.pop()}
    done = browser.post(action, data=sent)
    assert (done.status_code, done.location) == (303, "/registry/me/devices")
    assert "Safeguarding officer" in who_is_in(browser)


def test_an_issuer_that_has_asked_for_more_than_a_password_is_enough(
    registry: Flask, browser: FlaskClient, door: Door
) -> None:
    officer = door.person("sg1", "safeguarding")
    assert linked(signed_in(registry, door, officer), STRONG).status_code == 303
    done = come_back(browser, browser.get(START), STRONG)
    assert done.status_code == 303
    assert "Safeguarding officer" in who_is_in(browser)


def test_one_links_and_unlinks_on_ones_own_page(
    registry: Flask, browser: FlaskClient, door: Door, database: Database
) -> None:
    mine = signed_in(registry, door, door.person("t1", "trainer"))
    assert 'href="/registry/me/external"' in who_is_in(mine)
    assert linked(mine, "subject-1").location == "/registry/me?said=external_linked"
    assert come_back(browser, browser.get(START), "subject-1").status_code == 303
    done = send(mine, "/registry/me/external", "/registry/me/external/unlinking")
    assert done.location == "/registry/me?said=external_unlinked"
    other = registry.test_client()
    assert come_back(other, other.get(START), "subject-1").status_code == 403
    with database.read() as session:
        said = session.scalars(select(audit.c.what)).all()
    assert {"external.linked", "external.unlinked"} <= set(said)


@pytest.mark.usefixtures("browser")
def test_linking_asks_first_for_the_password_at_a_computer_that_was_left(
    registry: Flask, door: Door, clock: StillClock
) -> None:
    mine = signed_in(registry, door, door.person("t1", "trainer"))
    page = mine.get("/registry/me/external")
    clock.advance(timedelta(minutes=46))
    answer = mine.post("/registry/me/external/linking", data=fields(page), follow_redirects=True)
    assert answer.request.path == "/registry/session/step-up"


def test_one_sign_in_there_opens_one_account_here(
    registry: Flask, door: Door, newcomer: Newcomer, database: Database
) -> None:
    newcomer("t1", "trainer", "subject-1")
    refused = linked(signed_in(registry, door, door.person("t2", "trainer")), "subject-1")
    assert refused.status_code == 409
    assert "belongs to another account" in refused.get_data(as_text=True)
    assert newcomer("t3", "trainer", "subject-1").status_code == 409
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Identity)) == 1
        assert accounts.of_login(session, "t3").state == "invited"


def test_who_has_no_password_shows_at_the_issuer_who_they_are_and_chooses_one(
    browser: FlaskClient, newcomer: Newcomer, clock: StillClock
) -> None:
    newcomer("t1", "trainer", "subject-1")
    come_back(browser, browser.get(START), "subject-1")
    held = browser.get("/registry/me/external").get_data(as_text=True)
    assert "Choose a password" in held
    page = fields(browser.get("/registry/sign-out"))
    refused = browser.post("/registry/me/external/unlinking", data=page)
    assert refused.status_code == 409
    clock.advance(timedelta(minutes=16))
    asked = browser.get("/registry/me/password", follow_redirects=True)
    clock.advance(timedelta(minutes=-16))
    assert asked.request.path == "/registry/session/step-up"
    assert 'type="password"' not in asked.get_data(as_text=True)
    away = browser.get("/registry/external/again?next=/registry/me/password")
    assert "prompt=login" in away.location
    assert "max_age=0" in away.location
    assert come_back(browser, away, "subject-1").location == "/registry/me/password"
    chosen = send(browser, "/registry/me/password", password=PASSWORD)
    assert chosen.location == "/registry/sign-in?said=password_chosen"


def test_another_persons_sign_in_there_shows_nothing_here(
    browser: FlaskClient, newcomer: Newcomer
) -> None:
    newcomer("t1", "trainer", "subject-1")
    newcomer("t2", "trainer", "subject-2")
    come_back(browser, browser.get(START), "subject-1")
    answer = come_back(browser, browser.get("/registry/external/again"), "subject-2")
    assert answer.status_code == 401


@pytest.mark.usefixtures("browser")
def test_a_code_of_ours_completes_showing_oneself_again(registry: Flask, door: Door) -> None:
    officer = door.person("sg1", "safeguarding")
    mine = signed_in(registry, door, officer)
    linked(mine, "subject-sg")
    page = come_back(
        mine, mine.get("/registry/external/again?next=/registry/me/codes"), "subject-sg"
    )
    action = "/registry/session/step-up?next=/registry/me/codes"
    wrong = mine.post(action, data={**fields(page), "code": "000000"})
    assert wrong.status_code == 401
    done = mine.post(action, data={**fields(wrong), "code": officer.codes.pop()})
    assert (done.status_code, done.location) == (303, "/registry/me/codes")
    forged = mine.post(action, data={**fields(wrong), "ticket": "AAAA"})
    assert forged.status_code == 422


def test_who_presses_cancel_is_led_back(browser: FlaskClient) -> None:
    answer = browser.get(decided(browser.get(START), action="deny"))
    assert answer.status_code == 401
    page = answer.get_data(as_text=True)
    assert "You did not sign in at Example ID" in page
    assert 'href="/registry/sign-in"' in page


def test_a_way_back_is_good_once(browser: FlaskClient, newcomer: Newcomer, registry: Flask) -> None:
    newcomer("t1", "trainer", "subject-1")
    back = decided(browser.get(START), sub="subject-1")
    kept = browser.get_cookie("ciss-way")
    assert kept is not None
    assert browser.get(back).status_code == 303
    assert browser.get(back).status_code == 401
    thief = registry.test_client()
    thief.set_cookie("ciss-way", kept.value)
    assert thief.get(back).status_code == 401
    assert thief.get_cookie("ciss") is None


def test_only_the_browser_that_left_may_come_back(
    registry: Flask, browser: FlaskClient, newcomer: Newcomer, clock: StillClock
) -> None:
    newcomer("t1", "trainer", "subject-1")
    back = decided(browser.get(START), sub="subject-1")
    assert registry.test_client().get(back).status_code == 401
    other = registry.test_client()
    other.get(START)
    assert other.get(back).status_code == 401
    clock.advance(timedelta(minutes=10))
    assert browser.get(back).status_code == 401


@pytest.mark.parametrize("target", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_the_way_back_leads_nowhere_else(
    browser: FlaskClient, newcomer: Newcomer, target: str
) -> None:
    newcomer("t1", "trainer", "subject-1")
    away = browser.get(START, query_string={"next": target})
    assert come_back(browser, away, "subject-1").location == "/registry/today"
    away = browser.get("/registry/external/again", query_string={"next": target})
    assert come_back(browser, away, "subject-1").location == "/registry/me"


def test_who_is_forgotten_is_known_to_no_issuer(
    browser: FlaskClient, newcomer: Newcomer, database: Database, clock: StillClock
) -> None:
    newcomer("t1", "trainer", "subject-1")
    with database.write() as session:
        erasures.forget(session, "t1", who="console", now=clock.now())
    assert come_back(browser, browser.get(START), "subject-1").status_code == 403
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Identity)) == 0
