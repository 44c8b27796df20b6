"""The facts that are sent and taken in: invented schools that change one after the other."""

import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from msgspec import Raw
from sqlalchemy import insert
from sqlalchemy.orm import Session

from chassis import correlation
from chassis.bus.events import Delivered, Envelope, encode_envelope, encode_fact
from chassis.bus.inbox import Subscription
from chassis.bus.outbox import WAKE
from chassis.bus.publisher import Outgoing
from chassis.db import Database
from chassis.ids import new_id
from chassis.tables import outbox
from chassis.upsert import insert_rows
from contracts.examples import EXAMPLES, PARTNER_CODE
from contracts.registry import SchoolChanged
from tests.chassis.bus.town import effect
from training.schools import consumers

PRODUCER, CONSUMER = "registry", "training"
SCHOOLS = 5_000
NOON = datetime(2026, 2, 2, 10, 0, tzinfo=UTC)
TIER = str(SchoolChanged.tier)
COLUMNS = ("event_id", "type", "subject", "version", "tier", "body", "created_at")

_EXAMPLE = next(each for each in EXAMPLES if isinstance(each, SchoolChanged))
_versions = itertools.count(1)


class Told(NamedTuple):
    """One fact as it stands in the log; its version is used once in the whole run."""

    event_id: UUID
    subject: str
    version: int
    body: bytes

    @property
    def outgoing(self) -> Outgoing:
        """The fact as it leaves for the broker."""
        return Outgoing(self.version, self.event_id.hex, SchoolChanged.type, TIER, self.body)


def next_change() -> tuple[SchoolChanged, int]:
    """Return the next school in the round, changed, and the version of that change."""
    version = next(_versions)
    return school(version % SCHOOLS), version


@cache
def school(number: int) -> SchoolChanged:
    """Return the fact about one of the schools."""
    return replace(_EXAMPLE, school=UUID(int=0x01985A00000070008000000000000000 + number))


@cache
def _data(number: int) -> Raw:
    return Raw(encode_fact(school(number)))


def changes(count: int) -> list[Told]:
    """Return so many facts, none told before."""
    return [_told(next(_versions)) for _ in range(count)]


def _told(version: int) -> Told:
    number, event_id = version % SCHOOLS, new_id()
    envelope = Envelope(
        id=event_id,
        source=f"/ciss/{PRODUCER}",
        type=SchoolChanged.type,
        subject=school(number).subject,
        time=NOON,
        tier=SchoolChanged.tier,
        partner=PARTNER_CODE,
        subjectversion=str(version),
        correlationid=event_id.hex,
        traceparent=correlation.traceparent(),
        data=_data(number),
    )
    return Told(event_id, envelope.subject, version, encode_envelope(envelope))


def put(producer: Database, told: Sequence[Told]) -> None:
    """Write facts into the log in one transaction, without their places."""
    rows = [
        (each.event_id, SchoolChanged.type, each.subject, each.version, TIER, each.body, NOON)
        for each in told
    ]
    with producer.write() as session:
        if producer.dialect == "sqlite":
            session.execute(insert(outbox), [dict(zip(COLUMNS, row, strict=True)) for row in rows])
        else:
            _copy(session, rows)
        session.info[WAKE] = True


def _copy(session: Session, rows: Sequence[tuple[Any, ...]]) -> None:
    driver: Any = session.connection().connection.driver_connection
    into = f"COPY outbox ({', '.join(COLUMNS)}) FROM STDIN"
    with driver.cursor() as cursor, cursor.copy(into) as copy:
        for row in rows:
            copy.write_row(row)


def take_in(session: Session, events: Sequence[Delivered]) -> None:
    """Count each fact once, and keep training's own read model of schools."""
    statement, given = insert_rows(session, effect, [{"event_id": each.id} for each in events])
    session.execute(statement, given)
    consumers.SUBSCRIPTION.handle(session, events)


SUBSCRIPTION = Subscription(consumers.SUBSCRIPTION.types, take_in, "schools")
