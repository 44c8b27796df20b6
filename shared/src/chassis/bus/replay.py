"""Give past facts anew to one read model, so that it is rebuilt after a fault was mended."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from chassis.bus.dead import DISCARDED
from chassis.bus.events import Delivered, Fact, Undecodable, decode
from chassis.bus.feed import Entry, place_of, read_entries
from chassis.bus.inbox import Subscription
from chassis.bus.ingest import DEAD, WAITING, dispatch, facts_of, insist
from chassis.bus.status import Member
from chassis.db import Database
from chassis.errors import Invalid
from chassis.tables import bus_applied, inbox, outbox
from chassis.upsert import dialect_of

BATCH = 500
NOT_OURS = (WAITING, DEAD, DISCARDED)
"""Facts in these states have a way of their own: another try, or an operator."""


@dataclass(frozen=True)
class Step:
    """How far a replay is.

    Attributes:
        source: the producer whose log is read.
        place: everything up to it was given anew.
        end: where the log ended when the replay began.
        given: facts given by this step.
        skipped: facts left out, because they wait, are dead, or cannot be read.

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
    after: int = 0,
    source: str | None = None,
) -> Iterator[Step]:
    """Give the facts of the producers' logs again to one projection, a batch a transaction.

    What the projection has seen of their subjects is forgotten first, so that the facts count
    again; facts that arrive meanwhile win as always, because they are newer. The inbox stays as
    it is. Interrupted, it can be begun again, at the start or after the last place.

    Args:
        members: the service and its producers.
        service: whose read model it is.
        projection: its name.
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
        _Log(members[name].database, name, [t for t in facts if facts[t].service() == name])
        for name in chosen
    ]
    target = _Target(member.database, projection, listening)
    return _walk(target, logs, after)


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
class _Log:
    """A producer's log, as far as one projection listens to it."""

    database: Database
    source: str
    types: Collection[str]

    def page(self, after: int) -> list[Entry]:
        with self.database.read() as session:
            return read_entries(session, after, self.types, BATCH)

    def end(self) -> int:
        with self.database.read() as session:
            place, placed = place_of(dialect_of(session))
            wanted = select(func.max(place)).where(placed, outbox.c.type.in_(self.types))
            return session.scalar(wanted) or 0

    def subjects(self, after: int) -> Iterator[list[str]]:
        """Yield the subjects of the facts after a place, some at a time."""
        with self.database.read() as session:
            place, placed = place_of(dialect_of(session))
            names = session.scalars(
                select(outbox.c.subject)
                .where(placed, place > after, outbox.c.type.in_(self.types))
                .distinct(),
                execution_options={"yield_per": BATCH},
            )
            for some in names.partitions():
                yield list(some)


@dataclass(frozen=True)
class _Target:
    """The read model that is given facts anew, and what works on it."""

    database: Database
    projection: str
    listening: Sequence[Subscription]

    def forget(self, log: _Log, after: int) -> None:
        """Take the guard away from what is given anew, and from nothing else."""
        for subjects in log.subjects(after):
            with self.database.write() as session:
                session.execute(
                    delete(bus_applied).where(
                        bus_applied.c.projection == self.projection,
                        bus_applied.c.subject.in_(subjects),
                    )
                )

    def give(self, events: Sequence[Delivered]) -> int:
        """Call the handlers with what has no other way to them; return how many facts."""
        return insist(lambda: self._give_once(events))

    def _give_once(self, events: Sequence[Delivered]) -> int:
        with self.database.write() as session:
            others = _with_a_way_of_their_own(session, events)
            wanted = [event for event in events if event.id not in others]
            if wanted:
                dispatch(session, wanted, self.listening)
            return len(wanted)


def _walk(target: _Target, logs: Sequence[_Log], after: int) -> Iterator[Step]:
    facts = facts_of(target.listening)
    for log in logs:
        target.forget(log, after)
    for log in logs:
        end, place = log.end(), after
        while entries := log.page(place):
            place = entries[-1].place
            events, unreadable = _readable(entries, facts)
            given = target.give(events)
            skipped = unreadable + len(events) - given
            yield Step(log.source, place, max(end, place), given, skipped)


def _readable(
    entries: Sequence[Entry], facts: dict[str, type[Fact]]
) -> tuple[list[Delivered], int]:
    """Return the facts that can be read, and how many cannot."""
    events, unreadable = [], 0
    for entry in entries:
        try:
            event = decode(entry.body, facts)
        except Undecodable:
            unreadable += 1
            continue
        if event is not None:
            events.append(event)
    return events, unreadable


def _with_a_way_of_their_own(session: Session, events: Sequence[Delivered]) -> set[Any]:
    rows = session.scalars(
        select(inbox.c.event_id).where(
            inbox.c.event_id.in_([event.id for event in events]), inbox.c.state.in_(NOT_OURS)
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
