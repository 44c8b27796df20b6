"""Facts set aside: another try when their time comes."""

from collections.abc import Sequence

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from chassis.bus.events import Undecodable, decode
from chassis.bus.inbox import Subscription
from chassis.bus.ingest import APPLIED, DEAD, WAITING, dispatch, facts_of, set_aside
from chassis.db import Database, database_now
from chassis.log import logger
from chassis.tables import inbox
from chassis.trouble import is_away, is_conflict

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
    _log.debug("fact_applied", event_id=event.id, type=event.type, attempts=row.attempts + 1)
    return None


def _end(session: Session, event_id: str, state: str, reason: str) -> None:
    session.execute(
        update(inbox)
        .where(inbox.c.event_id == event_id)
        .values(state=state, next_at=None, reason=reason)
    )
