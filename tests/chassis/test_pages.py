"""What every page does alike: who may open it, forms sent once, sign-ins renewed unseen."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from chassis.clock import StillClock
from chassis.db import Database
from chassis.forms import csrf_token
from chassis.pages import safe_next
from tests.chassis import toy
from tests.chassis.toy import Note

ONCE = "0" * 32


@pytest.fixture
def signed_in(client: FlaskClient, clock: StillClock) -> FlaskClient:
    client.set_cookie("ciss", f"{toy.token(clock, 'writer')}~refresh")
    return client


@pytest.fixture
def token_of_form(app: Flask, clock: StillClock) -> str:
    cookie = f"ciss={toy.token(clock, 'writer')}~refresh"
    with app.test_request_context("/toy/wall", headers={"Cookie": cookie}):
        return csrf_token()


def count(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(Note)) or 0


def test_who_is_not_signed_in_is_sent_to_sign_in_and_back(client: FlaskClient) -> None:
    answer = client.get("/toy/wall?a=1")
    assert answer.status_code == 303
    assert answer.location == "/registry/sign-in?next=%2Ftoy%2Fwall%3Fa%3D1"


def test_a_cookie_opens_pages_and_no_api(signed_in: FlaskClient) -> None:
    assert signed_in.get("/toy/wall").status_code == 200
    assert signed_in.post("/toy/api/v1/notes", json={"text": "x"}).status_code == 401


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_old_sign_in_is_renewed_and_a_form_comes_again_whole(
    client: FlaskClient, clock: StillClock, method: str
) -> None:
    client.set_cookie("ciss", f"{toy.token(clock, 'writer', seconds=-1)}~refresh")
    answer = getattr(client, method)("/toy/wall")
    assert answer.status_code == 307
    assert answer.location == "/registry/session/renewal?next=%2Ftoy%2Fwall"


def test_a_form_with_its_token_is_done(
    signed_in: FlaskClient, token_of_form: str, database: Database
) -> None:
    answer = signed_in.post("/toy/wall", data={"csrf_token": token_of_form, "once": ONCE})
    assert (answer.status_code, answer.location) == (303, "/toy/wall?said=note_up")
    assert count(database) == 1


def test_a_double_click_does_it_once(
    signed_in: FlaskClient, token_of_form: str, database: Database
) -> None:
    data = {"csrf_token": token_of_form, "once": ONCE}
    answers = [signed_in.post("/toy/wall", data=data) for _ in range(3)]
    assert {(answer.status_code, answer.location) for answer in answers} == {
        (303, "/toy/wall?said=note_up")
    }
    assert count(database) == 1


def test_a_form_without_our_token_changes_nothing(
    signed_in: FlaskClient, database: Database
) -> None:
    answer = signed_in.post("/toy/wall", data={"csrf_token": "guess", "once": ONCE})
    assert answer.status_code == 422
    assert count(database) == 0


def test_a_form_from_another_site_is_refused(
    signed_in: FlaskClient, token_of_form: str, database: Database
) -> None:
    data = {"csrf_token": token_of_form, "once": ONCE}
    answer = signed_in.post("/toy/wall", data=data, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert count(database) == 0


def test_an_error_is_a_page_for_people(client: FlaskClient) -> None:
    answer = client.get("/toy/nothing")
    assert answer.status_code == 404
    assert answer.content_type.startswith("text/html")
    assert "There is no such page" in answer.text


@pytest.mark.parametrize(
    "url",
    [
        "/x\r\nSet-Cookie: a=b",
        "/\x00",
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "",
        None,
    ],
)
def test_an_address_elsewhere_is_never_the_next_page(url: str | None) -> None:
    assert safe_next(url) == "/"


def test_a_path_of_ours_is() -> None:
    assert safe_next("/toy/wall?a=1") == "/toy/wall?a=1"
