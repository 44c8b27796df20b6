"""Roles that changed hands: a sign-in that shows one from before the change must be renewed."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from threading import Lock
from typing import Protocol

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from chassis.clock import Clock, monotonic
from chassis.db import Database
from chassis.tables import role_reissue
from chassis.upsert import insert_into

EXTENSION = "ciss.reissues"
"""Where an app keeps its `Reissues`, among its extensions."""
LOOK_AGAIN_SECONDS = 2.0
KEPT = timedelta(hours=1)
"""Longer than any sign-in token lasts: an older change overtakes none that is still good."""

Key = tuple[str, str, str]
"""A role, the type of the place where it is held, and the place's id."""


class HeldRole(Protocol):
    """A role as a token shows it."""

    @property
    def role(self) -> str:
        """Return the role's name."""

    @property
    def scope(self) -> str:
        """Return the type of the place."""

    @property
    def id(self) -> str:
        """Return the place's id."""


class Reissues:
    """What one process knows of roles that changed hands; it looks again every two seconds."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._looking = Lock()
        self._looked_at = -LOOK_AGAIN_SECONDS
        self._since: Mapping[Key, float] = {}

    def overtake(self, roles: Iterable[HeldRole], issued_at: float) -> bool:
        """Say whether one of these roles changed hands after a token was issued."""
        since = self._known()
        return any(since.get((each.role, each.scope, each.id), 0.0) > issued_at for each in roles)

    def _known(self) -> Mapping[Key, float]:
        is_old = monotonic() - self._looked_at >= LOOK_AGAIN_SECONDS
        # Whoever comes while another looks goes by what was known a moment ago.
        if is_old and self._looking.acquire(blocking=False):
            try:
                self._since = self._look()
                self._looked_at = monotonic()
            finally:
                self._looking.release()
        return self._since

    def _look(self) -> Mapping[Key, float]:
        with self._database.read() as session:
            rows = session.execute(
                select(role_reissue).where(role_reissue.c.since > self._clock.now() - KEPT)
            )
            return {(row.role, row.scope, row.scope_id): row.since.timestamp() for row in rows}


def note(session: Session, keys: Iterable[Key], since: datetime) -> None:
    """Write down that these roles changed hands; an older change never replaces a newer one."""
    rows = [
        {"role": role, "scope": scope, "scope_id": scope_id, "since": since}
        for role, scope, scope_id in sorted(set(keys))
    ]
    if not rows:
        return
    statement = insert_into(session, role_reissue)
    statement = statement.on_conflict_do_update(
        index_elements=list(role_reissue.primary_key),
        set_={"since": statement.excluded.since},
        where=role_reissue.c.since < statement.excluded.since,
    )
    session.execute(statement, rows)


def forget_old(session: Session, now: datetime) -> None:
    """Delete what overtakes no token any more."""
    session.execute(delete(role_reissue).where(role_reissue.c.since < now - KEPT))
