"""The traffic of facts in figures, over the databases of all services."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, Select, func, select, union_all
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from chassis.bus.cursors import head_of, place_of
from chassis.bus.events import Fact
from chassis.bus.figures import Figures, count_applied, figures
from chassis.bus.inbox import Subscription
from chassis.bus.ingest import cursor_of
from chassis.bus.unfilled import lacks_the_past, never_filled, types_of
from chassis.db import Database
from chassis.tables import inbox, outbox
from chassis.upsert import dialect_of

MOST_COMPARED = 10_000
"""Facts of a producer's log that are looked for in an inbox before a lag is only `at least`."""
_PAGE = 500
_PAST_THE_END = 2**62


@dataclass(frozen=True)
class Member:
    """A service whose database can be read, and what it listens to."""

    database: Database
    subscriptions: Sequence[Subscription] = ()

    def types_of(self, source: str) -> list[str]:
        """Return the types of one producer that this service listens to."""
        return sorted({fact.type for fact in self.facts() if fact.service() == source})

    def sources(self) -> list[str]:
        """Return the producers this service listens to."""
        return sorted({fact.service() for fact in self.facts()})

    def facts(self) -> list[type[Fact]]:
        """Return every fact this service listens to."""
        return [fact for each in self.subscriptions for fact in each.types]


@dataclass(frozen=True)
class Lag:
    """How far a consumer is behind one producer: facts it has not taken in.

    The newest are compared first: a consumer that stands still is seen however long its log is.

    Attributes:
        place: how far it has read the producer's log itself; with a broker that is seldom.
        behind: facts past that place which are not in its inbox.
        is_at_least: whether there may be more, because comparing ended at its bound.
        is_ahead: whether the log ends before that place, as one does that was restored.

    """

    source: str
    place: int
    behind: int
    is_at_least: bool = False
    is_ahead: bool = False

    @property
    def is_behind(self) -> bool:
        """Say whether it lacks facts, or may lack some that were not looked for."""
        return self.behind > 0 or self.is_at_least


@dataclass(frozen=True)
class ServiceStatus:
    """The traffic of one service.

    Attributes:
        answers: whether its database does; if not, all figures are empty.
        own: what it told, and what is set aside.
        applied: how many facts of others it took in.
        is_more_applied: whether there are more, because counting ended at its bound.
        lags: how far it is behind each producer whose database answers.
        unfilled: its read models that lack the past.

    """

    service: str
    answers: bool = True
    own: Figures = field(default_factory=Figures)
    applied: int = 0
    is_more_applied: bool = False
    lags: Sequence[Lag] = ()
    unfilled: Sequence[str] = ()

    @property
    def behind(self) -> int:
        """Return how many facts of all producers it has not taken in."""
        return sum(lag.behind for lag in self.lags)


def status(members: Mapping[str, Member], *, has_broker: bool = False) -> list[ServiceStatus]:
    """Return the figures of every service; one whose database is away is named as such."""
    return [_status(name, members, has_broker=has_broker) for name in sorted(members)]


def _status(name: str, members: Mapping[str, Member], *, has_broker: bool) -> ServiceStatus:
    member = members[name]
    try:
        with member.database.read() as session:
            own = figures(session, has_broker=has_broker)
            applied, is_more = count_applied(session)
            lags = list(_lags(session, member, members))
            unfilled = _unfilled(session, member, members)
    except SQLAlchemyError:
        return ServiceStatus(name, answers=False)
    return ServiceStatus(
        name, own=own, applied=applied, is_more_applied=is_more, lags=lags, unfilled=unfilled
    )


def _unfilled(taken: Session, member: Member, members: Mapping[str, Member]) -> list[str]:
    found = set(never_filled(taken, member.subscriptions))
    for projection, types in types_of(member.subscriptions):
        for source in {type_.partition(".")[0] for type_ in types} & set(members):
            with suppress(_ProducerAway), _log_of(members[source].database) as log:
                if lacks_the_past(taken, log, projection, types):
                    found.add(projection)
    return sorted(found)


def _lags(taken: Session, member: Member, members: Mapping[str, Member]) -> Iterator[Lag]:
    for source in member.sources():
        if source in members:
            with suppress(_ProducerAway):
                yield _lag(taken, source, members[source].database, member.types_of(source))


def _lag(taken: Session, source: str, producer: Database, types: Sequence[str]) -> Lag:
    """Compare the log from its end back to our place with our inbox, up to a bound."""
    place = cursor_of(taken, source, types)
    with _log_of(producer) as log:
        if place > head_of(log):
            return Lag(source, place, 0, is_ahead=True)
    before, behind, compared = _PAST_THE_END, 0, 0
    while True:
        rows = _page(producer, types, place, before)
        behind += len(rows) - _count_taken(taken, rows)
        compared += len(rows)
        if len(rows) < _PAGE:
            return Lag(source, place, behind)
        before = rows[-1].place
        if compared >= MOST_COMPARED:
            is_more = bool(_page(producer, types, place, before))
            return Lag(source, place, behind, is_at_least=is_more)


def _page(
    producer: Database, types: Sequence[str], after: int, before: int
) -> Sequence[Row[tuple[int, str]]]:
    with _log_of(producer) as log:
        query = newest_query(dialect_of(log), types, after, before, _PAGE)
        return log.execute(query).all()


@contextmanager
def _log_of(producer: Database) -> Iterator[Session]:
    try:
        with producer.read() as log:
            yield log
    except SQLAlchemyError as error:
        raise _ProducerAway from error


def newest_query(
    dialect: str, types: Sequence[str], after: int, before: int, limit: int
) -> Select[tuple[int, str]]:
    """Return the query of the newest facts between two places, each type by its own index.

    SQLite would leave that index, were the walks bounded on both sides.
    """
    place, placed = place_of(dialect)
    walks = [
        select(place.label("place"), outbox.c.event_id)
        .where(outbox.c.type == type_, placed, place < before)
        .order_by(place.desc())
        .limit(limit)
        .subquery()
        for type_ in types
    ]
    every = union_all(*(select(walk) for walk in walks)).subquery()
    return (
        select(every.c.place, every.c.event_id)
        .where(every.c.place > after)
        .order_by(every.c.place.desc())
        .limit(limit)
    )


def _count_taken(taken: Session, rows: Sequence[Any]) -> int:
    wanted = [str(row.event_id) for row in rows]
    query = select(func.count()).select_from(inbox).where(inbox.c.event_id.in_(wanted))
    return taken.scalar(query) or 0


class _ProducerAway(Exception):
    """The database of a producer does not answer; the consumer's may."""
