"""Let old internal facts go; what is public, or the partners', is kept for good."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

from sqlalchemy import ColumnElement, Delete, bindparam, delete, select, update
from sqlalchemy.orm import Session

from chassis.bus.cursors import place_of
from chassis.bus.events import Tier
from chassis.lease import RELAY
from chassis.tables import bus_counter, bus_lease, outbox
from chassis.upsert import dialect_of

KEPT = timedelta(days=90)
BATCH = 500

_COUNTER = bus_counter.c.id == 1


def reduce_log(session: Session, now: datetime, *, has_broker: bool = False) -> None:
    """Reduce internal facts older than 90 days to the newest of each type and subject.

    One call follows the log for 500 facts and deletes what each of them overtakes, so that
    every transaction is short. `pruned` in the counter tells how far the log was followed. With
    a broker nothing goes that it does not have; where one was used once, its mark stands still.
    """
    rows = _next_old(session, now - KEPT, has_broker=has_broker)
    if not rows:
        return
    newest = {(row.type, row.subject): row.place for row in rows}
    session.execute(
        overtaken(dialect_of(session)),
        [
            {"its_type": type_, "its_subject": subject, "its_place": last}
            for (type_, subject), last in sorted(newest.items())
        ],
    )
    session.execute(update(bus_counter).where(_COUNTER).values(pruned=rows[-1].place))


def overtaken(dialect: str) -> Delete:
    """Return the statement that deletes what a fact overtakes."""
    place, placed = place_of(dialect)
    return delete(outbox).where(
        outbox.c.type == bindparam("its_type"),
        outbox.c.subject == bindparam("its_subject"),
        placed,
        place < bindparam("its_place"),
        # Said this way, it does not lead SQLite to the index of tiers.
        outbox.c.tier != str(Tier.PUBLIC),
        outbox.c.tier != str(Tier.PARTNER),
    )


def _next_old(session: Session, before: datetime, *, has_broker: bool) -> Sequence[Any]:
    """Return the next old facts, as far as the broker has them if there is one."""
    place, placed = place_of(dialect_of(session))
    pruned = select(bus_counter.c.pruned).where(_COUNTER).scalar_subquery()
    known: list[ColumnElement[bool]] = [
        outbox.c.tier == str(Tier.INTERNAL),
        placed,
        place > pruned,
    ]
    if has_broker:
        relayed = session.scalar(select(bus_lease.c.cursor).where(bus_lease.c.name == RELAY))
        known.append(place <= (relayed or 0))
    rows = session.execute(
        select(place.label("place"), outbox.c.type, outbox.c.subject, outbox.c.created_at)
        .where(*known)
        .order_by(place)
        .limit(BATCH)
    )
    return list(takewhile(lambda row: row.created_at < before, rows))
