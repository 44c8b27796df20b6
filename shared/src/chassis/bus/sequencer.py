"""Give committed facts their place in the log (PostgreSQL; on SQLite the id is the place)."""

from typing import Any, cast

from sqlalchemy import func, literal, select, text, update
from sqlalchemy.engine import CursorResult

from chassis.bus.wake import READY, Wake
from chassis.db import BigId, Database
from chassis.tables import bus_counter, outbox

_BATCH = 2000
_POLL_SECONDS = 1.0
_IDLE_SECONDS = 5.0
"""A sequencer that is frozen keeps the counter from the others no longer."""


def number(database: Database) -> int:
    """Number up to 2,000 committed facts; return how many.

    The counter is locked in one statement and the rows are numbered in the next, which sees
    what was committed before the lock was had. Done in one statement, two sequencers would
    number rows twice (docs: `backbone`, point 3). Under the lock nobody else numbers, so the
    rows found are not asked again whether they have a place: PostgreSQL, whose statistics know
    of hardly any row without one, would join the two searches row by row, in the square of
    their number.
    """
    with database.write(idle_seconds=_IDLE_SECONDS) as session:
        last = session.scalar(
            select(bus_counter.c.last).where(bus_counter.c.id == 1).with_for_update()
        )
        unnumbered = (
            select(outbox.c.id, func.row_number().over(order_by=outbox.c.id).label("no"))
            .where(outbox.c.position.is_(None))
            .order_by(outbox.c.id)
            .limit(_BATCH)
            .subquery()
        )
        result = session.execute(
            update(outbox)
            .where(outbox.c.id == unnumbered.c.id)
            .values(position=literal(last, BigId) + unnumbered.c.no),
            execution_options={"synchronize_session": False},
        )
        count = cast(CursorResult[Any], result).rowcount
        if count:
            session.execute(
                update(bus_counter)
                .where(bus_counter.c.id == 1)
                .values(last=bus_counter.c.last + count)
            )
            session.execute(text(f"NOTIFY {READY}"))
    return count


def has_unnumbered(database: Database) -> bool:
    """Say whether committed facts wait for their place."""
    with database.read() as session:
        return (
            session.scalar(select(outbox.c.id).where(outbox.c.position.is_(None)).limit(1))
            is not None
        )


class Sequencer:
    """One service's sequencer: any number may run, they take turns on the counter."""

    def __init__(self, database: Database, wake: Wake) -> None:
        self._database = database
        self._wake = wake
        self._heard = -1

    def step(self) -> None:
        """Number whatever waits; when nothing does, wait for a bell or a second.

        A look comes first only when no bell rang: it is cheaper than the counter's lock, and
        after a bell it would be one query too many.
        """
        heard, self._heard = self._heard, self._wake.written.rings
        if heard == self._heard and not has_unnumbered(self._database):
            self._wake.written.wait(heard, _POLL_SECONDS)
            return
        while number(self._database) == _BATCH:
            pass
        self._wake.ready.ring()
