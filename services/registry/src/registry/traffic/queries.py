"""The traffic between the services in figures, over every database this process can read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import Row
from sqlalchemy.exc import SQLAlchemyError

from chassis.bus import lookout
from chassis.bus import status as busstatus
from chassis.bus.dead import dead_letters
from chassis.bus.ingest import DEAD, WAITING
from chassis.bus.status import Member, ServiceStatus
from chassis.bus.verdict import Trouble, troubles
from chassis.db import Database
from chassis.resources import database, resources, settings

NEIGHBOURS = "ciss.neighbours"
"""Where the program that runs all services in one process names their databases."""
MOST_STUCK = 50
PARTS = ("certification", "registry", "reports", "training")
"""Every part of the system, wherever it runs; each has a page of its own traffic."""


@dataclass(frozen=True)
class Part:
    """One service: whether its database answers, and its traffic, empty if it does not."""

    name: str
    status: ServiceStatus

    @property
    def is_ready(self) -> bool:
        """Say whether its database answers."""
        return self.status.answers

    @property
    def waiting(self) -> int:
        """Return how much news is on its way: not come to yet, or set aside for another try."""
        return self.status.own.set_aside[WAITING] + self.status.behind

    @property
    def taken_in(self) -> int:
        """Return how much news was taken in."""
        return self.status.applied

    @property
    def stuck(self) -> int:
        """Return how much news was given up and needs a person."""
        return self.status.own.set_aside[DEAD]


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


def parts() -> list[Part]:
    """Return every service this process can see; in a deployment apart, only this one."""
    found = busstatus.status(_members(), has_broker=settings().amqp_url is not None)
    return [Part(each.service, each) for each in found]


def total(found: Sequence[Part]) -> Total:
    """Add the parts up."""
    return Total(sum(part.taken_in for part in found), sum(part.waiting for part in found))


def found_troubles(found: Sequence[Part]) -> list[Trouble]:
    """Return what is wrong, as `ciss events status` would say it of the same services."""
    broker = lookout.seen([part.name for part in found])
    return troubles([part.status for part in found], broker)


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


def elsewhere(found: Sequence[Part]) -> list[str]:
    """Return the parts whose databases this process cannot read."""
    return sorted(set(PARTS) - {part.name for part in found})


def _members() -> Mapping[str, Member]:
    found: Mapping[str, Member] | None = current_app.extensions.get(NEIGHBOURS)
    return found or {resources().service: Member(database())}


def _dead(member: Member) -> Sequence[Row[Any]]:
    with member.database.read() as session:
        return dead_letters(session, limit=MOST_STUCK)


def _answers(candidate: Database) -> bool:
    try:
        return candidate.is_reachable()
    except SQLAlchemyError:
        return False
