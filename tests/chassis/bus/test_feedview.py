"""The log over HTTP: who sees what, what is refused, and how many may wait."""

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from chassis.bus import outbox
from chassis.bus.bench import MOST_WAITING, bench
from chassis.bus.retention import KEPT, reduce_log
from chassis.bus.wake import wake_of
from chassis.clock import StillClock
from chassis.db import Database
from chassis.tables import outbox as log
from tests.chassis import toy
from tests.chassis.bus.town import NOON, LampChanged, PriceChanged, WageChanged, number_all

EVENTS = "/works/api/v1/events"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    made = Database(database_url)
    yield made
    made.dispose()


@pytest.fixture
def app(database: Database, clock: StillClock) -> Flask:
    made = toy.make(database, clock, "works")
    tell(database)
    return made


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def tell(database: Database) -> None:
    """Tell one fact of each tier."""
    with database.write() as session:
        for fact in (LampChanged(lamp="l", glow=1), PriceChanged(lamp="l"), WageChanged(hand="h")):
            outbox.record(session, fact, version=1, partner="md", now=NOON)
    number_all(database)


def tiers(client: FlaskClient, authorization: str | None = None, query: str = "") -> list[str]:
    headers = {"Authorization": authorization} if authorization else {}
    answer = client.get(f"{EVENTS}?{query}", headers=headers)
    assert answer.status_code == 200, answer.data
    return [item["tier"] for item in toy.doc(answer)["items"]]


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        (None, ["public"]),
        ("head", ["public"]),
        ("coordinator", ["public", "partner"]),
        ("hq", ["public", "partner"]),
        ("ops", ["public", "partner", "internal"]),
    ],
)
def test_each_role_sees_its_tiers(
    client: FlaskClient, clock: StillClock, role: str | None, seen: list[str]
) -> None:
    token = f"Bearer {toy.token(clock, role)}" if role else None
    assert tiers(client, token) == seen


def test_a_sibling_service_sees_all(client: FlaskClient) -> None:
    assert tiers(client, "Service sk") == ["public", "partner", "internal"]


@pytest.mark.parametrize("key", ["guess", "", "s", "sk ", "\xe9"])
def test_a_wrong_key_is_refused_and_not_taken_for_anybody(client: FlaskClient, key: str) -> None:
    answer = client.get(EVENTS, headers={"Authorization": f"Service {key}"})
    assert answer.status_code == 401
    assert toy.doc(answer)["reason"] == "service_key_invalid"


def test_asking_for_a_type_of_another_tier_gives_nothing(client: FlaskClient) -> None:
    assert tiers(client, query=f"types={WageChanged.type}") == []
    assert tiers(client, query=f"types={WageChanged.type},{LampChanged.type}") == ["public"]


def test_items_are_whole_cloudevents_and_next_goes_on(client: FlaskClient) -> None:
    page = toy.doc(client.get(EVENTS))
    assert page["items"][0]["specversion"] == "1.0"
    assert page["items"][0]["data"] == {"lamp": "l", "glow": 1}
    rest = toy.doc(client.get(f"{EVENTS}?after={page['next']}"))
    assert rest == {"items": [], "next": page["next"]}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("after=-1", "after"),
        ("after=x", "after"),
        (f"after={2**63}", "after"),
        ("limit=0", "limit"),
        ("limit=501", "limit"),
        ("limit=101", "limit"),
        ("wait=31", "wait"),
        ("wait=-1", "wait"),
        ("after=%00", "after"),
        ("compact=", "compact"),
        ("compact=newest", "compact"),
        ("types=a b", "types"),
        (f"types={'x' * 121}", "types"),
        ("types=works.unknown.thing.v1", "types"),
        (f"types={LampChanged.type},registry.school.changed.v1", "types"),
        (f"type={LampChanged.type}", "type"),
        ("foo=1", "foo"),
        ("types=" + ",".join("abcdefghijklmnopqrstuvwxyz" * 2), "types"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused_by_field(
    client: FlaskClient, query: str, field: str
) -> None:
    answer = client.get(f"{EVENTS}?{query}")
    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    errors = toy.doc(answer)["errors"]
    assert list(errors.get("query", errors)) == [field]


def test_a_sibling_that_is_newer_is_not_refused_for_a_type_it_knows_alone(
    client: FlaskClient,
) -> None:
    assert tiers(client, "Service sk", "types=works.unknown.thing.v1") == []


LINES = "application/x-ndjson"


@pytest.mark.parametrize(
    ("accept", "mimetype"),
    [
        ("application/x-ndjson", LINES),
        ("application/x-ndjson, */*;q=0.5", LINES),
        ("application/json;q=0.5, application/x-ndjson", LINES),
        ("application/json, application/x-ndjson;q=0.5", "application/json"),
        ("*/*", "application/json"),
        ("text/html", "application/json"),
        ("x;q=y, \xff", "application/json"),
    ],
)
def test_the_accept_header_chooses_lines_or_a_document(
    client: FlaskClient, accept: str, mimetype: str
) -> None:
    answer = client.get(EVENTS, headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.mimetype == mimetype
    assert "Accept" in answer.vary


def test_each_line_is_a_whole_cloudevent_and_a_header_says_where_to_go_on(
    client: FlaskClient, database: Database
) -> None:
    tell(database)
    headers = {"Accept": LINES, "Authorization": "Service sk"}
    answer = client.get(f"{EVENTS}?limit=4", headers=headers)
    page = toy.doc(client.get(f"{EVENTS}?limit=4", headers={"Authorization": "Service sk"}))
    assert [json.loads(line) for line in answer.data.splitlines()] == page["items"]
    assert answer.headers["CISS-Next"] == str(page["next"]) == "4"
    rest = client.get(f"{EVENTS}?after=6", headers=headers)
    assert (rest.data, rest.headers["CISS-Next"]) == (b"", "6")


def test_compact_gives_only_the_newest_of_what_the_caller_may_see(
    client: FlaskClient, database: Database
) -> None:
    tell(database)
    page = toy.doc(client.get(f"{EVENTS}?compact=latest&wait=30"))
    assert ([item["type"] for item in page["items"]], page["next"]) == ([LampChanged.type], 4)
    rest = toy.doc(client.get(f"{EVENTS}?compact=latest&wait=30&after=4"))
    assert rest == {"items": [], "next": 4}
    assert tiers(client, "Service sk", "compact=latest") == ["public", "partner", "internal"]
    assert tiers(client, query=f"compact=latest&types={WageChanged.type}") == []


@pytest.fixture
def reduced(database: Database, app: Flask, clock: StillClock) -> int:
    """The place of an internal fact that was let go."""
    assert app.name
    tell(database)
    with database.write() as session:
        session.execute(log.update().values(created_at=clock.now()))
        reduce_log(session, clock.now() + KEPT + timedelta(seconds=1))
    return 3


def test_only_who_may_have_missed_something_is_told_that_the_place_is_gone(
    client: FlaskClient, clock: StillClock, reduced: int
) -> None:
    ops = f"Bearer {toy.token(clock, 'ops')}"
    answer = client.get(f"{EVENTS}?after={reduced}", headers={"Authorization": ops})
    assert answer.status_code == 410
    assert answer.mimetype == "application/problem+json"
    problem = toy.doc(answer)
    assert (problem["reason"], problem["earliest"]) == ("cursor_too_old", 6)
    assert "compact=latest" in problem["detail"]
    assert tiers(client, ops, f"after={reduced}&compact=latest") == [
        "public",
        "partner",
        "internal",
    ]
    assert tiers(client, ops, f"after={problem['earliest']}") == []
    assert tiers(client, ops, f"after={reduced}&types={LampChanged.type}") == ["public"]
    assert tiers(client, query=f"after={reduced}") == ["public"]
    assert len(tiers(client, ops, "after=0")) == 5


@pytest.mark.parametrize("more", ["", "&wait=30", "&compact=latest", f"&types={LampChanged.type}"])
def test_a_place_beyond_the_end_is_refused_with_what_to_do(
    client: FlaskClient, database: Database, more: str
) -> None:
    tell(database)
    answer = client.get(f"{EVENTS}?after=99{more}", headers={"Authorization": "Service sk"})
    problem = toy.doc(answer)
    assert (answer.status_code, problem["reason"]) == (410, "cursor_ahead")
    assert problem["head"] == 6
    assert "after=0" in problem["detail"]


def test_nobody_learns_where_the_log_ends_of_what_they_may_not_see(
    client: FlaskClient, database: Database
) -> None:
    tell(database)
    heads = {after: toy.doc(client.get(f"{EVENTS}?after={after}")).get("head") for after in (4, 5)}
    assert heads == {4: None, 5: 4}


def test_the_api_document_says_how_to_read_on(client: FlaskClient) -> None:
    paths = toy.doc(client.get("/works/api/openapi.json"))["paths"]
    words = paths[EVENTS]["get"]["description"]
    for part in ("CISS-Next", "x-ndjson", "compact=latest", "cursor_too_old", "cursor_ahead"):
        assert part in words
    assert "Last-Event-ID" in paths[f"{EVENTS}/stream"]["get"]["description"]


def test_who_is_signed_in_may_ask_for_500(client: FlaskClient, clock: StillClock) -> None:
    assert tiers(client, f"Bearer {toy.token(clock, 'head')}", "limit=500") == ["public"]


def test_the_fifth_who_wants_to_wait_is_asked_to_come_back(
    app: Flask, client: FlaskClient, database: Database
) -> None:
    after = toy.doc(client.get(EVENTS))["next"]
    with ThreadPoolExecutor(8) as crowd:
        waiting = [crowd.submit(ask, app, after) for _ in range(MOST_WAITING)]
        wait_until_all_wait()
        fifth = client.get(f"{EVENTS}?after={after}&wait=1")
        assert fifth.status_code == 503
        assert fifth.headers["Retry-After"]
        # Who does not wait, or has something to read, is served.
        assert client.get(f"{EVENTS}?after={after}").status_code == 200
        assert client.get(f"{EVENTS}?after=0&wait=1").status_code == 200
        tell(database)
        wake_of(database).ready.ring()
        assert [len(each.result()["items"]) for each in waiting] == [1, 1, 1, 1]
    assert client.get(f"{EVENTS}?after=0&wait=1").status_code == 200


def ask(app: Flask, after: int) -> dict[str, Any]:
    return toy.doc(app.test_client().get(f"{EVENTS}?after={after}&wait=30"))


def wait_until_all_wait() -> None:
    """Return once every place to wait is taken."""
    ticks = threading.Event()
    while bench.free:
        ticks.wait(0.01)
