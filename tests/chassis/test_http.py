"""What every route of every API does alike."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError, OperationalError

from chassis import housekeeping
from chassis.clock import StillClock
from chassis.db import Database
from chassis.service import Service
from chassis.tables import idempotency
from chassis.timers import run_due
from tests.chassis import toy
from tests.chassis.toy import Note, doc

NOTES = "/toy/api/v1/notes"
SECRETS = "/toy/api/v1/secrets"


def count(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(Note)) or 0


def test_a_write_answers_what_it_made_with_its_etag(
    client: FlaskClient, writer: dict[str, str]
) -> None:
    answer = client.post(NOTES, json={"text": "hello"}, headers=writer)
    assert answer.status_code == 201
    assert doc(answer)["row_version"] == 1
    assert answer.headers["ETag"] == '"1"'
    assert answer.headers["Cache-Control"] == "no-store"


def test_nobody_is_asked_to_sign_in_before_the_body_is_looked_at(client: FlaskClient) -> None:
    answer = client.post(NOTES, json={"nonsense": 1})
    assert answer.status_code == 401
    assert answer.content_type == "application/problem+json"
    assert doc(answer)["reason"] == "not_signed_in"
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_another_role_is_refused(client: FlaskClient, clock: StillClock) -> None:
    headers = {"Authorization": f"Bearer {toy.token(clock, 'reader')}"}
    assert client.post(NOTES, json={"text": "x"}, headers=headers).status_code == 403


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"iss": "http://elsewhere.example"}, "token_invalid"),
        ({"aud": "elsewhere"}, "token_invalid"),
        ({"exp": 1}, "token_expired"),
    ],
)
def test_a_token_of_another_kind_is_nobody(
    client: FlaskClient, clock: StillClock, changes: dict[str, Any], reason: str
) -> None:
    headers = {"Authorization": f"Bearer {toy.token(clock, 'writer', **changes)}"}
    answer = client.post(NOTES, json={"text": "x"}, headers=headers)
    assert (answer.status_code, doc(answer)["reason"]) == (401, reason)


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "eyJhbGciOiJub25lIn0.e30."])
def test_a_token_that_is_none_is_nobody(client: FlaskClient, token: str) -> None:
    answer = client.post(NOTES, json={"text": "x"}, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 401


@pytest.mark.parametrize("body", [{"text": "x"}, ["x"], "x", 5])
def test_what_is_sent_where_nothing_is_taken_is_refused(
    client: FlaskClient, database: Database, body: object
) -> None:
    answer = client.post(SECRETS, json=body)
    assert (answer.status_code, doc(answer)["reason"]) == (422, "unknown_field")
    assert list(doc(answer)["errors"]) == ["text" if body == {"text": "x"} else "body"]
    assert count(database) == 0


def test_where_nothing_is_taken_an_empty_object_will_do(client: FlaskClient) -> None:
    assert client.post(SECRETS, json={}).status_code == 201
    assert client.post(SECRETS).status_code == 201
    assert client.post(SECRETS, data=b"", content_type="application/json").status_code == 201


@pytest.mark.parametrize(
    ("body", "field", "reason"),
    [
        ({}, "text", "invalid"),
        ({"text": ""}, "text", "invalid"),
        ({"text": 5}, "text", "invalid"),
        ({"text": "x", "name": "Nobody"}, "name", "unknown_field"),
    ],
)
def test_a_wrong_body_is_named_field_by_field(
    client: FlaskClient, writer: dict[str, str], body: object, field: str, reason: str
) -> None:
    answer = client.post(NOTES, json=body, headers=writer)
    assert answer.status_code == 422
    assert field in doc(answer)["errors"]
    assert doc(answer)["reason"] == reason


@pytest.mark.parametrize("body", [b"{", b"[]", b'"x"', b"\xff", b"1", b"null"])
def test_a_body_that_is_no_object_is_a_clear_error(
    client: FlaskClient, writer: dict[str, str], body: bytes
) -> None:
    answer = client.post(NOTES, data=body, content_type="application/json", headers=writer)
    assert answer.status_code in (400, 422)
    assert answer.content_type == "application/problem+json"


def test_a_body_of_another_type_is_not_read_as_empty(
    client: FlaskClient, writer: dict[str, str]
) -> None:
    answer = client.post(NOTES, data="text=x", content_type="text/plain", headers=writer)
    assert doc(answer)["reason"] == "unknown_content_type"


def test_a_refused_write_leaves_nothing(
    client: FlaskClient, writer: dict[str, str], database: Database
) -> None:
    answer = client.post(NOTES, json={"text": "forbidden"}, headers=writer)
    assert answer.status_code == 409
    assert (doc(answer)["reason"], doc(answer)["word"]) == ("bad_word", "forbidden")
    assert count(database) == 0


def test_a_get_that_writes_fails(app: Flask, client: FlaskClient) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = True
    answer = client.get("/toy/api/v1/sneaky")
    assert answer.status_code >= 500


def test_a_bug_is_a_500_that_tells_no_detail(client: FlaskClient) -> None:
    answer = client.get("/toy/api/v1/bug")
    assert answer.status_code == 500
    assert doc(answer)["request_id"] == answer.headers["X-Request-Id"]
    assert "secret detail" not in answer.text


def test_unknown_addresses_and_methods_are_problems(client: FlaskClient) -> None:
    assert doc(client.get("/toy/api/v1/nothing"))["reason"] == "not_found"
    answer = client.delete(NOTES)
    assert doc(answer)["reason"] == "method_not_allowed"
    assert "GET" in answer.headers["Allow"]


def test_a_change_must_name_its_version(client: FlaskClient, writer: dict[str, str]) -> None:
    made = doc(client.post(NOTES, json={"text": "a"}, headers=writer))
    url = f"{NOTES}/{made['id']}"
    assert client.patch(url, json={"text": "b"}, headers=writer).status_code == 428
    first = client.patch(url, json={"text": "b"}, headers=writer | {"If-Match": '"1"'})
    assert (first.status_code, first.headers["ETag"]) == (200, '"2"')
    stale = client.patch(url, json={"text": "c"}, headers=writer | {"If-Match": '"1"'})
    assert stale.status_code == 412
    assert (doc(stale)["yours"], doc(stale)["theirs"]) == ({"text": "c"}, {"text": "b"})
    wrong = client.patch(url, json={"text": "c"}, headers=writer | {"If-Match": "x"})
    assert wrong.status_code == 422


def test_two_changes_at_once_do_not_both_win(
    app: Flask, client: FlaskClient, writer: dict[str, str]
) -> None:
    made = doc(client.post(NOTES, json={"text": "a"}, headers=writer))
    url, headers = f"{NOTES}/{made['id']}", writer | {"If-Match": '"1"'}

    def change(number: int) -> int:
        return app.test_client().patch(url, json={"text": f"{number}"}, headers=headers).status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(change, range(8)))
    assert statuses == [200] + [412] * 7


def test_the_same_key_gives_the_same_answer_and_one_deed(
    app: Flask, writer: dict[str, str], database: Database
) -> None:
    headers = writer | {"Idempotency-Key": "k1"}

    def post(_: int) -> tuple[int, str, str | None]:
        answer = app.test_client().post(NOTES, json={"text": "once"}, headers=headers)
        return answer.status_code, answer.text, answer.headers.get("ETag")

    with ThreadPoolExecutor(10) as pool:
        answers = set(pool.map(post, range(10)))
    assert len(answers) == 1
    assert answers.pop()[0] == 201
    assert count(database) == 1


def test_a_key_used_for_something_else_is_refused(
    client: FlaskClient, writer: dict[str, str]
) -> None:
    headers = writer | {"Idempotency-Key": "k1"}
    client.post(NOTES, json={"text": "one"}, headers=headers)
    answer = client.post(NOTES, json={"text": "two"}, headers=headers)
    assert (answer.status_code, doc(answer)["reason"]) == (422, "key_reused")


def test_a_refusal_is_not_remembered(client: FlaskClient, writer: dict[str, str]) -> None:
    headers = writer | {"Idempotency-Key": "k1"}
    assert client.post(NOTES, json={"text": "forbidden"}, headers=headers).status_code == 409
    assert client.post(NOTES, json={"text": "fine"}, headers=headers).status_code == 201


def test_the_database_alone_opens_no_stored_answer(
    client: FlaskClient, writer: dict[str, str], database: Database
) -> None:
    client.post(NOTES, json={"text": "hidden words"}, headers=writer | {"Idempotency-Key": "k1"})
    with database.read() as session:
        row = session.execute(select(idempotency)).one()
    assert b"hidden words" not in row.answer
    assert "k1" not in row.key


def test_a_secret_answer_is_repeated_for_an_hour_only(
    client: FlaskClient, clock: StillClock
) -> None:
    headers = {"Idempotency-Key": "s1"}
    first = client.post("/toy/api/v1/secrets", headers=headers)
    clock.advance(timedelta(minutes=59))
    assert client.post("/toy/api/v1/secrets", headers=headers).data == first.data
    clock.advance(timedelta(minutes=2))
    late = client.post("/toy/api/v1/secrets", headers=headers)
    assert (late.status_code, doc(late)["reason"]) == (409, "answered_before")


def test_a_list_is_read_whole_page_by_page(client: FlaskClient, writer: dict[str, str]) -> None:
    texts = [f"n{number % 3}" for number in range(7)]
    for text in texts:
        client.post(NOTES, json={"text": text}, headers=writer)
    seen, after = [], None
    while True:
        page = client.get(NOTES, query_string={"limit": 2, **({"after": after} if after else {})})
        seen += doc(page)["items"]
        after = doc(page)["next"]
        if after is None:
            break
    assert [note["text"] for note in seen] == sorted(texts)
    assert len({note["id"] for note in seen}) == 7


@pytest.mark.parametrize("cursor", ["x", "bm90IGpzb24", "WzFd", "WyJhIl0", "WyJhIiwiYiJd", "é"])
def test_a_page_mark_of_somewhere_else_is_a_field_error(client: FlaskClient, cursor: str) -> None:
    answer = client.get(NOTES, query_string={"after": cursor})
    assert answer.status_code == 422
    assert "after" in doc(answer)["errors"]


def test_a_misspelt_question_is_refused_by_its_name(client: FlaskClient) -> None:
    answer = client.get(NOTES, query_string={"limits": "1"})
    assert (answer.status_code, doc(answer)["reason"]) == (422, "unknown_field")
    assert "limits" in str(doc(answer)["errors"])


def test_the_document_names_who_may_call(client: FlaskClient) -> None:
    document = doc(client.get("/toy/api/openapi.json"))
    paths = document["paths"]
    assert paths["/toy/api/v1/notes"]["post"]["x-roles"] == ["writer"]
    assert paths["/toy/api/v1/notes"]["get"]["x-roles"] == ["anyone"]
    assert client.get("/toy/api/docs").status_code == 200


def test_health_tells_life_from_readiness(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert doc(client.get("/toy/healthz")) == {"status": "alive"}
    assert doc(client.get("/toy/readyz")) == {"status": "ready"}

    def away(_self: Database) -> bool:
        raise DBAPIError("SELECT 1", None, OSError("away"))

    monkeypatch.setattr(Database, "is_reachable", away)
    assert client.get("/toy/healthz").status_code == 200
    assert client.get("/toy/readyz").status_code == 503


def test_while_the_database_is_away_the_page_says_what_was_not_saved(
    client: FlaskClient, clock: StillClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_self: Database) -> None:
        raise OperationalError("SELECT 1", None, OSError("away"))

    monkeypatch.setattr(Database, "read", away)
    monkeypatch.setattr(Database, "write", away)
    client.set_cookie("ciss", f"{toy.token(clock, 'writer')}~")
    for answer, is_form in ((client.get("/toy/wall"), False), (client.post("/toy/wall"), True)):
        assert answer.status_code == 503
        assert "<header" in answer.text
        assert "Try again in a minute" in answer.text
        assert ("may not be saved" in answer.text) is is_form


def test_metrics_are_for_the_neighbourhood_only(client: FlaskClient) -> None:
    client.get(NOTES)
    near = client.get("/toy/metrics")
    assert 'route="/toy/api/v1/notes"' in near.text
    far = client.get("/toy/metrics", environ_base={"REMOTE_ADDR": "1.1.1.1"})
    assert far.status_code == 404


def test_errors_below_a_path_may_have_a_frame_of_their_own(app: Flask, client: FlaskClient) -> None:
    app.testing = False
    bug = client.get("/toy/api/v1/own/bug")
    assert (bug.status_code, bug.text) == (500, "own frame: 500 bug")
    for path in ("", "/", "/nothing", "/a.json"):
        answer = client.get(f"/toy/api/v1/own{path}")
        assert (answer.status_code, answer.text) == (404, "own frame: 404 not_found")
    assert client.get("/toy/api/v1/owner").content_type == "application/problem+json"
    undrawn = client.put("/toy/api/v1/own/bug")
    assert (undrawn.status_code, undrawn.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert "<h1>Method Not Allowed</h1>" in undrawn.text


@pytest.mark.parametrize("name", ["Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"])
def test_metrics_are_not_for_whom_a_proxy_of_this_machine_asks(
    client: FlaskClient, name: str
) -> None:
    assert client.get("/toy/metrics").status_code == 200
    assert client.get("/toy/metrics", headers={name: ""}).status_code == 404
    assert client.get("/toy/metrics", headers={name: "127.0.0.1"}).status_code == 404


def test_every_answer_carries_the_security_headers(client: FlaskClient) -> None:
    headers = client.get(NOTES).headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in headers


def test_old_answers_are_forgotten(
    client: FlaskClient, writer: dict[str, str], database: Database, clock: StillClock
) -> None:
    client.post(NOTES, json={"text": "old"}, headers=writer | {"Idempotency-Key": "k1"})
    clock.advance(timedelta(hours=23))
    client.post("/toy/api/v1/secrets", headers={"Idempotency-Key": "k2"})
    clock.advance(timedelta(hours=2))
    timer = next(
        each
        for each in housekeeping.timers(Service(name="toy", about=""), has_broker=False)
        if each.name == "forget-answers"
    )
    assert run_due(database, timer, clock)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(idempotency)) == 1
