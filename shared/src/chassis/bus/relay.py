"""Send this service's log to the broker: one leader at a time, in the log's order."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, bindparam, select

from chassis import lease
from chassis.bus.cursors import place_of
from chassis.bus.metrics import Sending
from chassis.bus.publisher import NACK, Outgoing, Publisher
from chassis.bus.wake import Bell, Wake
from chassis.clock import monotonic
from chassis.complaints import Complaints
from chassis.db import Database
from chassis.lease import RELAY, Held
from chassis.log import logger
from chassis.tables import outbox
from chassis.trouble import is_away, is_conflict

BATCH = 1000
_STANDBY_SECONDS = 0.5
_MARK_SECONDS = 0.05
_RENEW_SECONDS = 1.7
_IDLE_SECONDS = 1.0
_FAREWELL_SECONDS = 2.0
_FIRST_PAUSE_SECONDS = 0.2
_LONGEST_PAUSE_SECONDS = 2.0
_LONGEST_PAUSE_REFUSED_SECONDS = 10.0

_log = logger("relay")


@dataclass
class _Term:
    """One leader's time, with one connection: how far it has sent, and what the lease says."""

    held: Held
    publisher: Publisher
    sent: int
    marked: int
    marked_at: float


class Relay:
    """Sends facts while it holds the lease, and keeps in the lease how far the broker has them.

    Whoever leads next goes on from that number, so a fact may be sent twice and is never left
    out. The number is written only by the holder of the newest epoch: one that was asleep for
    longer than its lease can do no more than send copies.
    """

    def __init__(
        self,
        database: Database,
        wake: Wake,
        url: str,
        meters: Sending,
        stop: threading.Event,
        *,
        service: str,
        window: int = 500,
    ) -> None:
        self._service = service
        self._database = database
        self._wake = wake
        self._url = url
        self._meters = meters
        self._stop = stop
        self._window = window
        self._query = _query(database.dialect)
        self._pause = _FIRST_PAUSE_SECONDS
        self._complaints = Complaints(_log, service=service)

    def step(self) -> str | None:
        """Lead until told to stop or something is wrong; while another leads, look again soon.

        Return what was wrong, if anything.
        """
        owner = lease.owner_name()
        held = None
        if lease.is_free(self._database, RELAY, owner):
            held = lease.take(self._database, RELAY, owner)
        if held is None:
            self._stop.wait(_STANDBY_SECONDS)
            return None
        publisher = Publisher(self._url, self._meters, limit=self._window)
        term = _Term(held, publisher, held.cursor, held.cursor, monotonic())
        trouble: str | None = None
        try:
            with self._meters.leads.track_inprogress():
                trouble = self._lead(term)
                self._take_leave(term)
        finally:
            publisher.close()
        if trouble:
            self._rest(trouble)
        return trouble

    def _lead(self, term: _Term) -> str | None:
        """Send until told to stop or somebody else leads; return what went wrong, if anything."""
        bell = self._wake.ready
        while not self._stop.is_set():
            heard = bell.rings
            try:
                facts = self._next(term)
                if not self._mark(term):
                    _log.warning("relay_stood_down", service=self._service)
                    return None
            except Exception as error:
                if not (is_away(error) or is_conflict(error)):
                    raise
                self._complaints.tell("relay_without_database", type(error).__name__)
                self._stop.wait(_STANDBY_SECONDS)
                continue
            term.publisher.offer(facts)
            if facts:
                term.sent = facts[-1].place
            if trouble := term.publisher.check():
                return trouble
            if term.publisher.is_well:
                self._complaints.end("relay_works_again")
            self._wait(term, bell, heard, is_behind=len(facts) == BATCH)
        return None

    def _wait(self, term: _Term, bell: Bell, heard: int, *, is_behind: bool) -> None:
        if is_behind or not term.publisher.has_room:
            term.publisher.wait(_MARK_SECONDS)
        elif term.publisher.unconfirmed:
            bell.wait(heard, _MARK_SECONDS)
        else:
            bell.wait(heard, _IDLE_SECONDS)

    def _next(self, term: _Term) -> Sequence[Outgoing]:
        if not term.publisher.has_room:
            return ()
        with self._database.read() as session:
            rows = session.execute(self._query, {"after": term.sent}).all()
        return [
            Outgoing(place, event_id.hex, type_, tier, body)
            for place, event_id, type_, tier, body in rows
        ]

    def _mark(self, term: _Term, *, release: bool = False) -> bool:
        """Write down how far the broker has everything; return False when another leads by now."""
        confirmed = term.publisher.confirmed or term.marked
        age = monotonic() - term.marked_at
        if not release and age < (_MARK_SECONDS if confirmed > term.marked else _RENEW_SECONDS):
            return True
        with self._database.write(idle_seconds=lease.IDLE_SECONDS) as session:
            is_ours = lease.mark(session, term.held, confirmed, release=release)
        if confirmed > term.marked:
            self._pause = _FIRST_PAUSE_SECONDS
        term.marked, term.marked_at = confirmed, monotonic()
        return is_ours

    def _take_leave(self, term: _Term) -> None:
        """Wait a little for what is on its way, and let another lead at once."""
        publisher = term.publisher
        until = monotonic() + _FAREWELL_SECONDS
        while publisher.unconfirmed and not (publisher.check() or publisher.is_blocked):
            if monotonic() > until:
                break
            publisher.wait(_MARK_SECONDS)
        self._mark(term, release=True)

    def _rest(self, reason: str) -> None:
        """Wait before the next try, longer each time; another may lead meanwhile."""
        self._complaints.tell("relay_waits", reason, seconds=round(self._pause, 1))
        self._meters.lost.inc()
        self._stop.wait(self._pause)
        most = _LONGEST_PAUSE_REFUSED_SECONDS if reason == NACK else _LONGEST_PAUSE_SECONDS
        self._pause = min(self._pause * 2, most)


def _query(dialect: str) -> Select[Any]:
    place, placed = place_of(dialect)
    return (
        select(place.label("place"), outbox.c.event_id, outbox.c.type, outbox.c.tier, outbox.c.body)
        .where(placed, place > bindparam("after"))
        .order_by(place)
        .limit(BATCH)
    )
