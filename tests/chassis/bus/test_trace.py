"""One trace id leads from a request to the log line of whoever took its fact in."""

import io
import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient
from marshmallow import Schema, fields
from prometheus_client import CollectorRegistry
from sqlalchemy.orm import Session

from chassis import correlation, log
from chassis.auth import anyone
from chassis.bus.events import Delivered
from chassis.bus.inbox import Subscription
from chassis.bus.ingest import ingest
from chassis.bus.retry import retry_due
from chassis.clock import StillClock
from chassis.db import Database
from chassis.errors import Refused
from chassis.http import ApiBlueprint
from chassis.jobs import Runner, Work, start
from chassis.keyring import FixedKeys
from chassis.resources import Resources
from chassis.service import Service
from chassis.timers import Timer, run_due
from chassis.web import UNCOUNTED, create_app
from tests.chassis import toy
from tests.chassis.bus.test_ingest import page_of
from tests.chassis.bus.test_retry import let_time_pass
from tests.chassis.bus.town import (
    LAMPS,
    NOON,
    Town,
    number_all,
    reader,
    set_lamp,
)

TRACE = "0af7651916cd43dd8448eb211c80319c"
GIVEN = {"traceparent": f"00-{TRACE}-b7ad6b7169203331-01"}

api = ApiBlueprint("lamps", url_prefix="/works/api/v1")


class LampBody(Schema):
    """Which lamp."""

    name = fields.String(required=True)


@api.post("/lamps", allow=anyone, body=LampBody, status=201)
def add_lamp(session: Session, body: dict[str, Any]) -> dict[str, Any]:
    """Set a lamp."""
    return {"version": set_lamp(session, body["name"])}


Lines = Callable[[str], list[dict[str, Any]]]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """A function: the log lines so far that tell of this event, at the usual level."""
    before, said = structlog.get_config(), io.StringIO()
    log.configure()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(said))

    def find(event: str) -> list[dict[str, Any]]:
        told = [json.loads(line) for line in said.getvalue().splitlines()]
        return [line for line in told if line["event"] == event]

    yield find
    structlog.configure(**before)


@pytest.fixture
def client(works: Database, clock: StillClock) -> FlaskClient:
    """The works over HTTP."""
    app: Flask = create_app(
        Service(name="works", about="Lamps.", apis=[api]),
        Resources(
            service="works",
            settings=toy.settings(),
            database=works,
            clock=clock,
            keys=FixedKeys(toy.KEY),
            pages_key=b"p" * 32,
            metrics=CollectorRegistry(),
        ),
    )
    return app.test_client()


def post(client: FlaskClient, works: Database, name: str, **headers: str) -> None:
    answer = client.post("/works/api/v1/lamps", json={"name": name}, headers=headers)
    assert answer.status_code == 201
    number_all(works)


def test_the_trace_of_a_request_is_in_its_own_line_and_in_the_consumers(
    client: FlaskClient, works: Database, district: Database, lines: Lines
) -> None:
    post(client, works, "a", **GIVEN)
    reader(district, works).step()
    assert [line["trace_id"] for line in lines("answered")] == [TRACE]
    [applied] = lines("facts_applied")
    assert (applied["trace_ids"], applied["count"], applied["level"]) == ([TRACE], 1, "info")
    assert applied["trace_id"] == TRACE
    assert applied["seconds"] >= 0


def test_a_request_without_a_trace_begins_one(
    client: FlaskClient, works: Database, district: Database, lines: Lines
) -> None:
    post(client, works, "a")
    post(client, works, "b", traceparent="nonsense")
    reader(district, works).step()
    asked = [line["trace_id"] for line in lines("answered")]
    assert len(set(asked)) == 2
    [applied] = lines("facts_applied")
    assert (applied["trace_ids"], applied["count"]) == (asked, 2)


def test_where_nobody_may_know_of_a_request_no_trace_from_outside_is_followed(
    client: FlaskClient, works: Database, district: Database, lines: Lines
) -> None:
    client.post(
        "/works/api/v1/lamps",
        json={"name": "a"},
        headers=GIVEN,
        environ_overrides={UNCOUNTED: True},
    )
    number_all(works)
    reader(district, works).step()
    assert lines("answered") == []
    [applied] = lines("facts_applied")
    assert len(applied["trace_ids"]) == 1
    assert TRACE not in applied["trace_ids"]


def test_each_fact_of_a_batch_keeps_its_own_trace_when_one_fails(
    client: FlaskClient, works: Database, district: Database, lines: Lines
) -> None:
    def handle(session: Session, events: Sequence[Delivered]) -> None:
        if any(event.subject == "bad" for event in events):
            raise Refused("no", reason="bad_lamp")
        LAMPS.handle(session, events)

    post(client, works, "good")
    post(client, works, "bad", **GIVEN)
    post(client, works, "fine")
    reader(district, works, [Subscription(LAMPS.types, handle, "lamp")]).step()
    [dead] = lines("fact_dead")
    assert (dead["trace_id"], dead["level"]) == (TRACE, "error")
    asked = [line["trace_id"] for line in lines("answered")]
    [applied] = lines("facts_applied")
    assert applied["trace_ids"] == [asked[0], asked[2]]


def test_of_many_traces_the_line_names_ten(
    client: FlaskClient, works: Database, district: Database, lines: Lines
) -> None:
    for number in range(12):
        post(client, works, f"lamp-{number}")
    reader(district, works).step()
    [applied] = lines("facts_applied")
    assert applied["count"] == 12
    assert applied["trace_ids"] == [line["trace_id"] for line in lines("answered")][:10]


def test_of_what_was_known_already_nothing_is_said(
    client: FlaskClient, works: Database, district: Database, lines: Lines
) -> None:
    post(client, works, "a")
    page = page_of(works)
    assert [ingest(district, page.items, [LAMPS]).new for _ in range(2)] == [1, 0]
    assert len(lines("facts_applied")) == 1


def test_what_waited_is_applied_later_in_its_trace(
    client: FlaskClient, works: Database, district: Database, lines: Lines
) -> None:
    def fail(_session: Session, _events: Sequence[Delivered]) -> None:
        raise ZeroDivisionError

    post(client, works, "a", **GIVEN)
    reader(district, works, [Subscription(LAMPS.types, fail, "lamp")]).step()
    assert [line["trace_id"] for line in lines("fact_waiting")] == [TRACE]
    let_time_pass(district)
    assert retry_due(district, [LAMPS]) == 1
    assert [line["trace_ids"] for line in lines("facts_applied")] == [[TRACE]]


def test_what_a_handler_tells_belongs_to_the_trace_of_what_it_heard(
    client: FlaskClient, works: Database, district: Database
) -> None:
    heard: list[str | None] = []

    def handle(_session: Session, _events: Sequence[Delivered]) -> None:
        heard.append(correlation.trace_id())

    listens = [Subscription(LAMPS.types, handle, None)]
    post(client, works, "a", **GIVEN)
    reader(district, works, listens).step()
    post(client, works, "b")
    post(client, works, "c")
    reader(district, works, listens).step()
    assert heard[0] == TRACE
    assert heard[1] not in (None, TRACE)


def test_jobs_and_timers_have_traces_of_their_own(town: Town, clock: StillClock) -> None:
    seen: list[str | None] = []
    database = town.works()

    def work(_session: Session, job: Work, _now: Any) -> None:
        seen.append(correlation.trace_id())
        job.is_finished = len(seen) == 2

    correlation.begin("request", GIVEN["traceparent"])
    with database.write() as session:
        job = start(session, "look", {}, now=NOON, made_by=None)
    assert Runner(database, {"look": work}, clock).run_one()
    assert correlation.current() == job.hex
    run_due(database, Timer("t", 60.0, lambda *_: seen.append(correlation.trace_id())), clock)
    step, again, timer = seen
    assert step == again
    assert len({TRACE, step, timer}) == 3


def test_nothing_that_a_fact_says_is_logged(
    client: FlaskClient, works: Database, district: Database, lines: Lines
) -> None:
    post(client, works, "somebody's lamp")
    reader(district, works).step()
    [applied] = lines("facts_applied")
    assert set(applied) <= {
        "event", "count", "seconds", "trace_ids", "trace_id", "correlation_id", "level", "part",
        "timestamp",
    }  # fmt: skip
