"""The log as a stream: what comes, from where, for whom, and how it ends."""

import json
import socket
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from chassis.bus import feedstream, outbox
from chassis.bus.bench import MOST_WAITING, Bench, bench
from chassis.bus.retention import KEPT, reduce_log
from chassis.bus.wake import wake_of
from chassis.clock import StillClock, monotonic
from chassis.db import Database
from chassis.tables import outbox as log
from tests.chassis import toy
from tests.chassis.bus.town import NOON, LampChanged, PriceChanged, WageChanged, number_all

STREAM = "/works/api/v1/events/stream"


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
    wake_of(database).ready.ring()


def follow(client: FlaskClient, query: str = "", **headers: str) -> Any:
    answer = client.get(f"{STREAM}?{query}", headers=headers)
    assert answer.status_code == 200, answer.data
    return answer


def events(content: bytes) -> list[dict[str, str]]:
    """Read a stream as its standard says: blocks of `field: value`, comments left out."""
    blocks = [block.splitlines() for block in content.decode().split("\n\n") if block]
    named = [
        dict(line.split(": ", 1) for line in block if not line.startswith(":")) for block in blocks
    ]
    return [each for each in named if "data" in each]


def ids(client: FlaskClient, query: str = "", **headers: str) -> list[str]:
    return [each["id"] for each in events(follow(client, f"wait=0&{query}", **headers).data)]


def test_an_event_has_its_place_its_type_and_the_cloudevent(client: FlaskClient) -> None:
    answer = follow(client, "wait=0")
    assert answer.mimetype == "text/event-stream"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Accel-Buffering"] == "no"
    assert answer.data.startswith(b"retry: ")
    (event,) = events(answer.data)
    assert (event["id"], event["event"]) == ("1", LampChanged.type)
    (item,) = toy.doc(client.get("/works/api/v1/events"))["items"]
    assert json.loads(event["data"]) == item


def test_each_caller_sees_its_tiers_and_the_types_it_asks_for(
    client: FlaskClient, clock: StillClock
) -> None:
    coordinator = f"Bearer {toy.token(clock, 'coordinator')}"
    assert ids(client) == ["1"]
    assert ids(client, Authorization=coordinator) == ["1", "2"]
    assert ids(client, Authorization="Service sk") == ["1", "2", "3"]
    assert ids(client, f"types={WageChanged.type}", Authorization="Service sk") == ["3"]
    assert ids(client, f"types={WageChanged.type}") == []


def test_it_goes_on_after_the_last_id_or_else_after_the_place_asked_for(
    client: FlaskClient,
) -> None:
    ours = {"Authorization": "Service sk"}
    assert ids(client, "after=1", **ours) == ["2", "3"]
    assert ids(client, "after=1", **ours, **{"Last-Event-ID": "2"}) == ["3"]
    assert ids(client, "after=1", **ours, **{"Last-Event-ID": ""}) == ["2", "3"]


@pytest.mark.parametrize(
    "last", ["abc", "-1", "1.5", "1 2", "\x00", "²", "9" * 19, "9" * 5000, str(2**63)]
)
def test_a_last_id_that_is_no_place_is_refused(client: FlaskClient, last: str) -> None:
    answer = client.get(STREAM, headers={"Last-Event-ID": last})
    assert answer.status_code == 422
    assert list(toy.doc(answer)["errors"]) == ["Last-Event-ID"]
    assert bench.free == MOST_WAITING


@pytest.mark.parametrize(
    "query",
    [
        "after=-1",
        "after=x",
        "wait=31",
        "types=a b",
        "types=works.unknown.thing.v1",
        "types=registry.school.changed.v1",
        "compact=latest",
        "limit=3",
    ],
)
def test_odd_questions_are_refused_before_anything_is_sent(client: FlaskClient, query: str) -> None:
    assert client.get(f"{STREAM}?{query}").status_code == 422


def test_new_facts_come_as_they_are_told_and_heartbeats_between(
    client: FlaskClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feedstream, "HEARTBEAT_SECONDS", 0.01)
    with closing(follow(client, "after=1")) as answer:
        pieces = iter(answer.response)
        assert next(pieces).startswith(b"retry: ")
        assert next(pieces).startswith(b":")
        tell(database)
        heard = b""
        while b"id: 4" not in heard:
            heard += next(pieces)
        assert next(pieces).startswith(b":")


def test_it_ends_by_itself_when_its_time_is_over(client: FlaskClient) -> None:
    began = monotonic()
    assert len(events(follow(client, "wait=1").data)) == 1
    assert 0.9 < monotonic() - began < 8


def test_it_ends_when_nobody_should_wait_any_more(client: FlaskClient, database: Database) -> None:
    ready = wake_of(database).ready
    ready.close()
    assert len(events(follow(client).data)) == 1
    ready.open()


def test_it_ends_when_the_process_is_about_to(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench, "_closed", True)
    assert len(events(follow(client).data)) == 1


def test_the_fifth_stream_is_asked_to_come_back_and_a_place_is_free_after_each(
    client: FlaskClient,
) -> None:
    open_ones = [follow(client) for _ in range(MOST_WAITING)]
    fifth = client.get(STREAM)
    assert fifth.status_code == 503
    assert fifth.headers["Retry-After"]
    assert client.head(STREAM).status_code == 503
    open_ones.pop().close()
    assert client.head(STREAM).status_code == 200
    for each in open_ones:
        each.close()
    assert bench.free == MOST_WAITING


@pytest.mark.parametrize(("threads", "places"), [(1, 0), (2, 1), (5, 2), (8, 4), (64, 4)])
def test_half_of_the_threads_at_least_are_left_for_everybody_else(
    threads: int, places: int
) -> None:
    made = Bench()
    made.furnish(threads)
    assert made.free == places


def test_a_client_that_reads_nothing_is_left(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feedstream, "SEND_SECONDS", 0.05)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        answer = client.get(f"{STREAM}?wait=0", environ_overrides={"gunicorn.socket": ours})
        assert b"id: 1" in answer.data
        with pytest.raises(TimeoutError):
            ours.sendall(bytes(16 * 1024 * 1024))


def test_no_session_is_open_while_it_waits(client: FlaskClient, database: Database) -> None:
    with closing(follow(client)) as answer:
        pieces = iter(answer.response)
        assert [next(pieces) for _ in range(2)]
        assert database._reader.pool.checkedout() == 0  # type: ignore[attr-defined] # a queue  # noqa: SLF001 - nobody else counts them


def test_a_database_that_goes_away_ends_the_stream(client: FlaskClient, database: Database) -> None:
    with closing(follow(client)) as answer:
        pieces = iter(answer.response)
        assert next(pieces)
        with database.engine.begin() as connection:
            connection.execute(text("DROP TABLE outbox"))
        assert list(pieces) == []


def test_a_place_that_is_gone_is_said_before_the_stream_begins(
    client: FlaskClient, database: Database, clock: StillClock
) -> None:
    tell(database)
    with database.write() as session:
        session.execute(log.update().values(created_at=clock.now()))
        reduce_log(session, clock.now() + 2 * KEPT)
    headers = {"Authorization": "Service sk", "Last-Event-ID": "3"}
    answer = client.get(STREAM, headers=headers)
    assert (answer.status_code, toy.doc(answer)["reason"]) == (410, "cursor_too_old")
    assert ids(client, **{"Last-Event-ID": "3"}) == ["4"]


def test_a_place_beyond_the_end_is_said_before_the_stream_begins(client: FlaskClient) -> None:
    answer = client.get(STREAM, headers={"Authorization": "Service sk", "Last-Event-ID": "99"})
    assert (answer.status_code, toy.doc(answer)["reason"]) == (410, "cursor_ahead")
