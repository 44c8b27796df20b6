"""The traffic between the services in figures, over every database this process can read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import Row, func, select
from sqlalchemy.exc import SQLAlchemyError

from chassis.bus import retry
from chassis.bus import status as busstatus
from chassis.bus.status import Member, ServiceStatus
from chassis.db import Database, UtcDateTime, database_now
from chassis.resources import database, resources
from chassis.tables import inbox

NEIGHBOURS = "ciss.neighbours"
"""Where the program that runs all services in one process names their databases."""
MOST_STUCK = 50


@dataclass(frozen=True)
class Part:
    """One service: whether its database answers, and its traffic if it does."""

    name: str
    is_ready: bool
    status: ServiceStatus | None = None
    oldest: timedelta | None = None
    """How long the oldest news waits for another try."""

    @property
    def waiting(self) -> int:
        """Return how much news is on its way: not come to yet, or set aside for another try."""
        if self.status is None:
            return 0
        return self.status.inbox["waiting"] + sum(lag.behind for lag in self.status.lags)

    @property
    def taken_in(self) -> int:
        """Return how much news was taken in."""
        return self.status.inbox["applied"] if self.status else 0

    @property
    def stuck(self) -> int:
        """Return how much news was given up and needs a person."""
        return self.status.inbox["dead"] if self.status else 0


@dataclass(frozen=True)
class Stuck:
    """A piece of news that was given up; what it says is not shown."""

    service: str
    event_id: str
    type: str
    source: str
    reason: str
    tries: int
    received_at: datetime


@dataclass(frozen=True)
class Total:
    """All parts together."""

    taken_in: int
    waiting: int
    stuck: int


def parts() -> list[Part]:
    """Return every service this process can see; in a deployment apart, only this one."""
    members = _members()
    awake = {name: member for name, member in members.items() if _answers(member.database)}
    found = {status.service: status for status in busstatus.status(awake)}
    return [
        Part(name, name in found, found.get(name), _oldest(member) if name in found else None)
        for name, member in sorted(members.items())
    ]


def total(found: Sequence[Part]) -> Total:
    """Add the parts up."""
    return Total(
        sum(part.taken_in for part in found),
        sum(part.waiting for part in found),
        sum(part.stuck for part in found),
    )


def stuck() -> list[Stuck]:
    """Return the newest news that was given up, of every service that answers."""
    letters = [
        Stuck(
            name,
            row.event_id,
            row.type,
            row.source,
            (row.reason or "").splitlines()[0] if row.reason else "",
            row.attempts,
            row.received_at,
        )
        for name, member in _members().items()
        if _answers(member.database)
        for row in _dead(member)
    ]
    return sorted(letters, key=lambda letter: letter.received_at, reverse=True)[:MOST_STUCK]


def sees_all() -> bool:
    """Say whether this process can read the databases of all services."""
    return NEIGHBOURS in current_app.extensions


def _members() -> Mapping[str, Member]:
    found: Mapping[str, Member] | None = current_app.extensions.get(NEIGHBOURS)
    return found or {resources().service: Member(database())}


def _dead(member: Member) -> Sequence[Row[Any]]:
    with member.database.read() as session:
        return retry.dead_letters(session, MOST_STUCK)


def _answers(candidate: Database) -> bool:
    try:
        return candidate.is_reachable()
    except SQLAlchemyError:
        return False


def _oldest(member: Member) -> timedelta | None:
    with member.database.read() as session:
        since, now = session.execute(
            select(
                func.min(inbox.c.received_at, type_=UtcDateTime()),
                database_now(),
            ).where(inbox.c.state == "waiting")
        ).one()
    return None if since is None else max(now - since, timedelta())
