"""The traffic of facts in figures, over the databases of all services."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from chassis.bus.events import Fact
from chassis.bus.feed import place_of
from chassis.bus.inbox import Subscription
from chassis.bus.ingest import cursor_of
from chassis.db import Database
from chassis.tables import inbox, outbox


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
    """How far a consumer is behind one producer: facts it has not come to yet."""

    source: str
    place: int
    behind: int


@dataclass(frozen=True)
class ServiceStatus:
    """The traffic of one service in figures.

    Attributes:
        facts: how many its own log holds.
        unnumbered: how many of them wait for their place (PostgreSQL).
        unnumbered_seconds: how long the oldest of those waits.
        inbox: how many facts of others it took in, by state.
        lags: how far it is behind each producer.

    """

    service: str
    facts: int
    unnumbered: int
    unnumbered_seconds: float
    inbox: Mapping[str, int]
    lags: Sequence[Lag]


def status(members: Mapping[str, Member]) -> list[ServiceStatus]:
    """Return the figures of every service."""
    return [_status(name, members) for name in sorted(members)]


def _status(name: str, members: Mapping[str, Member]) -> ServiceStatus:
    member = members[name]
    with member.database.read() as session:
        facts = session.scalar(select(func.count()).select_from(outbox)) or 0
        unnumbered, seconds = _unnumbered(session, member.database.dialect)
        states = session.execute(
            select(inbox.c.state, func.count().label("n")).group_by(inbox.c.state)
        )
        counts = {"applied": 0, "waiting": 0, "dead": 0} | {row.state: row.n for row in states}
        places = {
            source: cursor_of(session, source, member.types_of(source))
            for source in member.sources()
            if source in members
        }
    lags = [
        Lag(source, place, _behind(members[source].database, member.types_of(source), place))
        for source, place in places.items()
    ]
    return ServiceStatus(name, facts, unnumbered, seconds, counts, lags)


def _unnumbered(session: Session, dialect: str) -> tuple[int, float]:
    if dialect == "sqlite":
        return 0, 0.0
    row = session.execute(
        select(
            func.count(),
            func.extract("epoch", func.clock_timestamp() - func.min(outbox.c.created_at)),
        ).where(outbox.c.position.is_(None))
    ).one()
    return row[0], round(float(row[1] or 0.0), 1)


def _behind(producer: Database, types: Sequence[str], place: int) -> int:
    with producer.read() as log:
        position, placed = place_of(log.get_bind().dialect.name)
        return (
            log.scalar(
                select(func.count())
                .select_from(outbox)
                .where(placed, position > place, outbox.c.type.in_(types))
            )
            or 0
        )
