"""Facts that were given up: found, tried again or let go by an operator, each deed on record."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Update, case, func, select, update
from sqlalchemy.orm import Session

from chassis import audit, paging
from chassis.audit import Deed
from chassis.bus.aside import UNDECODABLE
from chassis.bus.ingest import DEAD, WAITING
from chassis.db import database_now
from chassis.errors import NotFound
from chassis.tables import inbox

DISCARDED = "discarded"
RETRIED_DEED, DISCARDED_DEED = "event.retried", "event.discarded"
MOST_AT_ONCE = 500
"""Facts that one transaction deals with, so that nobody waits long for the record's lock."""
_LISTED = [column for column in inbox.c if column.name not in ("body", "stack")]


@dataclass(frozen=True)
class Wanted:
    """Which dead facts are meant; what is left out narrows nothing.

    Attributes:
        types: only these.
        source: only those of this producer.
        reason: only those whose reason begins so.

    """

    types: Collection[str] = ()
    source: str | None = None
    reason: str | None = None

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        """Yield what a row of the inbox must be."""
        yield inbox.c.state == DEAD
        if self.types:
            yield inbox.c.type.in_(sorted(self.types))
        if self.source:
            yield inbox.c.source == self.source
        if self.reason:
            yield inbox.c.reason.startswith(self.reason, autoescape=True)


EVERY = Wanted()


@dataclass(frozen=True)
class Operator:
    """Who deals with dead facts, for the record: id of the person or program, role, instant."""

    who: str
    now: datetime
    role: str | None = None


def dead_letters(
    session: Session, wanted: Wanted = EVERY, limit: int = 200, cursor: str | None = None
) -> Sequence[Row[Any]]:
    """Return dead facts, those told last first, those without an id of their own before them.

    What they say, and where they failed, is left in the database: `dead_letter` shows it.

    Raises:
        Invalid: the cursor is not one of `paging.page` over `event_id`.

    """
    query = select(*_LISTED).where(*wanted.conditions())
    condition = paging.before([inbox.c.event_id], cursor)
    if condition is not None:
        query = query.where(condition)
    return session.execute(query.order_by(inbox.c.event_id.desc()).limit(limit)).all()


def dead_letter(session: Session, event_id: str) -> Row[Any]:
    """Return one dead fact.

    Raises:
        NotFound: no dead fact has this id.

    """
    row = session.execute(
        select(inbox).where(inbox.c.event_id == event_id, inbox.c.state == DEAD)
    ).first()
    if row is None:
        raise _unknown(event_id)
    return row


def count(session: Session, wanted: Wanted = EVERY) -> int:
    """Return how many dead facts there are."""
    return session.scalar(select(func.count()).where(*wanted.conditions())) or 0


def count_by_type(session: Session) -> Sequence[Row[tuple[str, int]]]:
    """Return the types of dead facts with how many there are of each."""
    return session.execute(
        select(inbox.c.type, func.count().label("n"))
        .where(inbox.c.state == DEAD)
        .group_by(inbox.c.type)
        .order_by(inbox.c.type)
    ).all()


def retry(session: Session, event_id: str, by: Operator) -> None:
    """Let a dead fact be tried again at once, with all its tries before it.

    Raises:
        NotFound: no dead fact has this id.

    """
    _one(session, event_id, _revival(), Deed(by.who, RETRIED_DEED, event_id, by.role), by)


def discard(session: Session, event_id: str, why: str, by: Operator) -> None:
    """Give a dead fact up for good; its row stays, so that it is never taken in again.

    Raises:
        NotFound: no dead fact has this id.

    """
    deed = Deed(by.who, DISCARDED_DEED, event_id, by.role, why)
    _one(session, event_id, _letting_go(), deed, by)


def retry_all(session: Session, wanted: Wanted, by: Operator, limit: int = MOST_AT_ONCE) -> int:
    """Let up to so many dead facts be tried again; return how many there were."""
    changed = _many(session, wanted, _revival(), limit)
    deeds = [Deed(by.who, RETRIED_DEED, event_id, by.role) for event_id in changed]
    audit.append_all(session, deeds, now=by.now)
    return len(changed)


def discard_all(
    session: Session, wanted: Wanted, why: str, by: Operator, limit: int = MOST_AT_ONCE
) -> int:
    """Give up to so many dead facts up for good; return how many there were."""
    changed = _many(session, wanted, _letting_go(), limit)
    deeds = [Deed(by.who, DISCARDED_DEED, event_id, by.role, why) for event_id in changed]
    audit.append_all(session, deeds, now=by.now)
    return len(changed)


def _revival() -> Update:
    # What could not be read has no tries to begin anew: they are counted on.
    is_unread = inbox.c.reason.startswith(UNDECODABLE)
    attempts = case((is_unread, inbox.c.attempts), else_=0)
    return update(inbox).values(state=WAITING, attempts=attempts, next_at=database_now())


def _letting_go() -> Update:
    # Why it failed stays; what it says is of no use any more.
    return update(inbox).values(state=DISCARDED, next_at=None, body=None, stack=None)


def _one(session: Session, event_id: str, change: Update, deed: Deed, by: Operator) -> None:
    statement = change.where(inbox.c.event_id == event_id, inbox.c.state == DEAD)
    if session.execute(statement.returning(inbox.c.event_id)).first() is None:
        raise _unknown(event_id)
    audit.append_all(session, [deed], now=by.now)


def _many(session: Session, wanted: Wanted, change: Update, limit: int) -> list[str]:
    """Change the oldest of the facts wanted; those that another is at are left to them."""
    chosen = session.scalars(
        select(inbox.c.event_id)
        .where(*wanted.conditions())
        .order_by(inbox.c.event_id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    session.execute(change.where(inbox.c.event_id.in_(chosen)))
    return list(chosen)


def _unknown(event_id: str) -> NotFound:
    return NotFound(
        f"No dead event has the id {event_id}; it may have been dealt with meanwhile.",
        reason="not_dead",
    )
