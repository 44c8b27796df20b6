"""Take a batch of facts in: inbox, handlers and cursor, in one transaction."""

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis import correlation
from chassis.bus import aside
from chassis.bus.events import Delivered, Fact, Undecodable, decode
from chassis.bus.inbox import Subscription
from chassis.clock import monotonic
from chassis.db import Database, database_now
from chassis.log import logger
from chassis.tables import bus_cursor, inbox
from chassis.trouble import is_away, is_conflict, is_passing
from chassis.upsert import insert_into, insert_rows

APPLIED, WAITING, DEAD = "applied", aside.WAITING, aside.DEAD
UNKNOWN = "unknown"
_MOST_TRIES = 5
_MOST_TRACES = 10

_log = logger("inbox")
T = TypeVar("T")


@dataclass(frozen=True)
class Ingested:
    """How a batch fared: facts not seen before, and of those the ones set aside."""

    new: int
    waiting: int = 0
    dead: int = 0
    repeated: int = 0


@dataclass(frozen=True)
class Place:
    """How far a producer's log has been read with this batch, for the types somebody listens to."""

    source: str
    types: Collection[str]
    position: int


@dataclass(frozen=True)
class _Batch:
    facts: Mapping[str, Delivered]
    rows: Sequence[Mapping[str, Any]]
    dead: Sequence[Mapping[str, Any]]
    place: Place | None


def facts_of(subscriptions: Sequence[Subscription]) -> dict[str, type[Fact]]:
    """Return the facts that somebody listens to, by type."""
    return {fact.type: fact for each in subscriptions for fact in each.types}


def ingest(
    database: Database,
    bodies: Sequence[bytes],
    subscriptions: Sequence[Subscription],
    place: Place | None = None,
) -> Ingested:
    """Take in what is new of a batch, and move the cursor to `place`, or do nothing at all.

    What cannot be decoded is dead at once. Handlers get the whole batch; when one fails, the
    batch is cut in halves until the failing facts stand alone, and those are set aside: dead
    when the handler raised a `DomainError`, else waiting for another try. Where a failure takes
    the transaction along, each fact gets one of its own.

    Raises:
        DBAPIError: the database is away, or refused five times because of others.

    """
    batch = _read(bodies, facts_of(subscriptions), place)
    for apply in (_all_at_once, _in_halves):
        try:
            return _insist_on(database, batch, subscriptions, apply)
        except Exception as error:
            if is_passing(error):
                raise
            _log.warning("batch_is_cut", size=len(batch.facts), exc_info=True)
    return _apart(database, batch, subscriptions)


Apply = Callable[[Session, Sequence[Delivered], Sequence[Subscription]], list[str]]


def _insist_on(
    database: Database, batch: _Batch, subscriptions: Sequence[Subscription], apply: Apply
) -> Ingested:
    return insist(lambda: _take_in(database, batch, subscriptions, apply))


def _apart(database: Database, batch: _Batch, subscriptions: Sequence[Subscription]) -> Ingested:
    """Take in each fact by a transaction of its own, and what is left of the batch at the end."""
    parts: list[Ingested] = []
    for key, event in batch.facts.items():
        single = _Batch({key: event}, [new_row(event)], [], None)
        try:
            part = _insist_on(database, single, subscriptions, _all_at_once)
        except Exception as error:
            if is_passing(error):
                raise
            part = _insist_on(database, single, (), _aside_with(error))
        parts.append(part)
    rest = replace(batch, facts={}, rows=[])
    parts.append(_insist_on(database, rest, (), _all_at_once))
    return Ingested(*map(sum, zip(*map(astuple, parts), strict=True)))


def _aside_with(error: Exception) -> Apply:
    """Return what sets facts aside instead of handing them to anybody."""

    def apply(
        session: Session, events: Sequence[Delivered], _: Sequence[Subscription]
    ) -> list[str]:
        return [aside.set_aside(session, each, error, attempts=0) for each in events]

    return apply


def _take_in(
    database: Database, batch: _Batch, subscriptions: Sequence[Subscription], apply: Apply
) -> Ingested:
    began = monotonic()
    with database.write() as session:
        fresh = _insert(session, batch)
        events = [event for key, event in batch.facts.items() if key in fresh]
        states = apply(session, events, subscriptions)
        if batch.place is not None:
            _move_cursor(session, batch.place)
    applied = [event for event, state in zip(events, states, strict=True) if state == APPLIED]
    tell_applied(applied, monotonic() - began)
    undecodable = len(fresh) - len(events)
    return Ingested(
        new=len(fresh),
        waiting=states.count(WAITING),
        dead=states.count(DEAD) + undecodable,
        repeated=len(batch.rows) + len(batch.dead) - len(fresh),
    )


def tell_applied(events: Sequence[Delivered], seconds: float) -> None:
    """Log how many facts took effect, and the traces of the first of them."""
    if events:
        traces = correlation.traces_of((each.traceparent for each in events), _MOST_TRACES)
        _log.info("facts_applied", count=len(events), seconds=round(seconds, 3), trace_ids=traces)


def _read(bodies: Sequence[bytes], facts: dict[str, type[Fact]], place: Place | None) -> _Batch:
    """Decode a batch; facts nobody listens to fall away, the unreadable become dead rows."""
    events: dict[str, Delivered] = {}
    rows: dict[str, dict[str, Any]] = {}
    dead: dict[str, dict[str, Any]] = {}
    for body in bodies:
        try:
            event = decode(body, facts)
        except Undecodable as error:
            row = _dead_row(body, error, place.source if place else None)
            dead.setdefault(row["event_id"], row)
            trace_id = correlation.trace_of(error.traceparent)
            _log.error("fact_undecodable", event_id=row["event_id"], trace_id=trace_id)
            continue
        if event is not None:
            events.setdefault(event.id, event)
            rows.setdefault(event.id, new_row(event))
    return _Batch(events, _sorted(rows), _sorted(dead), place)


def _sorted(rows: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows in the order in which every consumer locks them."""
    return [rows[key] for key in sorted(rows)]


def new_row(event: Delivered) -> dict[str, Any]:
    """Return the inbox row of a fact that takes effect at once."""
    return _row(event.id, event.type, _publisher(event.type))


def _row(event_id: str, type_: str, source: str) -> dict[str, Any]:
    return {
        "event_id": event_id,
        "source": source,
        "type": type_,
        "state": APPLIED,
        "attempts": 0,
    }


def _publisher(type_: str) -> str:
    return type_.partition(".")[0]


def _dead_row(body: bytes, error: Undecodable, source: str | None) -> dict[str, Any]:
    event_id = error.event_id or f"sha256:{hashlib.sha256(body).hexdigest()}"
    type_ = error.event_type or UNKNOWN
    row = _row(event_id, type_, source or _publisher(type_))
    return row | {"state": DEAD, "reason": f"{aside.UNDECODABLE}: {error}", "body": body}


def _insert(session: Session, batch: _Batch) -> set[str]:
    """Write the inbox rows, and return the ids that were not there yet."""
    fresh: set[str] = set()
    for rows in (batch.rows, batch.dead):
        if rows:
            insert, given = insert_rows(session, inbox, rows)
            statement = insert.on_conflict_do_nothing().returning(inbox.c.event_id)
            fresh |= set(session.scalars(statement, given))
    return fresh


def _move_cursor(session: Session, place: Place) -> None:
    statement = insert_into(session, bus_cursor).values(moved_at=database_now())
    statement = statement.on_conflict_do_update(
        index_elements=[bus_cursor.c.source, bus_cursor.c.type],
        set_={"position": statement.excluded.position, "moved_at": statement.excluded.moved_at},
        where=bus_cursor.c.position < statement.excluded.position,
    )
    session.execute(
        statement,
        [
            {"source": place.source, "type": each, "position": place.position}
            for each in sorted(place.types)
        ],
    )


def cursor_of(session: Session, source: str, types: Collection[str]) -> int:
    """Return how far all these types of a producer were read; 0 when one is new to us."""
    read = session.execute(
        select(bus_cursor.c.position).where(
            bus_cursor.c.source == source, bus_cursor.c.type.in_(sorted(types))
        )
    )
    positions = list(read.scalars())
    return min(positions) if positions and len(positions) == len(types) else 0


def dispatch(
    session: Session, events: Sequence[Delivered], subscriptions: Sequence[Subscription]
) -> None:
    """Hand a batch to every handler that listens to some of it."""
    correlation.follow(event.traceparent for event in events)
    for each in subscriptions:
        types = {fact.type for fact in each.types}
        wanted = [event for event in events if event.type in types]
        if wanted:
            each.handle(session, wanted)
    session.flush()


def _all_at_once(
    session: Session, events: Sequence[Delivered], subscriptions: Sequence[Subscription]
) -> list[str]:
    if events:
        dispatch(session, events, subscriptions)
    return [APPLIED] * len(events)


def _in_halves(
    session: Session, events: Sequence[Delivered], subscriptions: Sequence[Subscription]
) -> list[str]:
    if not events:
        return []
    try:
        with session.begin_nested():
            dispatch(session, events, subscriptions)
    except Exception as error:
        if is_away(error) or is_conflict(error):
            raise
        if len(events) == 1:
            return [aside.set_aside(session, events[0], error, attempts=0)]
        middle = len(events) // 2
        first = _in_halves(session, events[:middle], subscriptions)
        return first + _in_halves(session, events[middle:], subscriptions)
    return [APPLIED] * len(events)


def insist(call: Callable[[], T]) -> T:
    """Repeat what failed only because of another transaction."""
    for _ in range(_MOST_TRIES - 1):
        try:
            return call()
        except Exception as error:
            if not is_conflict(error):
                raise
    return call()
