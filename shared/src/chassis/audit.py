"""Who did what, when and why: appended under a lock, each row chained to the one before."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, insert, select, update
from sqlalchemy.orm import Session

from chassis import paging
from chassis.chain import Line, Mark, Verdict, hash_of, judge
from chassis.tables import audit, audit_head

BATCH = 1000


def append(
    session: Session,
    *,
    now: datetime,
    who: str,
    what: str,
    subject: str,
    role: str | None = None,
    why: str | None = None,
    place: object = None,
) -> None:
    """Add a row in the caller's transaction.

    Args:
        session: an open write; the chain's head stays locked until it ends.
        now: instant of the deed.
        who: id of the person or program; never a name.
        what: the deed as `thing.done`.
        subject: id of what it was done to.
        role: the role it was done in.
        why: the reason given, if the deed asks for one; no personal data.
        place: id of the place it belongs to, whose people may read of it; or a partner's code.

    """
    append_all(session, [Deed(who, what, subject, role, why, place)], now=now)


class Deed(NamedTuple):
    """One row to be added: the arguments of `append` by the same names."""

    who: str
    what: str
    subject: str
    role: str | None = None
    why: str | None = None
    place: object = None


def append_all(session: Session, deeds: Sequence[Deed], *, now: datetime) -> None:
    """Add many rows in their order, in as many statements as one row takes."""
    if not deeds:
        return
    head = session.execute(
        select(audit_head.c.no, audit_head.c.hash).where(audit_head.c.id == 1).with_for_update()
    ).one()
    number, previous, rows = head.no, head.hash, []
    for each in deeds:
        number += 1
        place = None if each.place is None else str(each.place)
        said = (each.who, each.role, each.what, each.subject, each.why, place)
        line = Line(number, now, *said, previous, "")
        previous = hash_of(line)
        rows.append(line._replace(hash=previous)._asdict())
    session.execute(insert(audit), rows)
    session.execute(update(audit_head).where(audit_head.c.id == 1).values(no=number, hash=previous))


def history(session: Session, subject: str, limit: int = 50) -> list[Row[tuple[object, ...]]]:
    """Return the newest rows about one subject, newest first."""
    rows = session.execute(
        select(audit).where(audit.c.subject == subject).order_by(audit.c.no.desc()).limit(limit)
    )
    return list(rows)


def of_place(
    session: Session, place: object, deeds: Collection[str], cursor: str | None, limit: int
) -> Sequence[Row[Any]]:
    """Return the newest rows of these deeds at a place, newest first, after a page's end.

    Raises:
        Invalid: the cursor is not one of ours.

    """
    rows = select(audit).where(audit.c.place == str(place), audit.c.what.in_(sorted(deeds)))
    older = paging.before([audit.c.no], cursor)
    if older is not None:
        rows = rows.where(older)
    return session.execute(rows.order_by(audit.c.no.desc()).limit(limit)).all()


def is_noted(session: Session, deed: Deed, since: datetime) -> bool:
    """Say whether somebody is on record with a deed already, from an instant on."""
    found = select(audit.c.no).where(
        audit.c.subject == deed.subject,
        audit.c.who == deed.who,
        audit.c.what == deed.what,
        audit.c.at >= since,
    )
    return session.execute(found.limit(1)).first() is not None


def verify(session: Session, noted: Sequence[Mark] = ()) -> Verdict:
    """Walk the whole chain and name every row that was changed, added, moved or removed.

    `noted` are rows as somebody noted them elsewhere; see `Mark.read`.
    """
    head = session.execute(
        select(audit_head.c.no, audit_head.c.hash).where(audit_head.c.id == 1)
    ).one_or_none()
    return judge(_all(session), Mark(*head) if head else None, noted)


def _all(session: Session) -> Iterator[Line]:
    columns = [audit.c[name] for name in Line._fields]
    last = 0
    while True:
        page = session.execute(
            select(*columns).where(audit.c.no > last).order_by(audit.c.no).limit(BATCH)
        ).all()
        yield from (Line(*row) for row in page)
        if len(page) < BATCH:
            return
        last = page[-1].no
