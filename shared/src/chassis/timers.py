"""Work that comes round: due by the service's clock, done by one process at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis import correlation, lease
from chassis.clock import Clock
from chassis.db import Database
from chassis.tables import bus_lease

_PATIENCE_SECONDS = 60.0
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)

NextRun = Callable[[datetime], datetime]


class LeaseLost(Exception):
    """Another process has taken the timer over; what was done here is rolled back."""


@dataclass(frozen=True)
class Timer:
    """Work that comes round.

    Attributes:
        name: names the timer in the database; at most 50 letters.
        every: seconds between two runs, or a function from the last run to the next.
        run: does the work in the transaction that notes the run; it gets the present instant.

    """

    name: str
    every: float | NextRun
    run: Callable[[Session, datetime], None]

    def is_due(self, last: datetime, now: datetime) -> bool:
        """Say whether the work should be done now; a clock moved back makes it wait."""
        if callable(self.every):
            return now >= self.every(last)
        return now - last >= timedelta(seconds=self.every)


def run_due(database: Database, timer: Timer, clock: Clock) -> bool:
    """Do a timer's work if it is due and nobody else is at it; return whether it was done.

    Raises:
        LeaseLost: it took longer than a minute and somebody else has begun.

    """
    if not timer.is_due(_last_run(database, timer), clock.now()):
        return False
    held = lease.take(database, _name(timer), lease.owner_name(), _PATIENCE_SECONDS)
    if held is None:
        return False
    now = clock.now()
    try:
        if not timer.is_due(_instant(held.cursor), now):
            return False
        correlation.begin()
        with database.write() as session:
            timer.run(session, now)
            if not lease.mark(session, held, int(now.timestamp()), release=True):
                raise LeaseLost(timer.name)
    finally:
        lease.release(database, held)
    return True


def _last_run(database: Database, timer: Timer) -> datetime:
    with database.read() as session:
        cursor = session.scalar(select(bus_lease.c.cursor).where(bus_lease.c.name == _name(timer)))
    return _instant(cursor or 0)


def _instant(seconds: int) -> datetime:
    return _BEGINNING + timedelta(seconds=seconds)


def _name(timer: Timer) -> str:
    return f"timer:{timer.name}"
