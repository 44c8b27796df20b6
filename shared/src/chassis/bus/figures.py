"""The traffic of one service in figures, from its own database, at the cost of a few rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from chassis.bus.cursors import place_of
from chassis.bus.ingest import APPLIED, DEAD, WAITING
from chassis.db import UtcDateTime, database_now
from chassis.lease import LEASE_SECONDS, RELAY
from chassis.tables import bus_cursor, bus_lease, inbox, outbox
from chassis.upsert import dialect_of

SET_ASIDE = (WAITING, DEAD)
MOST_COUNTED = 100_000
"""Facts taken in that are counted before their number is only `at least`."""
UNNUMBERED = select(func.count()).select_from(outbox).where(outbox.c.position.is_(None))
OLDEST_UNNUMBERED = (
    select(outbox.c.created_at).where(outbox.c.position.is_(None)).order_by(outbox.c.id).limit(1)
)


@dataclass(frozen=True)
class Relay:
    """How far the facts of a service were sent out.

    Attributes:
        cursor: the last place that the broker has confirmed.
        is_led: whether somebody holds the lease just now.
        silent_seconds: since the leader last said that it lives; None when it has stepped down.

    """

    cursor: int
    is_led: bool
    silent_seconds: float | None


@dataclass(frozen=True)
class Figures:
    """What a service told, and what it did with what others told.

    Attributes:
        told: how many it has ever told, as the place of the newest says.
        unnumbered: how many of its facts wait for a place (PostgreSQL).
        unsent: those, and with a broker also those that the broker has not confirmed.
        oldest_unsent_seconds: how long the oldest of these waits.
        set_aside: facts of others that could not be taken in, `waiting` and `dead`.
        oldest_waiting_seconds: how long the oldest waits for another try.
        relay: None where no broker was ever used.
        cursor_seconds: how long ago it last read on in each producer's log.

    """

    told: int = 0
    unnumbered: int = 0
    unsent: int = 0
    oldest_unsent_seconds: float = 0.0
    set_aside: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(SET_ASIDE, 0))
    oldest_waiting_seconds: float = 0.0
    relay: Relay | None = None
    cursor_seconds: Mapping[str, float] = field(default_factory=dict)


def figures(session: Session, *, has_broker: bool) -> Figures:
    """Return the figures of the service whose database this is.

    Nothing here counts the log or what was taken in: each statement looks at the end of an
    index, or at facts that are in trouble.
    """
    now = session.scalars(select(database_now())).one()
    place, _ = place_of(dialect_of(session))
    newest = session.scalar(select(func.max(place))) or 0
    unnumbered, since = _unnumbered(session)
    relay = _relay(session, now)
    unsent = unnumbered
    if has_broker:
        cursor = relay.cursor if relay else 0
        unsent += max(newest - cursor, 0)
        since = session.scalar(first_after_query(dialect_of(session), cursor)) or since
    set_aside = {row.state: row for row in session.execute(set_aside_query())}
    return Figures(
        told=newest + unnumbered,
        unnumbered=unnumbered,
        unsent=unsent,
        oldest_unsent_seconds=_age(since, now),
        set_aside={each: set_aside[each].n if each in set_aside else 0 for each in SET_ASIDE},
        oldest_waiting_seconds=_age(
            set_aside[WAITING].since if WAITING in set_aside else None, now
        ),
        relay=relay,
        cursor_seconds=_cursor_seconds(session, now),
    )


def count_applied(session: Session) -> tuple[int, bool]:
    """Return how many facts of others were taken in, and whether there are even more."""
    some = select(inbox.c.event_id).where(inbox.c.state == APPLIED).limit(MOST_COUNTED + 1)
    found = session.scalar(select(func.count()).select_from(some.subquery())) or 0
    return min(found, MOST_COUNTED), found > MOST_COUNTED


def first_after_query(dialect: str, place: int) -> Select[datetime]:
    """Return when the first fact after a place was told."""
    column, placed = place_of(dialect)
    return select(outbox.c.created_at).where(placed, column > place).order_by(column).limit(1)


def set_aside_query() -> Select[Any]:
    """Return how many facts are set aside, by state, and since when the oldest of them is."""
    return (
        select(
            inbox.c.state,
            func.count().label("n"),
            func.min(inbox.c.received_at, type_=UtcDateTime()).label("since"),
        )
        .where(inbox.c.state.in_(SET_ASIDE))
        .group_by(inbox.c.state)
    )


def _unnumbered(session: Session) -> tuple[int, datetime | None]:
    """Return how many facts have no place yet, and since when the oldest waits for one."""
    if dialect_of(session) == "sqlite":
        return 0, None
    return session.scalar(UNNUMBERED) or 0, session.scalar(OLDEST_UNNUMBERED)


def _relay(session: Session, now: datetime) -> Relay | None:
    row = session.execute(
        select(bus_lease.c.cursor, bus_lease.c.owner, bus_lease.c.until).where(
            bus_lease.c.name == RELAY
        )
    ).first()
    if row is None:
        return None
    if row.until is None:
        return Relay(row.cursor, is_led=False, silent_seconds=None)
    left = (row.until - now).total_seconds()
    return Relay(
        row.cursor,
        is_led=row.owner is not None and left > 0,
        silent_seconds=max(LEASE_SECONDS - left, 0.0),
    )


def _cursor_seconds(session: Session, now: datetime) -> dict[str, float]:
    rows = session.execute(
        select(
            bus_cursor.c.source,
            func.max(bus_cursor.c.moved_at, type_=UtcDateTime()).label("moved_at"),
        )
        .where(bus_cursor.c.moved_at.is_not(None))
        .group_by(bus_cursor.c.source)
    )
    return {row.source: _age(row.moved_at, now) for row in rows}


def _age(since: datetime | None, now: datetime) -> float:
    return 0.0 if since is None else round(max((now - since).total_seconds(), 0.0), 1)
