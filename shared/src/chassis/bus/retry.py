"""Facts set aside: another try when their time comes."""

from collections.abc import Sequence

from sqlalchemy import Row, Select, delete, select, update
from sqlalchemy.orm import Session

from chassis.bus.aside import DEAD, UNDECODABLE, WAITING, set_aside
from chassis.bus.dead import DISCARDED
from chassis.bus.events import Delivered, Undecodable, decode
from chassis.bus.inbox import Subscription
from chassis.bus.ingest import APPLIED, dispatch, facts_of, new_row, tell_applied
from chassis.clock import monotonic
from chassis.db import Database, database_now
from chassis.log import logger
from chassis.tables import inbox
from chassis.trouble import is_away, is_conflict, is_passing
from chassis.upsert import insert_into

_BATCH = 50

_log = logger("inbox")


def retry_due(database: Database, subscriptions: Sequence[Subscription]) -> int:
    """Try up to 50 waiting facts whose time has come; return how many there were.

    Where a failure takes the transaction along, each fact gets one of its own.

    Raises:
        DBAPIError: the database is away or busy; nothing was lost.

    """
    with database.read() as session:
        due = session.scalars(_first_of(_due())).all()
    if not due:
        return 0
    try:
        return _try_all(database, _due(), subscriptions)
    except Exception as error:
        if is_passing(error):
            raise
        _log.warning("batch_is_cut", size=len(due), exc_info=True)
    return sum(_try_alone(database, each, subscriptions) for each in due)


def _due() -> Select[str]:
    return select(inbox.c.event_id).where(
        inbox.c.state == WAITING, inbox.c.next_at <= database_now()
    )


def _first_of(wanted: Select[str]) -> Select[str]:
    return wanted.order_by(inbox.c.next_at).limit(_BATCH)


def _try_all(database: Database, wanted: Select[str], subscriptions: Sequence[Subscription]) -> int:
    """Try what is wanted and nobody else is at; return how many there were."""
    began = monotonic()
    with database.write() as session:
        due = session.scalars(_first_of(wanted).with_for_update(skip_locked=True)).all()
        tried = [_try(session, each, subscriptions) for each in due]
    tell_applied([each for each in tried if each is not None], monotonic() - began)
    return len(due)


def _try_alone(database: Database, event_id: str, subscriptions: Sequence[Subscription]) -> int:
    alone = _due().where(inbox.c.event_id == event_id)
    try:
        return _try_all(database, alone, subscriptions)
    except Exception as error:
        if is_passing(error):
            raise
        with database.write() as session:
            for each in session.scalars(alone.with_for_update(skip_locked=True)).all():
                _put_off(session, each, subscriptions, error)
    return 1


def _put_off(
    session: Session, event_id: str, subscriptions: Sequence[Subscription], error: Exception
) -> None:
    row = _row_of(session, event_id)
    event = decode(bytes(row.body), facts_of(subscriptions))
    if event is not None and _has_own_row(session, event_id, event, row):
        set_aside(session, event, error, attempts=row.attempts)


def _try(
    session: Session, event_id: str, subscriptions: Sequence[Subscription]
) -> Delivered | None:
    """Try one fact; return it if it took effect."""
    row = _row_of(session, event_id)
    try:
        event = decode(bytes(row.body), facts_of(subscriptions))
    except Undecodable as error:
        _give_up(session, event_id, f"{UNDECODABLE}: {error}", row.attempts + 1)
        return None
    if event is None:
        _give_up(session, event_id, "nobody listens to this type any more", row.attempts + 1)
        return None
    if not _has_own_row(session, event_id, event, row):
        _end(session, event_id, DISCARDED, f"known as {event.id}", body=None, stack=None)
        return None
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
        .where(inbox.c.event_id == event.id)
        .values(state=APPLIED, next_at=None, reason=None, stack=None, body=None)
    )
    return event


def _row_of(session: Session, event_id: str) -> Row[bytes, int]:
    return session.execute(
        select(inbox.c.body, inbox.c.attempts).where(inbox.c.event_id == event_id)
    ).one()


def _has_own_row(session: Session, event_id: str, event: Delivered, row: Row[bytes, int]) -> bool:
    """Give a fact that could not be read before its own id; return False when that is known.

    Else it would take effect once more when it comes from the log, under its own id.
    """
    if event.id == event_id:
        return True
    own = new_row(event) | {"state": WAITING, "attempts": row.attempts, "body": row.body}
    statement = insert_into(session, inbox).values(own).on_conflict_do_nothing()
    if session.execute(statement.returning(inbox.c.event_id)).first() is None:
        return False
    session.execute(delete(inbox).where(inbox.c.event_id == event_id))
    return True


def _give_up(session: Session, event_id: str, reason: str, attempts: int) -> None:
    _log.error("fact_dead", event_id=event_id, attempts=attempts)
    _end(session, event_id, DEAD, reason, attempts=attempts)


def _end(session: Session, event_id: str, state: str, reason: str, **more: int | None) -> None:
    """Try a fact no more."""
    session.execute(
        update(inbox)
        .where(inbox.c.event_id == event_id)
        .values(state=state, next_at=None, reason=reason, **more)
    )
