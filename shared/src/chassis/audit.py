"""Who did what, when and why: appended under a lock, each row chained to the one before."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Row, insert, select, update
from sqlalchemy.orm import Session

from chassis.tables import audit, audit_head

BATCH = 1000


@dataclass(frozen=True)
class Verdict:
    """What a check of the chain found: rows read, and the first broken one, if any."""

    rows: int
    broken_at: int | None

    @property
    def is_whole(self) -> bool:
        """Say whether every row is as it was written."""
        return self.broken_at is None


def append(
    session: Session,
    *,
    now: datetime,
    who: str,
    what: str,
    subject: str,
    role: str | None = None,
    why: str | None = None,
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

    """
    append_all(session, [Deed(who, what, subject, role, why)], now=now)


class Deed(NamedTuple):
    """One row to be added: the arguments of `append` by the same names."""

    who: str
    what: str
    subject: str
    role: str | None = None
    why: str | None = None


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
        hashed = _hash(
            number, now, each.who, each.role, each.what, each.subject, each.why, previous
        )
        rows.append(
            {"no": number, "at": now, **each._asdict(), "previous_hash": previous, "hash": hashed}
        )
        previous = hashed
    session.execute(insert(audit), rows)
    session.execute(update(audit_head).where(audit_head.c.id == 1).values(no=number, hash=previous))


def history(session: Session, subject: str, limit: int = 50) -> list[Row[tuple[object, ...]]]:
    """Return the newest rows about one subject, newest first."""
    rows = session.execute(
        select(audit).where(audit.c.subject == subject).order_by(audit.c.no.desc()).limit(limit)
    )
    return list(rows)


def verify(session: Session) -> Verdict:
    """Walk the whole chain and say whether any row was changed, added or removed."""
    previous, rows = "0" * 64, 0
    for row in _all(session):
        rows += 1
        expected = _hash(
            row.no, row.at, row.who, row.role, row.what, row.subject, row.why, previous
        )
        if row.no != rows or row.previous_hash != previous or row.hash != expected:
            return Verdict(rows, row.no)
        previous = row.hash
    head = session.execute(select(audit_head.c.no, audit_head.c.hash)).one()
    if (head.no, head.hash) != (rows, previous):
        return Verdict(rows, rows + 1)
    return Verdict(rows, None)


def _all(session: Session) -> Iterator[Row[tuple[object, ...]]]:
    last = 0
    while True:
        page = session.execute(
            select(audit).where(audit.c.no > last).order_by(audit.c.no).limit(BATCH)
        ).all()
        yield from page
        if len(page) < BATCH:
            return
        last = page[-1].no


def _hash(no: int, at: datetime, *rest: str | None) -> str:
    document = json.dumps([no, at.isoformat(timespec="microseconds"), *rest], ensure_ascii=False)
    return hashlib.sha256(document.encode()).hexdigest()
