"""A toy town for the event core: a lamp works tells, two districts listen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, Any

from msgspec import Meta
from sqlalchemy import Column, Integer, MetaData, String, Table, func, insert, select
from sqlalchemy.orm import Session

from chassis.bus import outbox
from chassis.bus.events import Delivered, Fact, Tier
from chassis.bus.feed import LocalFeed
from chassis.bus.inbox import Subscription, project
from chassis.bus.pull import Puller
from chassis.bus.sequencer import has_unnumbered, number
from chassis.bus.wake import wake_of
from chassis.db import BigId, Database
from chassis.tables import outbox as log
from chassis.upsert import insert_into

NOON = datetime(2026, 2, 2, 10, 0, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class LampChanged(Fact):
    """A lamp was set."""

    type = "works.lamp.changed.v1"
    tier = Tier.PUBLIC
    subject_fields = ("lamp",)

    lamp: Annotated[str, Meta(min_length=1, max_length=60)]
    glow: int


@dataclass(frozen=True, kw_only=True)
class LampBroken(LampChanged):
    """A lamp is no more."""

    type = "works.lamp.broken.v1"


@dataclass(frozen=True, kw_only=True)
class WageChanged(Fact):
    """Something only the works' own people should know."""

    type = "works.wage.changed.v1"
    tier = Tier.INTERNAL
    subject_fields = ("hand",)

    hand: str


@dataclass(frozen=True, kw_only=True)
class PriceChanged(Fact):
    """Something the partners may know."""

    type = "works.price.changed.v1"
    tier = Tier.PARTNER
    subject_fields = ("lamp",)

    lamp: str


WORKS = MetaData()
lamp = Table(
    "lamp",
    WORKS,
    Column("id", String(60), primary_key=True),
    Column("glow", Integer, nullable=False),
    Column("version", Integer, nullable=False),
)
"""The works' own lamps."""

DISTRICT = MetaData()
seen = Table(
    "seen_lamp",
    DISTRICT,
    Column("id", String(60), primary_key=True),
    Column("glow", Integer, nullable=False),
    Column("version", Integer, nullable=False),
)
"""A district's read model of the lamps."""

effect = Table(
    "effect",
    DISTRICT,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("event_id", String(80), nullable=False),
)
"""One row each time a fact took effect; twice the same would be two rows."""


def read_lamp(event: Delivered) -> dict[str, Any]:
    """Return a lamp's row in the read model."""
    return {"id": event.fact.lamp, "glow": event.fact.glow, "version": event.version}


def take_in(session: Session, events: Sequence[Delivered]) -> None:
    """Do what a consumer does: count each fact once, and keep the newest state."""
    session.execute(insert(effect), [{"event_id": each.id} for each in events])
    project(session, seen, "lamp", events, read_lamp)


LAMPS = Subscription((LampChanged, LampBroken), take_in, projection="lamp")


def set_lamp(
    session: Session, name: str, glow: int = 1, fact: type[LampChanged] = LampChanged
) -> int:
    """Set a lamp and say so; return its version."""
    statement = insert_into(session, lamp).values(id=name, glow=glow, version=1)
    version: int = session.scalars(
        statement.on_conflict_do_update(
            index_elements=[lamp.c.id], set_={"glow": glow, "version": lamp.c.version + 1}
        ).returning(lamp.c.version)
    ).one()
    outbox.record(session, fact(lamp=name, glow=glow), version=version, partner="md", now=NOON)
    return version


def tell(database: Database, *names: str, glow: int = 1) -> None:
    """Set lamps, each in a transaction of its own, and give the facts their places."""
    for name in names:
        with database.write() as session:
            set_lamp(session, name, glow)
    number_all(database)


def number_all(database: Database) -> None:
    """Give every committed fact its place, where that is the sequencer's work."""
    if database.dialect == "postgresql":
        while has_unnumbered(database):
            number(database)


@dataclass
class Town:
    """The works and its districts, each with a database of its own."""

    make: Callable[[str], str]
    kept: list[Database] = field(default_factory=list)

    def works(self) -> Database:
        """Return a new works."""
        return self._open(self.make("registry"), WORKS)

    def district(self, service: str = "training") -> Database:
        """Return a new district."""
        return self._open(self.make(service), DISTRICT)

    def again(self, database: Database) -> Database:
        """Return another way into the same database, as a second process has it."""
        return self._keep(Database(database.url.render_as_string(hide_password=False)))

    def close(self) -> None:
        """Close all."""
        for each in self.kept:
            each.dispose()

    def _open(self, url: str, tables: MetaData) -> Database:
        database = self._keep(Database(url))
        with database.engine.begin() as connection:
            tables.create_all(connection)
        return database

    def _keep(self, database: Database) -> Database:
        self.kept.append(database)
        return database


def reader(
    district: Database, works: Database, subscriptions: Sequence[Subscription] = (LAMPS,)
) -> Puller:
    """Return a district's reader of the works' log."""
    return Puller(district, "works", LocalFeed(works, wake_of(works)), subscriptions)


def ids_told(works: Database) -> list[str]:
    """Return the ids in the works' log."""
    with works.read() as session:
        return sorted(str(key) for key in session.scalars(select(log.c.event_id)))


def ids_taken(district: Database) -> list[str]:
    """Return the ids that took effect in a district, each as often as it did."""
    with district.read() as session:
        return sorted(session.scalars(select(effect.c.event_id)))


def count(database: Database, table: Table) -> int:
    """Return how many rows a table has."""
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def glows(district: Database) -> dict[str, int]:
    """Return what a district believes of each lamp."""
    with district.read() as session:
        return {row.id: row.glow for row in session.execute(select(seen))}
