"""Count tries in transactions of their own, so that one is remembered though its request fails."""

import math
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from chassis.db import Database
from chassis.errors import TooMany, sentence
from chassis.tables import throttle
from chassis.upsert import insert_into
from registry.tries import rules


@dataclass(frozen=True)
class Tries:
    """The tries at one thing, such as one person's password."""

    database: Database
    at: str

    @property
    def _key(self) -> str:
        return sha256(self.at.encode()).hexdigest()

    def begin(self, now: datetime) -> None:
        """Count a try as failed before it is judged, so that many at once do not slip through.

        Raises:
            TooMany: the wait after the last failure is not over.

        """
        instant = now.timestamp()
        with self.database.write() as session:
            failures, until = self._locked(session, instant)
            if until > instant and failures >= rules.FREE_TRIES:
                wait = math.ceil(until - instant)
                raise TooMany(
                    sentence(
                        "There were too many tries. Wait %(wait)s seconds, then try again.",
                        wait=wait,
                    ),
                    retry_after=wait,
                )
            self._set(session, failures + 1, instant)

    def take_back(self, now: datetime) -> None:
        """Say that the try just begun was no failure, and leave earlier ones counted."""
        instant = now.timestamp()
        with self.database.write() as session:
            failures, _ = self._locked(session, instant)
            session.execute(
                update(throttle)
                .where(throttle.c.key == self._key)
                .values(failures=max(failures - 1, 0), until=instant)
            )

    def forget(self, session: Session) -> None:
        """Begin at zero again after a success, in the success's own transaction."""
        session.execute(delete(throttle).where(throttle.c.key == self._key))

    def _locked(self, session: Session, instant: float) -> tuple[int, float]:
        # One statement: a row found by one and read by the next may be forgotten in between.
        begun = insert_into(session, throttle).values(key=self._key, failures=0, until=instant)
        held = begun.on_conflict_do_update(index_elements=["key"], set_={"key": self._key})
        row = session.execute(held.returning(throttle.c.failures, throttle.c.until)).one()
        if instant - row.until > rules.FORGOTTEN_AFTER.total_seconds():
            return 0, instant
        # A clock that was moved back must not lock anybody out for long.
        return row.failures, min(row.until, instant + rules.LONGEST_WAIT_SECONDS)

    def _set(self, session: Session, failures: int, instant: float) -> None:
        session.execute(
            update(throttle)
            .where(throttle.c.key == self._key)
            .values(failures=failures, until=instant + rules.wait_seconds(failures))
        )


def forget_old(session: Session, now: datetime) -> None:
    """Delete counts of tries that no longer matter."""
    old = (now - rules.FORGOTTEN_AFTER).timestamp()
    session.execute(delete(throttle).where(throttle.c.until < old))
