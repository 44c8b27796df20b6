"""Long work in small steps, each its own transaction; a step interrupted is done again whole."""

import os
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, insert, or_, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from chassis import correlation
from chassis.clock import Clock
from chassis.db import Database, database_now
from chassis.errors import DomainError, NotFound
from chassis.ids import new_id
from chassis.log import logger
from chassis.tables import job

LEASE_SECONDS = 5.0
_LEEWAY_SECONDS = 60.0
MOST_ATTEMPTS = 5
OPEN = ("queued", "running")

_log = logger("jobs")


@dataclass
class Work:
    """One job as its step sees it; what the step changes here is stored with its own work.

    Attributes:
        cursor: where to go on; the step moves it.
        done, total: what the progress bar shows.
        result: what to show when it has ended.
        is_finished: set by the last step.

    """

    id: UUID
    params: Mapping[str, Any]
    cursor: dict[str, Any]
    done: int
    total: int | None
    result: dict[str, Any]
    is_finished: bool = False


Step = Callable[[Session, Work, datetime], None]


def start(
    session: Session, kind: str, params: Mapping[str, Any], *, now: datetime, made_by: str | None
) -> UUID:
    """Queue a job in the caller's transaction and return its id."""
    identifier = new_id()
    session.execute(
        insert(job).values(
            id=identifier,
            kind=kind,
            state="queued",
            params=dict(params),
            cursor={},
            result={},
            made_by=made_by,
            made_at=now,
        )
    )
    session.info["job_wake"] = True
    return identifier


def get(session: Session, identifier: UUID) -> Row[Any]:
    """Return a job's row.

    Raises:
        NotFound: there is none.

    """
    row = session.execute(select(job).where(job.c.id == identifier)).first()
    if row is None:
        raise NotFound("There is no such job.")
    return row


def cancel(session: Session, identifier: UUID, now: datetime) -> None:
    """Stop a job after the step it is in; what was done stays done."""
    session.execute(
        update(job)
        .where(job.c.id == identifier, job.c.state.in_(OPEN))
        .values(state="cancelled", ended_at=now)
    )


class Runner:
    """Takes jobs of one service's database and works on them, a step at a time."""

    def __init__(self, database: Database, kinds: Mapping[str, Step], clock: Clock) -> None:
        self._database = database
        self._kinds = kinds
        self._clock = clock
        self._owner = f"{socket.gethostname()}:{os.getpid()}:{id(self):x}"
        self._wake = threading.Event()
        database.on_commit(self._notice)

    def _notice(self, session: Session) -> None:
        if session.info.pop("job_wake", False):
            self._wake.set()

    def run(self, stop: threading.Event, *, poll_seconds: float = 1.0) -> None:
        """Work until told to stop; between jobs wait for a new one."""
        while not stop.is_set():
            self._wake.clear()
            if not self.run_one(stop):
                self._wake.wait(poll_seconds)

    def run_one(self, stop: threading.Event | None = None, only: UUID | None = None) -> bool:
        """Take one waiting or abandoned job and work on it to its end; say if there was one."""
        with self._database.write() as session:
            row = self._take(session, only)
        if row is None:
            return False
        correlation.begin(row.id.hex)
        while not (stop and stop.is_set()):
            if not self._step(row.id, row.kind):
                break
        return True

    def _take(self, session: Session, only: UUID | None) -> Row[Any] | None:
        # An end far ahead is from a clock that was set back since.
        far_ahead = database_now(LEASE_SECONDS + _LEEWAY_SECONDS)
        is_over = or_(job.c.until < database_now(), job.c.until > far_ahead)
        abandoned = and_(job.c.state == "running", is_over)
        wanted = (
            select(job.c.id)
            .where(or_(job.c.state == "queued", abandoned), job.c.kind.in_(self._kinds))
            .order_by(job.c.made_at)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if only is not None:
            wanted = wanted.where(job.c.id == only)
        return session.execute(
            update(job)
            .where(job.c.id == wanted.scalar_subquery())
            .values(
                state="running",
                owner=self._owner,
                until=database_now(LEASE_SECONDS),
                started_at=self._clock.now(),
            )
            .returning(job.c.id, job.c.kind)
        ).first()

    def _step(self, identifier: UUID, kind: str) -> bool:
        """Do one step; return whether there is another."""
        try:
            with self._database.write() as session:
                return self._step_in(session, identifier, kind)
        except DomainError as error:
            self._end(identifier, "failed", str(error.detail))
        except OperationalError:
            _log.warning("job_step_will_be_repeated", kind=kind, exc_info=True)
            return self._tried(identifier)
        except Exception:  # noqa: BLE001 - logged; the job says that it failed
            _log.exception("job_step_failed", kind=kind)
            self._end(identifier, "failed", "A fault on our side stopped the work.")
        return False

    def _step_in(self, session: Session, identifier: UUID, kind: str) -> bool:
        mine = and_(job.c.id == identifier, job.c.owner == self._owner, job.c.state == "running")
        row = session.execute(select(job).where(mine).with_for_update()).first()
        if row is None:
            return False
        work = Work(
            id=row.id,
            params=row.params,
            cursor=dict(row.cursor),
            done=row.done,
            total=row.total,
            result=dict(row.result or {}),
        )
        now = self._clock.now()
        self._kinds[kind](session, work, now)
        session.execute(
            update(job)
            .where(mine)
            .values(
                cursor=work.cursor,
                done=work.done,
                total=work.total,
                result=work.result,
                attempts=0,
                until=database_now(LEASE_SECONDS),
                state="done" if work.is_finished else "running",
                ended_at=now if work.is_finished else None,
            )
        )
        return not work.is_finished

    def _tried(self, identifier: UUID) -> bool:
        with self._database.write() as session:
            attempts = session.scalar(
                update(job)
                .where(job.c.id == identifier)
                .values(attempts=job.c.attempts + 1)
                .returning(job.c.attempts)
            )
        if (attempts or 0) < MOST_ATTEMPTS:
            return True
        self._end(identifier, "failed", "The database did not answer.")
        return False

    def _end(self, identifier: UUID, state: str, problem: str) -> None:
        with self._database.write() as session:
            session.execute(
                update(job)
                .where(job.c.id == identifier, job.c.owner == self._owner, job.c.state.in_(OPEN))
                .values(state=state, problem=problem, ended_at=self._clock.now())
            )
