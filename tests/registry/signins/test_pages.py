"""People sign in, stay signed in and sign out in a browser that runs no script."""

import re
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from chassis.clock import StillClock
from chassis.resources import Resources
from tests.browser.html import faults
from tests.registry.conftest import Door, PageAs
from tests.registry.front_door import PASSWORD, Person

SIGN_IN = "/registry/sign-in"


@pytest.fixture
def browser(registry: Flask) -> FlaskClient:
    return registry.test_client()


@pytest.fixture
def officer(door: Door) -> Person:
    return door.person("sg1", "safeguarding")


@pytest.fixture
def coach(door: Door) -> Person:
    return door.person("coa", "coach")


def fields(page: Any) -> dict[str, str]:
    """Return what the page's last form would send unchanged."""
    form = BeautifulSoup(page.text, "html.parser").select("main form")[-1]
    return {str(each["name"]): str(each.get("value", "")) for each in form.select("input[name]")}


def fill(browser: FlaskClient, url: str = SIGN_IN, /, **typed: str) -> Any:
    return browser.post(url, data={**fields(browser.get(url)), **typed})


def test_a_person_signs_in_with_password_and_code(
    browser: FlaskClient, officer: Person, clock: StillClock
) -> None:
    page = fill(browser, login="SG1", password=PASSWORD)
    assert page.status_code == 200
    assert PASSWORD not in page.text
    done = browser.post(SIGN_IN, data={**fields(page), "code": officer.otp(clock)})
    assert done.status_code == 303
    assert done.headers["Location"] == "/registry/today"
    me = browser.get("/registry/me")
    assert "Ana Rusu" in me.text
    assert "Safeguarding officer" in me.text
    assert "Child Safety Moldova" in me.text


def test_who_needs_no_code_is_in_at_once(browser: FlaskClient, coach: Person) -> None:
    done = fill(browser, "/registry/sign-in?next=/registry/me", login="coa", password=PASSWORD)
    assert (done.status_code, done.headers["Location"]) == (303, "/registry/me")
    assert coach.id


@pytest.mark.parametrize("front", ["/", "/?lang=ro"])
def test_who_comes_from_the_front_page_gets_to_work(
    browser: FlaskClient, coach: Person, front: str
) -> None:
    done = browser.post(
        SIGN_IN,
        query_string={"next": front},
        data={**fields(browser.get(SIGN_IN)), "login": coach.login, "password": PASSWORD},
    )
    assert (done.status_code, done.headers["Location"]) == (303, "/registry/today")


def test_a_school_that_is_not_in_yet_is_led_to_its_search(browser: FlaskClient) -> None:
    page = browser.get(SIGN_IN)
    link = BeautifulSoup(page.text, "html.parser").select_one("main a[href='/registry/sign-up']")
    assert link is not None
    assert faults(page.text) == []


@pytest.mark.parametrize(
    "url",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", SIGN_IN],
)
def test_nobody_is_sent_elsewhere(browser: FlaskClient, coach: Person, url: str) -> None:
    done = browser.post(
        SIGN_IN,
        query_string={"next": url},
        data={**fields(browser.get(SIGN_IN)), "login": coach.login, "password": PASSWORD},
    )
    assert done.headers["Location"] == "/registry/today"


def test_the_cookie_is_out_of_reach(browser: FlaskClient, coach: Person) -> None:
    done = fill(browser, login=coach.login, password=PASSWORD)
    cookie = done.headers["Set-Cookie"]
    assert cookie.startswith("ciss=")
    assert "; HttpOnly" in cookie
    assert "; SameSite=Lax" in cookie
    assert "; Path=/" in cookie
    assert "Secure" not in cookie
    assert "Domain" not in cookie
    assert "Max-Age" not in cookie


def test_a_mistake_keeps_the_login_and_not_the_password(
    browser: FlaskClient, coach: Person
) -> None:
    page = fill(browser, login="coa", password="not the right one")
    assert page.status_code == 401
    assert "do not fit together" in page.text
    assert 'value="coa"' in page.text
    assert "not the right one" not in page.text
    assert page.text.count("<title>Error:") == 1
    empty = fill(browser, login="", password="")
    assert empty.status_code == 422
    assert "Write your login." in empty.text
    assert coach.id


def test_a_wrong_code_asks_again(browser: FlaskClient, officer: Person, clock: StillClock) -> None:
    page = fill(browser, login="sg1", password=PASSWORD)
    wrong = browser.post(SIGN_IN, data={**fields(page), "code": "ABCD-EFGH"})
    assert wrong.status_code == 401
    assert "This code is not good" in wrong.text
    done = browser.post(SIGN_IN, data={**fields(wrong), "code": officer.otp(clock)})
    assert done.status_code == 303


def test_the_second_step_waits_five_minutes(
    browser: FlaskClient, officer: Person, clock: StillClock
) -> None:
    page = fill(browser, login="sg1", password=PASSWORD)
    clock.advance(timedelta(minutes=5))
    late = browser.post(SIGN_IN, data={**fields(page), "code": officer.otp(clock)})
    assert late.status_code == 422
    assert "took too long" in late.text


def test_a_ticket_of_our_own_making_only(browser: FlaskClient, officer: Person) -> None:
    page = fill(browser, login="sg1", password=PASSWORD)
    own = fields(page)["ticket"]
    for ticket in ("", "abc", own[:-4] + "AAA=", f"!{own}", f"{own} "):
        forged = browser.post(
            SIGN_IN, data={**fields(page), "ticket": ticket, "code": officer.codes[0]}
        )
        assert forged.status_code == 422


def test_a_double_click_is_one_sign_in(
    registry: Flask, browser: FlaskClient, officer: Person, clock: StillClock
) -> None:
    page = fill(browser, login="sg1", password=PASSWORD)
    data = {**fields(page), "code": officer.otp(clock)}
    # The second click is on its way before the first one's cookie is there.
    clicks = registry.test_client(use_cookies=False)
    first, second = (clicks.post(SIGN_IN, data=data) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert "Set-Cookie" in second.headers
    clock.advance(timedelta(seconds=61))
    late = clicks.post(SIGN_IN, data=data)
    assert (late.status_code, late.headers["Location"]) == (303, SIGN_IN)
    assert "Set-Cookie" not in late.headers


def test_who_is_in_already_goes_on(browser: FlaskClient, coach: Person) -> None:
    page = browser.get(SIGN_IN)
    fill(browser, login=coach.login, password=PASSWORD)
    again = browser.post(SIGN_IN, data={**fields(page), "login": "coa", "password": PASSWORD})
    assert (again.status_code, again.headers["Location"]) == (303, "/registry/today")


def test_guessing_is_slowed_on_the_page_too(browser: FlaskClient) -> None:
    for _ in range(5):
        fill(browser, login="nobody", password="a wrong guess")
    page = fill(browser, login="nobody", password="a wrong guess")
    assert page.status_code == 429
    assert page.headers["Retry-After"] == "15"
    assert "Wait 15 seconds" in page.text


def test_a_form_without_its_token_does_nothing(browser: FlaskClient, coach: Person) -> None:
    page = browser.post(SIGN_IN, data={"login": coach.login, "password": PASSWORD})
    assert page.status_code == 422
    assert "Set-Cookie" not in page.headers
    done = fill(browser, login=coach.login, password=PASSWORD)
    assert done.status_code == 303
    out = browser.post("/registry/sign-out", data={"once": "0" * 32})
    assert out.status_code == 422
    assert browser.get("/registry/me").status_code == 200


def test_another_site_cannot_sign_anybody_in(browser: FlaskClient, coach: Person) -> None:
    data = {**fields(browser.get(SIGN_IN)), "login": coach.login, "password": PASSWORD}
    page = browser.post(SIGN_IN, data=data, headers={"Sec-Fetch-Site": "cross-site"})
    assert page.status_code == 403


def test_signing_out_ends_the_sign_in(browser: FlaskClient, coach: Person, door: Door) -> None:
    cookie = fill(browser, login=coach.login, password=PASSWORD).headers["Set-Cookie"]
    refresh = re.search("~([^;]+)", cookie)
    assert refresh
    done = fill(browser, "/registry/sign-out")
    assert (done.status_code, done.headers["Location"]) == (303, f"{SIGN_IN}?said=signed_out")
    assert browser.get_cookie("ciss") is None
    assert "signed out on this device" in browser.get(done.headers["Location"]).text
    assert door.renew(refresh[1]).json["reason"] == "session_ended"
    assert browser.get("/registry/me").status_code == 303


def test_a_sign_in_is_renewed_on_the_way(
    browser: FlaskClient, coach: Person, clock: StillClock
) -> None:
    fill(browser, login=coach.login, password=PASSWORD)
    before = browser.get_cookie("ciss")
    clock.advance(timedelta(minutes=16))
    sent = browser.get("/registry/me?x=1")
    assert sent.status_code == 307
    assert sent.headers["Location"].startswith("/registry/session/renewal?next=")
    back = browser.get(sent.headers["Location"])
    assert (back.status_code, back.headers["Location"]) == (307, "/registry/me?x=1")
    assert browser.get_cookie("ciss") != before
    assert browser.get("/registry/me?x=1").status_code == 200


def test_a_form_survives_the_renewal(
    browser: FlaskClient, coach: Person, clock: StillClock
) -> None:
    fill(browser, login=coach.login, password=PASSWORD)
    data = fields(browser.get("/registry/sign-out"))
    clock.advance(timedelta(minutes=16))
    done = browser.post("/registry/sign-out", data=data, follow_redirects=True)
    assert done.status_code == 200
    assert "signed out on this device" in done.text


def test_a_sign_in_that_is_over_leads_to_the_sign_in_page(
    browser: FlaskClient, coach: Person, clock: StillClock
) -> None:
    fill(browser, login=coach.login, password=PASSWORD)
    clock.advance(timedelta(hours=13))
    done = browser.get("/registry/me", follow_redirects=True)
    assert done.request.path == SIGN_IN
    assert done.request.args["next"] == "/registry/me"
    assert browser.get_cookie("ciss") is None
    clock.advance(timedelta(hours=-13))


def test_over_tls_the_cookie_is_bound_to_the_host(
    registry: Flask, resources: Resources, coach: Person
) -> None:
    secure = Resources(
        **{
            **vars(resources),
            "settings": type(resources.settings)(
                data=resources.settings.data, public_url="https://ciss.example.org"
            ),
        }
    )
    registry.extensions["ciss"] = secure
    browser = registry.test_client()
    done = browser.post(
        SIGN_IN,
        base_url="https://ciss.example.org",
        data={
            **fields(browser.get(SIGN_IN, base_url="https://ciss.example.org")),
            "login": coach.login,
            "password": PASSWORD,
        },
    )
    cookie = done.headers["Set-Cookie"]
    assert cookie.startswith("__Host-ciss=")
    assert "; Secure" in cookie
    assert "Domain" not in cookie


def test_every_page_is_sound_html(browser: FlaskClient, officer: Person, page_as: PageAs) -> None:
    code_page = fill(browser, login=officer.login, password=PASSWORD)
    pages = [
        browser.get(SIGN_IN),
        code_page,
        browser.get("/registry/sign-out"),
        page_as("coordinator").get("/registry/me"),
        page_as().get("/registry/me"),
    ]
    for page in pages:
        assert page.status_code == 200
        assert faults(page.text) == []
        assert "'unsafe" not in page.headers["Content-Security-Policy"]
        assert unlabelled(page.text) == []


def unlabelled(html: str) -> list[str]:
    """Return the inputs that no label names."""
    page = BeautifulSoup(html, "html.parser")
    named = {label.get("for") for label in page.select("label")}
    asked = page.select("input:not([type=hidden]), select, textarea")
    return [str(each) for each in asked if each.get("id") not in named]


def test_a_link_from_another_site_leads_in_though_the_token_is_old(
    browser: FlaskClient, coach: Person, clock: StillClock
) -> None:
    fill(browser, login=coach.login, password=PASSWORD)
    clock.advance(timedelta(minutes=16))
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    stale = browser.get("/registry/schools", headers=elsewhere)
    assert stale.status_code == 307
    renewed = browser.get(stale.headers["Location"], headers=elsewhere)
    assert (renewed.status_code, renewed.headers["Location"]) == (307, "/registry/schools")
    form = browser.post(stale.headers["Location"], headers=elsewhere)
    assert form.status_code == 403


def test_signing_out_cannot_be_undone_by_sending_the_form_again(
    registry: Flask, browser: FlaskClient, officer: Person, clock: StillClock
) -> None:
    page = fill(browser, login="sg1", password=PASSWORD)
    data = {**fields(page), "code": officer.otp(clock)}
    browser.post(SIGN_IN, data=data)
    fill(browser, "/registry/sign-out")
    again = registry.test_client().post(SIGN_IN, data=data)
    assert "Set-Cookie" not in again.headers
    assert again.headers["Location"] == SIGN_IN


def test_each_click_on_sign_out_takes_the_cookie_away(
    registry: Flask, browser: FlaskClient, coach: Person
) -> None:
    fill(browser, login=coach.login, password=PASSWORD)
    cookie = browser.get_cookie("ciss")
    assert cookie is not None
    data = fields(browser.get("/registry/sign-out"))
    for _click in range(2):
        click = registry.test_client()
        click.set_cookie("ciss", cookie.value)
        done = click.post("/registry/sign-out", data=data)
        assert done.headers["Set-Cookie"].startswith("ciss=;")
