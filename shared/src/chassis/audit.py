"""Who did what, when and why: appended under a lock, each row chained to the one before."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

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
    head = session.execute(
        select(audit_head.c.no, audit_head.c.hash).where(audit_head.c.id == 1).with_for_update()
    ).one()
    row = {
        "no": head.no + 1,
        "at": now,
        "who": who,
        "role": role,
        "what": what,
        "subject": subject,
        "why": why,
        "previous_hash": head.hash,
    }
    row["hash"] = _hash(head.no + 1, now, who, role, what, subject, why, head.hash)
    session.execute(insert(audit).values(row))
    session.execute(
        update(audit_head).where(audit_head.c.id == 1).values(no=row["no"], hash=row["hash"])
    )


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
