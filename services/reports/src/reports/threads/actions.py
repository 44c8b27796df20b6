"""A visit begins with a code and ends by itself; in between, messages are written."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from chassis.errors import Invalid, NotFound, sentence
from reports.channels.model import Channel
from reports.codes import rules as codes
from reports.keys import formats as sealing
from reports.keys.formats import Keys
from reports.schools.model import School
from reports.submissions import queries as reports
from reports.submissions.actions import Office
from reports.submissions.model import Report
from reports.submissions.rules import cut_up
from reports.texts.rules import LONGEST_MESSAGE, clean, length
from reports.threads import queries, rules
from reports.threads.model import Message, Visit
from reports.threads.queries import Said, Thread


@dataclass(frozen=True)
class Written:
    """A message that is kept, and what was taken out of it."""

    number: int
    removed: tuple[str, ...]


def begin(office: Office, typed: str, now: datetime) -> str:
    """Begin a visit; return its token, which is stored nowhere.

    Raises:
        Invalid: `mistyped`; nothing slow was done.
        NotFound: `no_such_code`.
        Unavailable: too many codes are tried at this moment.

    """
    code = codes.read(typed)
    with office.keys.slowly():
        root = office.keys.root(code)
    with office.database.read() as session:
        report = reports.by_lookup(session, office.keys.derived("lookup", root))
    private = _private_key(office.keys, report, root)
    if report is None or private is None:
        raise NotFound("Nothing was sent with this code.", reason="no_such_code")
    token = secrets.token_urlsafe(32)
    secret = token.encode()
    visit = Visit(
        mark=office.keys.mark("visit", secret),
        report_id=report.id,
        reporter_key=sealing.seal(
            office.keys.derived("visit key", secret), private, f"{report.id}|visit"
        ),
        until=cut_up(rules.ends_at(now)),
    )
    with office.database.write() as session:
        session.add(visit)
    return token


def look(office: Office, token: str, now: datetime) -> list[Said]:
    """Return what was said in the thread a token opens; the visit goes on.

    Raises:
        VisitOver: the token is unknown, or was idle for too long.

    """
    with office.database.read() as session:
        thread = queries.open_thread(session, office.keys, token, now)
        found = queries.messages(session, thread)
    until = cut_up(rules.ends_at(now))
    if until > thread.visit.until:
        with office.database.write() as session:
            _go_on(session, thread, until)
    return found


def write(office: Office, token: str, text: str, key: str | None, now: datetime) -> Written:
    """Write a message; the same sending again is the same message.

    Raises:
        VisitOver: the token is unknown, or was idle for too long.
        Invalid: nothing to read or too much of it; `key_reused`.
        Refused: `thread_full`.

    """
    cleaned = clean(text)
    rules.check_text(cleaned.text, written=length(text), longest=LONGEST_MESSAGE)
    mark = office.keys.mark("message", f"{len(key)}|{key}|{token}".encode()) if key else None
    with office.database.write() as session:
        thread = queries.open_thread(session, office.keys, token, now)
        _lock(session, thread)
        if (earlier := _earlier(session, mark)) is not None:
            _check_same(thread, earlier, cleaned.text)
            return Written(earlier.number, cleaned.removed)
        number = queries.count(session, thread) + 1
        rules.check_room(number - 1)
        body = sealing.seal(
            thread.key, cleaned.text.encode(), queries.place_of(thread.report, number)
        )
        session.add(
            Message(
                report_id=thread.report.id,
                number=number,
                side=rules.CHILD,
                day=now.astimezone(_zone(session, thread)).date(),
                body=body,
                mark=mark,
            )
        )
        _go_on(session, thread, cut_up(rules.ends_at(now)))
    return Written(number, cleaned.removed)


def end(office: Office, token: str, now: datetime) -> None:
    """End a visit; its token opens nothing from then on.

    Raises:
        VisitOver: it was over already.

    """
    with office.database.write() as session:
        thread = queries.open_thread(session, office.keys, token, now)
        session.execute(delete(Visit).where(Visit.mark == thread.visit.mark))


def tidy(session: Session, now: datetime) -> None:
    """Delete visits that are over."""
    session.execute(delete(Visit).where(Visit.until <= now))


def _private_key(keys: Keys, report: Report | None, root: bytes) -> bytes | None:
    if report is None:
        return None
    return sealing.unseal(
        keys.derived("kek", root), report.reporter_private, f"{report.id}|reporter"
    )


def _lock(session: Session, thread: Thread) -> None:
    """Let messages of one thread be numbered one after another."""
    session.execute(select(Report.seq).where(Report.id == thread.report.id).with_for_update())


def _earlier(session: Session, mark: bytes | None) -> Message | None:
    return session.scalar(select(Message).where(Message.mark == mark)) if mark else None


def _check_same(thread: Thread, earlier: Message, text: str) -> None:
    if queries.text_of(thread, earlier) != text:
        raise Invalid(
            "This Idempotency-Key was used for another message. Use a new one.",
            errors={"Idempotency-Key": [sentence("Used before with another text.")]},
            reason="key_reused",
        )


def _go_on(session: Session, thread: Thread, until: datetime) -> None:
    session.execute(
        update(Visit)
        .where(Visit.mark == thread.visit.mark, Visit.until < until)
        .values(until=until)
    )


def _zone(session: Session, thread: Thread) -> ZoneInfo:
    name = session.scalar(
        select(School.tz)
        .join(Channel, Channel.owner_id == School.id)
        .where(Channel.id == thread.report.channel_id)
    )
    return ZoneInfo(name or "UTC")
