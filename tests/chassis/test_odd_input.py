"""Whatever comes from outside is answered in words, and what people wrote reaches no log."""

import base64
import json
import sys
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError

from chassis.clock import StillClock
from chassis.db import Database
from chassis.ids import new_id
from chassis.pages import safe_next
from chassis.serve import QuietLogger
from tests.chassis import toy
from tests.chassis.toy import Note, doc

NOTES = "/toy/api/v1/notes"


def odd_tokens() -> list[str]:
    def part(content: Any) -> str:
        return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")

    headers: list[Any] = [{"alg": "ES256", "crit": 1}, {"alg": None}, {"kid": []}, [], 1, "x"]
    return [f"{part(header)}.{part({'sub': 'x'})}.AAAA" for header in headers]


@pytest.mark.parametrize("token", odd_tokens())
def test_a_token_of_an_odd_shape_is_nobody_on_the_api_and_on_pages(
    client: FlaskClient, token: str
) -> None:
    answer = client.post(NOTES, json={"text": "x"}, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 401
    client.set_cookie("ciss", f"{token}~")
    assert client.get("/toy/wall").status_code == 303
    assert client.get("/toy/nothing").status_code == 404


def test_a_document_nested_without_end_is_refused(
    client: FlaskClient, writer: dict[str, str]
) -> None:
    body = "[" * (sys.getrecursionlimit() * 50)
    answer = client.post(NOTES, data=body, content_type="application/json", headers=writer)
    assert answer.status_code in (400, 422)
    assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize("text", ["a\x00b", "half a letter \ud800"])
def test_texts_that_are_no_text_are_named_by_field(
    client: FlaskClient, writer: dict[str, str], text: str
) -> None:
    body = json.dumps({"text": text, "more": [{"deep": text}]})
    answer = client.post(NOTES, data=body, content_type="application/json", headers=writer)
    assert answer.status_code == 422
    assert set(doc(answer)["errors"]) == {"text", "more.0.deep"}


def test_a_document_sent_in_pieces_is_looked_at_too(
    client: FlaskClient, writer: dict[str, str]
) -> None:
    # As a server hands on a body in chunks (RFC 9112, 7.1): nobody has said how long it is.
    in_pieces = {"CONTENT_LENGTH": "", "wsgi.input_terminated": True}
    body = json.dumps({"text": "a\x00b"})
    answer = client.post(
        NOTES,
        data=body,
        content_type="application/json",
        headers=writer,
        environ_overrides=in_pieces,
    )
    assert answer.status_code == 422
    assert set(doc(answer)["errors"]) == {"text"}


@pytest.mark.parametrize("sign", ["\x00", "\x01", "\t", "\n", "\x7f", "\x85"])
def test_a_path_with_a_sign_no_keyboard_has_leads_nowhere(
    client: FlaskClient, database: Database, sign: str
) -> None:
    text = f"a{sign}b"
    if sign != "\x00":  # which no text in PostgreSQL can hold
        with database.write() as session:
            session.add(Note(text=text))
    answer = client.get(f"{NOTES}/of/{quote(text)}")
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"
    page = client.get(f"/toy/wall/{quote(text)}")
    assert page.status_code == 404
    assert "There is no such page" in page.text


def test_a_path_in_any_letters_leads_on(client: FlaskClient, database: Database) -> None:
    with database.write() as session:
        session.add(Note(text="Bălți กุหลาบ"))
    assert client.get(f"/toy/wall/{quote('Bălți กุหลาบ')}").text == "Bălți กุหลาบ"


@pytest.mark.parametrize("query", ["%00", "a%00b", "%%0000", "%2500%00"])
def test_a_query_with_a_sign_no_database_holds_finds_nothing(
    client: FlaskClient, query: str
) -> None:
    assert client.get(f"/toy/found?text={query}").text == "0"


def test_a_version_of_many_digits_is_refused(client: FlaskClient, writer: dict[str, str]) -> None:
    headers = writer | {"If-Match": f'"{"9" * 5000}"'}
    answer = client.patch(f"{NOTES}/{new_id()}", json={"text": "x"}, headers=headers)
    assert answer.status_code == 422


@pytest.mark.parametrize("url", ["//[", "http://[", "/\\\\["])
def test_an_address_that_is_none_is_never_the_next_page(url: str) -> None:
    assert safe_next(url) == "/"


def test_a_form_with_a_sign_no_keyboard_has_changes_nothing(
    client: FlaskClient, clock: StillClock
) -> None:
    client.set_cookie("ciss", f"{toy.token(clock, 'writer')}~")
    assert client.post("/toy/wall", data={"once": "a\x00b"}).status_code == 422


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": toy.BASE}, 422),
        ({"Origin": "null"}, 422),  # our own pages send no referrer, hence no origin
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 422),
        ({"Sec-Fetch-Site": "same-site"}, 403),
    ],
)
def test_a_form_says_where_it_comes_from_in_old_browsers_too(
    client: FlaskClient, clock: StillClock, headers: dict[str, str], status: int
) -> None:
    client.set_cookie("ciss", f"{toy.token(clock, 'writer')}~")
    assert client.post("/toy/wall", data={}, headers=headers).status_code == status


def test_the_text_of_a_database_error_holds_nothing_that_was_written(
    app: Flask, database: Database
) -> None:
    assert app.name == "toy"
    identifier = new_id()

    def put(text: str) -> None:
        with database.write() as session:
            session.add(Note(id=identifier, text=text))

    put("Ana Rusu")
    with pytest.raises(IntegrityError) as fault:
        put("Ana Rusu, again")
    assert "Ana Rusu" not in str(fault.value)


def test_an_error_page_that_cannot_be_made_ends_in_plain_words(
    app: Flask, client: FlaskClient
) -> None:
    app.jinja_env.globals["asset"] = None
    answer = client.get("/toy/nothing")
    assert answer.status_code == 404
    assert "Not Found" in answer.text


def test_the_servers_own_log_repeats_nothing_of_a_request(
    capsys: pytest.CaptureFixture[str],
) -> None:
    quiet = QuietLogger.__new__(QuietLogger)
    quiet.exception("Error handling request %s %s", "GET", "/registry/invitations/SECRET?x=1")
    quiet.warning("Invalid request from ip=192.0.2.7: odd header SECRET")
    quiet.error("Worker (pid:%s) was sent %s!", 7, "SIGKILL")
    seen = capsys.readouterr()
    assert "SECRET" not in seen.out + seen.err
    assert "192.0.2.7" not in seen.out + seen.err
    assert "Error handling request" in seen.out + seen.err
