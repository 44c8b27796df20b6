"""A fact is written down with the change that made it true, or not at all."""

import json
from dataclasses import dataclass
from typing import Any

import jsonschema
import pytest
from sqlalchemy import select

from chassis import correlation
from chassis.bus import outbox
from chassis.bus.events import Fact, Tier, decode, known_facts
from chassis.bus.outbox import Noted, record, record_all
from chassis.db import Database
from chassis.errors import Invalid
from chassis.tables import outbox as log
from tests.chassis.bus.town import NOON, LampChanged, count

CLOUDEVENT = {
    "type": "object",
    "required": ["specversion", "id", "source", "type"],
    "properties": {
        "specversion": {"const": "1.0"},
        "id": {"type": "string", "minLength": 1},
        "source": {"type": "string", "format": "uri-reference", "minLength": 1},
        "type": {"type": "string", "minLength": 1},
        "subject": {"type": "string", "minLength": 1},
        "time": {"type": "string", "format": "date-time"},
        "datacontenttype": {"const": "application/json"},
    },
    "patternProperties": {"^[a-z0-9]{1,20}$": {}},
    "additionalProperties": False,
}
"""CloudEvents 1.0: needed attributes, and names of extensions in lower case without signs."""

TRACEPARENT = f"00-{'a' * 32}-{'b' * 16}-01"


def recorded(database: Database, fact: Fact, version: int = 3) -> dict[str, Any]:
    with database.write() as session:
        record(session, fact, version=version, partner="md", now=NOON)
    with database.read() as session:
        body = session.scalars(select(log.c.body).order_by(log.c.id.desc())).first()
    assert body is not None
    envelope: dict[str, Any] = json.loads(body)
    return envelope


def test_the_envelope_is_a_cloudevent_with_our_extensions(works: Database) -> None:
    correlation.begin("c0ffee", TRACEPARENT)
    envelope = recorded(works, LampChanged(lamp="l1", glow=7))
    jsonschema.validate(envelope, CLOUDEVENT)
    del envelope["id"]
    del envelope["traceparent"]
    assert envelope == {
        "specversion": "1.0",
        "source": "/ciss/works",
        "type": "works.lamp.changed.v1",
        "subject": "l1",
        "time": "2026-02-02T10:00:00Z",
        "datacontenttype": "application/json",
        "tier": "public",
        "partner": "md",
        "subjectversion": "3",
        "correlationid": "c0ffee",
        "data": {"lamp": "l1", "glow": 7},
    }


def test_a_fact_carries_the_trace_of_its_work_and_a_span_of_its_own(works: Database) -> None:
    correlation.begin("c0ffee", TRACEPARENT)
    told = [recorded(works, LampChanged(lamp="l1", glow=7))["traceparent"] for _ in range(2)]
    assert {correlation.trace_of(each) for each in told} == {"a" * 32}
    assert len({*told, TRACEPARENT}) == 3


def test_a_trace_that_is_none_is_not_passed_on(works: Database) -> None:
    correlation.begin("c0ffee", "x" * 5000)
    told = recorded(works, LampChanged(lamp="l1", glow=7))["traceparent"]
    assert correlation.trace_of(told) == correlation.trace_id()


def test_a_rolled_back_change_leaves_no_fact(works: Database) -> None:
    with works.write() as session:
        record(session, LampChanged(lamp="l1", glow=1), version=1, partner="md", now=NOON)
        session.rollback()
    assert count(works, log) == 0


@pytest.mark.parametrize(
    ("lamp", "reason"),
    [("x" * 61, "fact_invalid"), ("", "fact_invalid")],
)
def test_a_fact_that_breaks_its_own_declaration_is_refused(
    works: Database, lamp: str, reason: str
) -> None:
    with pytest.raises(Invalid) as refused, works.write() as session:
        record(session, LampChanged(lamp=lamp, glow=1), version=1, partner="md", now=NOON)
    assert refused.value.reason == reason
    assert count(works, log) == 0


def test_a_fact_above_64_kib_is_refused_and_one_just_below_is_not(works: Database) -> None:
    @dataclass(frozen=True, kw_only=True)
    class BookPrinted(Fact):
        type = "works.book.printed.v1"
        tier = Tier.PUBLIC
        subject_fields = ("book",)
        book: str
        text: str

    recorded(works, BookPrinted(book="b", text="x" * (64 * 1024 - 500)))
    book = BookPrinted(book="b", text="x" * 64 * 1024)
    with pytest.raises(Invalid) as refused, works.write() as session:
        record(session, book, version=2, partner="md", now=NOON)
    assert refused.value.reason == "fact_too_large"
    assert count(works, log) == 1


@pytest.mark.parametrize("partner", ["x" * 1100])
def test_headers_above_1_kb_are_refused(works: Database, partner: str) -> None:
    with pytest.raises(Invalid) as refused, works.write() as session:
        record(session, LampChanged(lamp="l", glow=1), version=1, partner=partner, now=NOON)
    assert refused.value.reason == "fact_headers_too_large"


def test_a_subject_longer_than_its_column_is_refused(works: Database) -> None:
    @dataclass(frozen=True, kw_only=True)
    class StreetNamed(Fact):
        type = "works.street.named.v1"
        tier = Tier.PUBLIC
        subject_fields = ("street",)
        street: str

    with pytest.raises(Invalid) as refused, works.write() as session:
        record(session, StreetNamed(street="s" * 201), version=1, partner="md", now=NOON)
    assert refused.value.reason == "fact_headers_too_large"


@pytest.mark.parametrize("name", ["works.lamp.v1", "Works.lamp.changed.v1", "works.lamp.changed"])
def test_a_type_is_service_aggregate_fact_and_major(name: str) -> None:
    with pytest.raises(TypeError):
        type("Odd", (Fact,), {"type": name})


def test_a_type_longer_than_120_is_refused_at_its_declaration() -> None:
    with pytest.raises(TypeError):
        type("Long", (Fact,), {"type": f"works.lamp.{'x' * 120}.v1"})


def test_two_facts_cannot_share_a_type() -> None:
    with pytest.raises(TypeError):
        type("Twin", (Fact,), {"type": LampChanged.type})
    assert known_facts()[LampChanged.type] is LampChanged


def test_many_facts_are_one_statement(works: Database, statements: list[str]) -> None:
    facts = [Noted(LampChanged(lamp=f"l{i}", glow=i), 1, "md") for i in range(300)]
    with works.write() as session:
        statements.clear()
        record_all(session, facts, now=NOON)
        assert len(statements) == 1
    assert count(works, log) == 300


def test_one_bad_fact_of_many_refuses_all(works: Database) -> None:
    facts = [Noted(LampChanged(lamp=name, glow=1), 1, "md") for name in ("ok", "")]
    with pytest.raises(Invalid), works.write() as session:
        record_all(session, facts, now=NOON)
    assert count(works, log) == 0


def test_unknown_fields_of_a_newer_publisher_are_ignored(works: Database) -> None:
    envelope = recorded(works, LampChanged(lamp="l1", glow=7))
    envelope["data"]["colour"] = "green"
    envelope["newextension"] = "1"
    event = decode(json.dumps(envelope).encode(), {LampChanged.type: LampChanged})
    assert event is not None
    assert event.fact == LampChanged(lamp="l1", glow=7)
    assert (event.version, event.subject) == (3, "l1")


def test_the_mark_that_wakes_readers_is_left_on_the_session(works: Database) -> None:
    with works.write() as session:
        record(session, LampChanged(lamp="l", glow=1), version=1, partner="md", now=NOON)
        assert session.info[outbox.WAKE]
