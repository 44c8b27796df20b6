"""Read a thread that is open."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from chassis.errors import Unauthenticated, sentence
from reports.keys import formats as sealing
from reports.keys.formats import Keys
from reports.submissions.model import Report
from reports.threads.model import Message, Visit


class VisitOver(Unauthenticated):
    """The token is unknown, or nothing was done with it for too long."""

    title = sentence("Type your code again")
    default_reason = "visit_over"

    def headers(self) -> dict[str, str]:
        """Name the scheme."""
        return {"WWW-Authenticate": "Receipt"}


@dataclass(frozen=True)
class Thread:
    """A thread with the key that opens it; the report's own story stays shut."""

    report: Report
    visit: Visit
    key: bytes


@dataclass(frozen=True)
class Said:
    """One message in plain words."""

    side: str
    day: date
    text: str
    number: int


def open_thread(session: Session, keys: Keys, token: str, now: datetime) -> Thread:
    """Return the thread a token opens.

    Raises:
        VisitOver: the token is unknown, or was idle for too long.

    """
    secret = token.encode()
    row = session.execute(
        select(Visit, Report)
        .join(Report, Report.id == Visit.report_id)
        .where(Visit.mark == keys.mark("visit", secret))
    ).one_or_none()
    if row is None or row[0].until <= now:
        raise VisitOver("Type your code again to go on.")
    visit, report = row
    place = f"{report.id}|visit"
    private = sealing.unseal(keys.derived("visit key", secret), visit.reporter_key, place)
    if private is None:
        raise VisitOver("Type your code again to go on.")
    return Thread(report, visit, sealing.take_over(private, report.thread_key))


def messages(session: Session, thread: Thread) -> list[Said]:
    """Return what was said, in order."""
    rows = session.scalars(
        select(Message).where(Message.report_id == thread.report.id).order_by(Message.number)
    )
    return [
        Said(row.side, row.day, _text(thread, row.number, row.body), row.number) for row in rows
    ]


def text_of(thread: Thread, message: Message) -> str:
    """Return one message in plain words."""
    return _text(thread, message.number, message.body)


def count(session: Session, thread: Thread) -> int:
    """Count the messages of a thread."""
    statement = select(func.count()).where(Message.report_id == thread.report.id)
    return session.scalar(statement) or 0


def place_of(report: Report, number: int) -> str:
    """Return the place a message is sealed for."""
    return f"{report.id}|message|{number}"


def _text(thread: Thread, number: int, body: bytes) -> str:
    plain = sealing.unseal(thread.key, body, place_of(thread.report, number))
    if plain is None:
        raise ValueError("a message was moved or changed")
    return plain.decode()
