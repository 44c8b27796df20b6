"""Give past facts anew to one read model, so that it is rebuilt after a fault was mended."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from chassis.bus.dead import DISCARDED
from chassis.bus.events import Delivered, Fact, Undecodable, decode
from chassis.bus.inbox import Subscription
from chassis.bus.ingest import DEAD, WAITING, dispatch, facts_of, insist
from chassis.bus.newest import BATCH, Log, Told
from chassis.bus.present import PRESENT
from chassis.bus.status import Member
from chassis.db import Database
from chassis.errors import Invalid
from chassis.tables import bus_applied, inbox
from chassis.upsert import insert_rows

NOT_OURS = (WAITING, DEAD, DISCARDED)
"""Facts in these states have a way of their own: another try, or an operator."""
_UNSEEN = -1
"""The version in the guard that any fact overtakes."""


@dataclass(frozen=True)
class Step:
    """How far a replay is.

    Attributes:
        source: the producer whose log is read.
        place: everything up to it was given anew.
        end: where the log ended when the replay began.
        given: facts given by this step; those that a later one overtakes are not.
        skipped: facts left out though nothing usable overtakes them, because they wait, are dead,
            or cannot be read.

    """

    source: str
    place: int
    end: int
    given: int
    skipped: int


def projections_of(member: Member) -> list[str]:
    """Return the read models of a service that can be replayed."""
    return sorted({each.projection for each in member.subscriptions if each.projection})


def replay(
    members: Mapping[str, Member],
    service: str,
    projection: str,
    *,
    now: datetime,
    after: int = 0,
    source: str | None = None,
) -> Iterator[Step]:
    """Give the newest fact of each subject again to one projection, a batch a transaction.

    Only the newest, because a handler may do more than keep what a fact says: given the past
    once more, it would do again what was done, and tell others so. What the projection has seen
    of a subject is forgotten in the same transaction; a fact that arrives meanwhile wins as
    always, because it is newer. The inbox stays as it is. Interrupted, it can be begun again,
    at the start or after the last place.

    Args:
        members: the service and its producers.
        service: whose read model it is.
        projection: its name.
        now: the present, by which handlers judge.
        after: begin behind this place; only with one producer.
        source: only the facts of this producer.

    Raises:
        Invalid: `unknown_projection`, `unknown_source`, or `source_needed`.

    """
    member = members[service]
    listening = [each for each in member.subscriptions if each.projection == projection]
    if not listening:
        raise _not_projected(service, member)
    chosen = _chosen(listening, source, after)
    facts = facts_of(listening)
    logs = [
        Log(members[name].database, name, [t for t in facts if facts[t].service() == name])
        for name in chosen
    ]
    return _walk(_Target(member.database, projection, listening, logs, now), after)


def _chosen(listening: Sequence[Subscription], source: str | None, after: int) -> list[str]:
    """Return the producers whose logs are read."""
    sources = sorted({fact.service() for fact in facts_of(listening).values()})
    if source is not None and source not in sources:
        raise Invalid(
            f"Nothing of {source} goes into it, but of {', '.join(sources)}.",
            reason="unknown_source",
        )
    chosen = [source] if source else sources
    if after and len(chosen) > 1:
        raise Invalid(
            f"Name one producer of {', '.join(sources)}: each has places of its own.",
            reason="source_needed",
        )
    return chosen


@dataclass(frozen=True)
class _Target:
    """The read model that is given facts anew, and what works on it."""

    database: Database
    projection: str
    listening: Sequence[Subscription]
    logs: Sequence[Log]
    now: datetime

    def give(self, subjects: Sequence[str]) -> tuple[int, int]:
        """Give the newest fact of each subject; return how many, and how many were left out."""
        return insist(lambda: self._give_once(subjects))

    def _give_once(self, subjects: Sequence[str]) -> tuple[int, int]:
        with self.database.write() as session:
            session.info[PRESENT] = self.now
            self._forget(session, subjects)
            # Looked for under the lock of `_forget`: a fact that came meanwhile is among them,
            # and one that comes from now on finds its elder in the guard.
            events, skipped = self._newest(session, subjects)
            if events:
                dispatch(session, events, self.listening)
            self._forget_unseen(session, subjects)
            return len(events), skipped

    def _forget(self, session: Session, subjects: Sequence[str]) -> None:
        """Let the guard yield to any fact of these subjects, and lock it in the order of `claim`.

        Whatever it holds: in a log that was restored, versions are used again.
        """
        rows = [
            {"projection": self.projection, "subject": subject, "version": _UNSEEN}
            for subject in sorted(subjects)
        ]
        statement, given = insert_rows(session, bus_applied, rows)
        statement = statement.on_conflict_do_update(
            index_elements=[bus_applied.c.projection, bus_applied.c.subject],
            set_={"version": statement.excluded.version},
        )
        session.execute(statement, given)

    def _forget_unseen(self, session: Session, subjects: Sequence[str]) -> None:
        session.execute(
            delete(bus_applied).where(
                bus_applied.c.projection == self.projection,
                bus_applied.c.subject.in_(subjects),
                bus_applied.c.version == _UNSEEN,
            )
        )

    def _newest(self, session: Session, subjects: Sequence[str]) -> tuple[list[Delivered], int]:
        events: list[Delivered] = []
        skipped = 0
        for log in self.logs:
            found = log.newest(subjects)
            usable = self._usable(session, found)
            for each in found:
                event, more = usable.get(each.place), 0
                if event is None:
                    event, more = self._elder(session, log, each)
                events += [event] if event else []
                skipped += more
        return events, skipped

    def _elder(self, session: Session, log: Log, newest: Told) -> tuple[Delivered | None, int]:
        """Return the last usable fact before one that is not, and how many are not."""
        skipped = 1
        for some in log.before(newest.subject, newest.place):
            usable = self._usable(session, some)
            for each in some:
                if each.place in usable:
                    return usable[each.place], skipped
                skipped += 1
        return None, skipped

    def _usable(self, session: Session, found: Sequence[Told]) -> dict[int, Delivered]:
        """Return the facts that can be read and have no way of their own, by place."""
        others = _with_a_way_of_their_own(session, found)
        facts, events = facts_of(self.listening), {}
        for each in found:
            event = None if str(each.event_id) in others else _read(each.body, facts)
            if event is not None:
                events[each.place] = event
        return events


def _walk(target: _Target, after: int) -> Iterator[Step]:
    for log in target.logs:
        end, place = log.end(), after
        while piece := log.piece(place, BATCH):
            place = piece.end
            given, skipped = target.give(piece.subjects) if piece.subjects else (0, 0)
            yield Step(log.source, place, max(end, place), given, skipped)


def _read(body: bytes, facts: dict[str, type[Fact]]) -> Delivered | None:
    with suppress(Undecodable):
        return decode(body, facts)
    return None


def _with_a_way_of_their_own(session: Session, found: Sequence[Told]) -> set[str]:
    rows = session.scalars(
        select(inbox.c.event_id).where(
            inbox.c.event_id.in_([str(each.event_id) for each in found]),
            inbox.c.state.in_(NOT_OURS),
        )
    )
    return set(rows)


def _not_projected(service: str, member: Member) -> Invalid:
    known = ", ".join(projections_of(member)) or "none"
    return Invalid(
        f"{service} has no read model of that name. It can replay: {known}. "
        "What counts each fact once cannot be replayed, because it would count twice.",
        reason="unknown_projection",
    )
