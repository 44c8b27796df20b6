"""Does every consumer have every fact, and its read models the newest? Over all databases.

That no fact counts twice is no question here: the primary key of the inbox guards it, in the
transaction of the handlers.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from chassis.bus.cursors import place_of
from chassis.bus.ingest import APPLIED, WAITING, cursor_of
from chassis.bus.status import Member
from chassis.db import Database
from chassis.tables import bus_applied, inbox, outbox
from chassis.upsert import dialect_of

_PAGE = 1000
_MOST_NAMED = 20


@dataclass
class Comparison:
    """One producer's log against one consumer.

    Attributes:
        answers: whether both databases do; if not, the figures are not known.
        facts: how many the consumer should have.
        missing: facts before the consumer's place that it never took in; must be 0.
        behind: facts it has not come to yet.
        waiting: facts set aside for another try.
        dead: facts given up, or discarded by an operator.
        stale: subjects whose read model is not at the newest applied fact; must be 0.
        named: some of the ids and subjects behind `missing` and `stale`.

    """

    producer: str
    consumer: str
    answers: bool = True
    facts: int = 0
    missing: int = 0
    behind: int = 0
    waiting: int = 0
    dead: int = 0
    stale: int = 0
    named: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Say whether it is known that nothing was lost or left old."""
        return self.answers and not (self.missing or self.stale)

    def name(self, what: str, key: str) -> None:
        """Note one of the facts or subjects that are not right."""
        if len(self.named) < _MOST_NAMED:
            self.named.append(f"{what} {key}")


def audit(members: Mapping[str, Member]) -> list[Comparison]:
    """Compare each producer's log with each of its consumers; a producer not named is left out."""
    return [
        _compare(source, members[source].database, name, member)
        for name, member in sorted(members.items())
        for source in member.sources()
        if source in members
    ]


def _compare(source: str, producer: Database, name: str, member: Member) -> Comparison:
    result = Comparison(source, name)
    try:
        with producer.read() as log, member.database.read() as taken:
            _hold_still(taken)
            _walk(result, log, taken, member)
    except SQLAlchemyError:
        return Comparison(source, name, answers=False)
    return result


def _hold_still(taken: Session) -> None:
    """Let a session see one moment alone, before the log is read.

    The consumer goes on meanwhile: what it took in after the log was read would else look like
    a read model that is ahead of it. What it has at this moment, the log has too.
    """
    if dialect_of(taken) == "postgresql":
        taken.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def _walk(result: Comparison, log: Session, taken: Session, member: Member) -> None:
    types = member.types_of(result.producer)
    place = cursor_of(taken, result.producer, types)
    newest: dict[str, dict[str, int]] = {
        each.projection: {} for each in member.subscriptions if each.projection
    }
    for page in _pages(log, types):
        states = _states(taken, [str(row.event_id) for row in page])
        for row in page:
            state = states.get(str(row.event_id))
            _count(result, row, state, place)
            if state == APPLIED:
                _note_newest(member, newest, row)
    for projection, subjects in newest.items():
        _compare_projection(result, taken, projection, subjects)


def _pages(log: Session, types: Sequence[str]) -> Iterator[Sequence[Row[Any]]]:
    """Walk the log in the order of its places; what has no place yet was never published."""
    place, placed = place_of(dialect_of(log))
    columns = (
        outbox.c.event_id,
        outbox.c.type,
        outbox.c.subject,
        outbox.c.version,
        place.label("place"),
    )
    after = 0
    while True:
        rows = log.execute(
            select(*columns)
            .where(placed, place > after, outbox.c.type.in_(types))
            .order_by(place)
            .limit(_PAGE)
        ).all()
        yield rows
        if len(rows) < _PAGE:
            return
        after = rows[-1].place


def _states(taken: Session, ids: Sequence[str]) -> dict[str, str]:
    rows = taken.execute(
        select(inbox.c.event_id, inbox.c.state).where(inbox.c.event_id.in_(list(ids)))
    )
    return {row.event_id: row.state for row in rows}


def _count(result: Comparison, row: Row[Any], state: str | None, place: int) -> None:
    result.facts += 1
    if state is None:
        if row.place > place:
            result.behind += 1
        else:
            result.missing += 1
            result.name("missing", str(row.event_id))
    elif state == WAITING:
        result.waiting += 1
    elif state != APPLIED:
        result.dead += 1


def _note_newest(member: Member, newest: dict[str, dict[str, int]], row: Row[Any]) -> None:
    for each in member.subscriptions:
        if each.projection and any(fact.type == row.type for fact in each.types):
            subjects = newest[each.projection]
            subjects[row.subject] = max(subjects.get(row.subject, 0), row.version)


def _compare_projection(
    result: Comparison, taken: Session, projection: str, subjects: Mapping[str, int]
) -> None:
    """Compare with what `claim` holds: older is lost work, newer comes from nowhere."""
    rows = taken.execute(
        select(bus_applied.c.subject, bus_applied.c.version).where(
            bus_applied.c.projection == projection
        )
    )
    held: dict[str, int] = {row.subject: row.version for row in rows}
    for subject, version in subjects.items():
        if held.get(subject) != version:
            result.stale += 1
            result.name("stale", f"{projection} {subject}")
