"""Facts set aside: another try when their time comes, and what operators do with dead ones."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, select, update
from sqlalchemy.orm import Session

from chassis.bus.events import Undecodable, decode
from chassis.bus.inbox import Subscription
from chassis.bus.ingest import APPLIED, DEAD, WAITING, dispatch, facts_of, set_aside
from chassis.db import Database, database_now
from chassis.errors import NotFound
from chassis.log import logger
from chassis.tables import inbox
from chassis.trouble import is_away, is_conflict

DISCARDED = "discarded"
_BATCH = 50

_log = logger("inbox")


def retry_due(database: Database, subscriptions: Sequence[Subscription]) -> int:
    """Try up to 50 waiting facts whose time has come; return how many there were.

    Raises:
        DBAPIError: the database is away or busy; nothing was lost.

    """
    with database.read() as session:
        if session.execute(_due().limit(1)).first() is None:
            return 0
    with database.write() as session:
        due = session.execute(
            _due().order_by(inbox.c.next_at).limit(_BATCH).with_for_update(skip_locked=True)
        ).all()
        for row in due:
            _try(session, row.event_id, subscriptions)
    return len(due)


def _due() -> Select[tuple[str]]:
    return select(inbox.c.event_id).where(
        inbox.c.state == WAITING, inbox.c.next_at <= database_now()
    )


def _try(session: Session, event_id: str, subscriptions: Sequence[Subscription]) -> None:
    row = session.execute(
        select(inbox.c.body, inbox.c.attempts).where(inbox.c.event_id == event_id)
    ).one()
    try:
        event = decode(bytes(row.body), facts_of(subscriptions))
    except Undecodable as error:
        return _end(session, event_id, DEAD, f"undecodable: {error}")
    if event is None:
        return _end(session, event_id, DEAD, "nobody listens to this type any more")
    try:
        with session.begin_nested():
            dispatch(session, [event], subscriptions)
    except Exception as error:
        if is_away(error) or is_conflict(error):
            raise
        set_aside(session, event, error, attempts=row.attempts)
        return None
    session.execute(
        update(inbox)
        .where(inbox.c.event_id == event_id)
        .values(state=APPLIED, next_at=None, reason=None, stack=None, body=None)
    )
    return None


def _end(session: Session, event_id: str, state: str, reason: str) -> None:
    session.execute(
        update(inbox)
        .where(inbox.c.event_id == event_id)
        .values(state=state, next_at=None, reason=reason)
    )


def dead_letters(session: Session, limit: int = 200) -> Sequence[Row[Any]]:
    """Return the newest dead facts: id, source, type, attempts, reason, stack, body, arrival."""
    return session.execute(
        select(inbox)
        .where(inbox.c.state == DEAD)
        .order_by(inbox.c.received_at.desc(), inbox.c.event_id)
        .limit(limit)
    ).all()


def dead_letter(session: Session, event_id: str) -> Row[Any]:
    """Return one dead fact.

    Raises:
        NotFound: no dead fact has this id.

    """
    row = session.execute(
        select(inbox).where(inbox.c.event_id == event_id, inbox.c.state == DEAD)
    ).first()
    if row is None:
        raise NotFound(f"No dead event has the id {event_id}.")
    return row


def revive(session: Session, event_id: str) -> None:
    """Let a dead fact be tried again at once, with all its tries before it.

    Raises:
        NotFound: no dead fact has this id.

    """
    dead_letter(session, event_id)
    session.execute(
        update(inbox)
        .where(inbox.c.event_id == event_id)
        .values(state=WAITING, attempts=0, next_at=database_now())
    )


def discard(session: Session, event_id: str) -> None:
    """Give a dead fact up for good; its row stays, so that it is never taken in again.

    Raises:
        NotFound: no dead fact has this id.

    """
    dead_letter(session, event_id)
    _end(session, event_id, DISCARDED, "discarded by an operator")
