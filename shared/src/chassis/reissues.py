"""Roles that changed hands: a sign-in that shows one from before the change must be renewed."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from threading import Lock
from typing import NamedTuple, Protocol

from sqlalchemy import delete, func, select
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


class Change(NamedTuple):
    """When a role changed hands, in seconds since 1970."""

    since: float
    left_at: float


class Reissues:
    """What one process knows of roles that changed hands; it looks again every two seconds."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._looking = Lock()
        self._looked_at = -LOOK_AGAIN_SECONDS
        self._changes: Mapping[Key, Change] = {}

    def overtake(
        self, roles: Iterable[HeldRole], issued_at: float, *, when_taken: bool = False
    ) -> bool:
        """Say whether somebody left one of these roles after a token was issued.

        With `when_taken` it counts, too, that somebody took one: then the token may lack a role,
        which is worth a renewal that nobody notices, and no refusal.
        """
        changes = self._known()
        found = (changes.get((each.role, each.scope, each.id)) for each in roles)
        return any(
            (each.since if when_taken else each.left_at) > issued_at for each in found if each
        )

    def _known(self) -> Mapping[Key, Change]:
        is_old = monotonic() - self._looked_at >= LOOK_AGAIN_SECONDS
        # Whoever comes while another looks goes by what was known a moment ago.
        if is_old and self._looking.acquire(blocking=False):
            try:
                self._changes = self._look()
                self._looked_at = monotonic()
            finally:
                self._looking.release()
        return self._changes

    def _look(self) -> Mapping[Key, Change]:
        with self._database.read() as session:
            rows = session.execute(
                select(role_reissue).where(role_reissue.c.since > self._clock.now() - KEPT)
            )
            return {
                (row.role, row.scope, row.scope_id): Change(
                    row.since.timestamp(), row.left_at.timestamp() if row.left_at else 0.0
                )
                for row in rows
            }


def note(
    session: Session, keys: Iterable[Key], since: datetime, *, is_left: bool
) -> Mapping[Key, datetime | None]:
    """Write down that these roles changed hands, and return when each was last left.

    `is_left` says that somebody left them; an older change never replaces a newer one.
    """
    wanted = sorted(set(keys))
    left_at = since if is_left else None
    rows = [
        {"role": role, "scope": scope, "scope_id": scope_id, "since": since, "left_at": left_at}
        for role, scope, scope_id in wanted
    ]
    if not rows:
        return {}
    statement = insert_into(session, role_reissue)
    statement = statement.on_conflict_do_update(
        index_elements=list(role_reissue.primary_key),
        set_={
            "since": statement.excluded.since,
            "left_at": func.coalesce(statement.excluded.left_at, role_reissue.c.left_at),
        },
        # At one instant somebody may take it and somebody else leave it, as a post passes on.
        where=role_reissue.c.since <= statement.excluded.since,
    )
    session.execute(statement, rows)
    places = [place for _, _, place in wanted]
    found = session.execute(select(role_reissue).where(role_reissue.c.scope_id.in_(places)))
    known = {(row.role, row.scope, row.scope_id): row.left_at for row in found}
    return {key: known[key] for key in wanted}


def forget_old(session: Session, now: datetime) -> None:
    """Delete what overtakes no token any more."""
    session.execute(delete(role_reissue).where(role_reissue.c.since < now - KEPT))
