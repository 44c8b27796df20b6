"""The log of this service's own facts, written in the transaction that made them true."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from msgspec import Raw
from sqlalchemy import insert
from sqlalchemy.orm import Session

from chassis import correlation
from chassis.bus.events import (
    MAX_BODY,
    MAX_HEADERS,
    MAX_SUBJECT,
    MAX_TYPE,
    Envelope,
    Fact,
    encode_envelope,
    encode_fact,
)
from chassis.db import database_now
from chassis.errors import Invalid
from chassis.ids import new_id
from chassis.tables import outbox

WAKE = "bus_wake"
"""The mark on a session that says: there are new facts once this is committed."""

_INSERT = insert(outbox).values(created_at=database_now())


class Noted(NamedTuple):
    """A fact, the version of its subject, and the partner it belongs to."""

    fact: Fact
    version: int
    partner: str


def record(session: Session, fact: Fact, *, version: int, partner: str, now: datetime) -> None:
    """Write a fact down; it becomes public when the caller's transaction commits.

    `version` must grow with every fact about the same subject. A row's `row_version` does,
    but only once the change is flushed: flush first.

    Raises:
        Invalid: `fact_invalid`, `fact_too_large`, `fact_headers_too_large`.

    """
    record_all(session, [Noted(fact, version, partner)], now=now)


def record_all(session: Session, facts: Sequence[Noted], *, now: datetime) -> None:
    """Write many facts down in one statement; for imports.

    Raises:
        Invalid: as `record`; then none is written.

    """
    if not facts:
        return
    deployment = session.info.get("deployment", "ciss")
    rows = [_row(noted, deployment, now) for noted in facts]
    session.execute(_INSERT, rows)
    session.info[WAKE] = True


def _row(noted: Noted, deployment: str, now: datetime) -> dict[str, Any]:
    fact = noted.fact
    event_id = new_id()
    envelope = Envelope(
        id=event_id,
        source=f"/{deployment}/{fact.service()}",
        type=fact.type,
        subject=fact.subject,
        time=now,
        tier=fact.tier,
        partner=noted.partner,
        subjectversion=str(noted.version),
        correlationid=correlation.current() or event_id.hex,
        traceparent=correlation.traceparent(),
        data=_data(fact),
    )
    body = encode_envelope(envelope)
    _check_sizes(envelope, body)
    return {
        "event_id": event_id,
        "type": fact.type,
        "subject": envelope.subject,
        "version": noted.version,
        "tier": str(fact.tier),
        "body": body,
    }


def _data(fact: Fact) -> Raw:
    try:
        return Raw(encode_fact(fact))
    except msgspec.ValidationError as error:
        raise Invalid(f"{fact.type}: {error}", reason="fact_invalid") from error


def _check_sizes(envelope: Envelope, body: bytes) -> None:
    if len(body) > MAX_BODY:
        raise Invalid(f"{envelope.type} is larger than 64 KiB", reason="fact_too_large")
    too_long = len(envelope.type) > MAX_TYPE or len(envelope.subject) > MAX_SUBJECT
    if too_long or len(body) - len(bytes(envelope.data)) > MAX_HEADERS:
        raise Invalid(
            f"The headers of {envelope.type} are larger than 1 kB", reason="fact_headers_too_large"
        )
