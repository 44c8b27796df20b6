"""Mail that waits to be sent: written down in the transaction that wants it, sealed until then."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from nacl.secret import SecretBox
from sqlalchemy import (
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Row,
    String,
    Table,
    Uuid,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from chassis.auth import derive_key
from chassis.db import NAMING, UtcDateTime, database_now
from chassis.errors import NotFound
from chassis.ids import new_id

_TABLES = MetaData(naming_convention=NAMING)
WAITING, SENT, FAILED = "waiting", "sent", "failed"
STATES = (WAITING, SENT, FAILED)
KEPT = timedelta(days=30)
"""For so long it is known that a mail went out, or why it did not."""

mail = Table(
    "mail",
    _TABLES,
    Column("id", Uuid, primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("lang", String(35), nullable=False),
    Column("sealed", LargeBinary),
    Column("about", Uuid),
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", UtcDateTime),
    Column("problem", String(200)),
    Column("made_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Index("ix_mail_state_next_at", "state", "next_at"),
    Index("ix_mail_about", "about"),
    Index("ix_mail_made_at", "made_at"),
)
"""One row for each mail. The address and the link are sealed, and gone once it is sent."""


@dataclass(frozen=True)
class Text:
    """What a kind of mail says: constant words around a link, in the reader's language.

    Attributes:
        subject: the subject; a lazy text.
        body: the body with `%(link)s` where the link stands; a lazy text.

    """

    subject: Any
    body: Any


Texts = Mapping[str, Callable[[], Text]]
"""The kinds of mail a service sends, each as a function that is asked in the reader's language."""


@dataclass(frozen=True)
class Due:
    """A mail that shall be sent now."""

    id: UUID
    kind: str
    lang: str
    to: str
    link: str
    attempts: int
    made_at: datetime


def adopt(metadata: MetaData) -> None:
    """Copy the table into the metadata of a service that sends mail."""
    for table in _TABLES.sorted_tables:
        table.to_metadata(metadata)


def key_of(pages_key: bytes) -> bytes:
    """Return the key by which a service seals its mail."""
    return derive_key(pages_key, "mail")


def put(
    session: Session,
    pages_key: bytes,
    *,
    kind: str,
    lang: str,
    to: str,
    link: str,
    about: UUID,
    now: datetime,
) -> UUID:
    """Write a mail down in the caller's transaction; it is sent once that has committed.

    Args:
        session: an open write.
        pages_key: the service's secret, from which the one is made that seals.
        kind: which of the service's mails.
        lang: the reader's language.
        to: the address.
        link: where the mail leads, without which it would not be sent.
        about: id of what it is about, under which its state can be asked for; no person.
        now: the present instant.

    """
    identifier = new_id()
    content = json.dumps({"to": to, "link": link}).encode()
    session.execute(
        mail.insert().values(
            id=identifier,
            kind=kind,
            lang=lang,
            sealed=bytes(SecretBox(key_of(pages_key)).encrypt(content)),
            about=about,
            state=WAITING,
            attempts=0,
            next_at=database_now(),
            made_at=now,
        )
    )
    return identifier


def take_due(session: Session, key: bytes, limit: int, patience_seconds: float) -> list[Due]:
    """Take mails to send now; whoever took them is given `patience_seconds` to say how it went."""
    rows = session.execute(
        select(mail)
        .where(mail.c.state == WAITING, mail.c.next_at <= database_now())
        .order_by(mail.c.next_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    if not rows:
        return []
    session.execute(
        update(mail)
        .where(mail.c.id.in_([row.id for row in rows]))
        .values(attempts=mail.c.attempts + 1, next_at=database_now(patience_seconds))
    )
    return [_due(row, key) for row in rows]


def note_sent(session: Session, identifier: UUID, now: datetime) -> None:
    """Write down that a mail went out, and forget to whom."""
    _end(session, identifier, now, state=SENT, problem=None)


def note_failed(session: Session, identifier: UUID, problem: str, now: datetime) -> None:
    """Write down that a mail will not be delivered, and forget to whom."""
    _end(session, identifier, now, state=FAILED, problem=problem[:200])


def note_later(session: Session, identifier: UUID, problem: str, seconds: float) -> None:
    """Write down that a mail could not be sent now, and when to try again."""
    session.execute(
        update(mail)
        .where(mail.c.id == identifier)
        .values(problem=problem[:200], next_at=database_now(seconds))
    )


def try_now(session: Session, identifier: UUID) -> None:
    """Let a mail that waits be sent at once.

    Raises:
        NotFound: there is none that waits by this id.

    """
    statement = update(mail).where(mail.c.id == identifier, mail.c.state == WAITING)
    found = session.execute(statement.values(next_at=database_now()).returning(mail.c.id))
    if found.first() is None:
        raise NotFound("This mail does not wait any more.")


def states_about(session: Session, abouts: Sequence[UUID]) -> dict[UUID, str]:
    """Return how the newest mail about each of these things went; none for those without."""
    rows = session.execute(
        select(mail.c.about, mail.c.state)
        .where(mail.c.about.in_(list(abouts)))
        .order_by(mail.c.made_at)
    )
    return {row.about: row.state for row in rows}


def undelivered(session: Session, limit: int) -> Sequence[Row[Any]]:
    """Return the mails that failed or were tried in vain, the newest first."""
    return session.execute(
        select(mail)
        .where(or_(mail.c.state == FAILED, mail.c.problem.is_not(None)), mail.c.state != SENT)
        .order_by(mail.c.made_at.desc())
        .limit(limit)
    ).all()


def count_by_state(session: Session) -> dict[str, int]:
    """Return how many mails wait, went out and failed in the last 30 days."""
    rows = session.execute(select(mail.c.state, func.count()).group_by(mail.c.state))
    return dict.fromkeys(STATES, 0) | {row.state: row[1] for row in rows}


def forget_old(session: Session, now: datetime) -> None:
    """Delete what ended a month ago."""
    session.execute(delete(mail).where(mail.c.ended_at < now - KEPT))


def _due(row: Row[Any], key: bytes) -> Due:
    content = json.loads(SecretBox(key).decrypt(row.sealed))
    return Due(
        row.id, row.kind, row.lang, content["to"], content["link"], row.attempts + 1, row.made_at
    )


def _end(
    session: Session, identifier: UUID, now: datetime, *, state: str, problem: str | None
) -> None:
    session.execute(
        update(mail)
        .where(mail.c.id == identifier)
        .values(state=state, sealed=None, next_at=None, problem=problem, ended_at=now)
    )
