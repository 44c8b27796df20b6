"""Tell the other services what became different, and nothing else."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.bus.events import Fact, encode_fact
from chassis.bus.outbox import Noted, record_all
from training.told.model import Told

DAY = "as_of"
"""The day a fact was true is no news by itself."""


def tell(session: Session, facts: Sequence[Fact], *, partner: str, now: datetime) -> int:
    """Record those of these facts that say something new; return how many did.

    The caller holds a lock on what the facts are about, so that two who tell at once neither
    repeat a version nor publish an older state over a newer one.
    """
    held = _held(session, facts)
    news = []
    for fact in facts:
        row, body = held.get((fact.type, fact.subject)), _body(fact)
        if row is None:
            row = Told(type=fact.type, subject=fact.subject, version=0, body={})
            session.add(row)
        if row.body != body:
            row.version, row.body = row.version + 1, body
            news.append(Noted(fact, row.version, partner))
    session.flush()
    record_all(session, news, now=now)
    return len(news)


def _held(session: Session, facts: Sequence[Fact]) -> dict[tuple[str, str], Told]:
    rows = session.scalars(
        select(Told)
        .where(
            Told.type.in_({fact.type for fact in facts}),
            Told.subject.in_({fact.subject for fact in facts}),
        )
        .execution_options(populate_existing=True)
    )
    return {(row.type, row.subject): row for row in rows}


def _body(fact: Fact) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(encode_fact(fact))
    body.pop(DAY, None)
    return body
