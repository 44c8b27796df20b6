"""What a measurement runs on: two services' databases and a broker, fresh and on the disk."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from kombu import Connection
from pika import BlockingConnection, URLParameters
from sqlalchemy import text

from chassis import migrate
from chassis.bus.topology import Topology, queue_of
from chassis.db import Database
from contracts.registry import SCHOOL_FACTS
from tests.bench.bus.facts import CONSUMER, PRODUCER
from tests.bench.bus.machine import Machine
from tests.bench.bus.pace import Pace
from tests.brokers import fresh_vhost, rabbitmq
from tests.chassis.bus.town import DISTRICT
from tests.servers import fresh_database, postgresql

QUEUE = queue_of(CONSUMER)
KINDS = ("postgresql", "sqlite")


@dataclass(frozen=True)
class Sizes:
    """How much of everything is measured.

    Attributes:
        pairs: how often each thing and its twin run.
        backlog: facts sent or taken in at once.
        singly: facts taken in one at a time, which is slow.
        seconds: how long a steady load lasts.
        grown: facts sent or taken in at once by a service that is new, and one that is old.
        small: rows of the log and the inbox of a service that is new.
        large: and of one that is old.
        falls: how often a leader is killed.

    """

    pairs: int = 5
    backlog: int = 20_000
    singly: int = 600
    seconds: float = 3.0
    grown: int = 8_000
    small: int = 1_000
    large: int = 1_000_000
    falls: int = 5


QUICK = Sizes(pairs=2, backlog=3_000, singly=150, seconds=1.5, grown=1_500, large=20_000, falls=1)


@dataclass(frozen=True)
class Run:
    """One run of the command."""

    machine: Machine
    pace: Pace
    sizes: Sizes


@dataclass(frozen=True)
class Route:
    """Where facts come from, and where they go."""

    producer: Database
    consumer: Database


@contextmanager
def route(kind: str) -> Iterator[Route]:
    """Make two services' databases."""
    with ExitStack() as kept:
        yield Route(database(kept, kind, PRODUCER), database(kept, kind, CONSUMER))


def database(kept: ExitStack, kind: str, service: str) -> Database:
    """Make one service's database, which is let go with what is kept."""
    if kind == "sqlite":
        folder = Path(kept.enter_context(tempfile.TemporaryDirectory(prefix="ciss-bench-")))
        url = f"sqlite:///{folder}/{service}.db"
    else:
        url = kept.enter_context(fresh_database(postgresql(durable=True)))
    migrate.upgrade(service, url)
    made = Database(url)
    kept.callback(made.dispose)
    if service == CONSUMER:
        with made.engine.begin() as connection:
            DISTRICT.create_all(connection)
    return made


@contextmanager
def exchange() -> Iterator[str]:
    """Make a virtual host with the exchanges and the queue of a deployment."""
    with fresh_vhost(rabbitmq(durable=True)) as url:
        with Connection(url) as connection:
            Topology({CONSUMER: SCHOOL_FACTS}).declare(connection)
        yield url


def purge(url: str) -> None:
    """Empty the queue."""
    connection = BlockingConnection(URLParameters(url))
    connection.channel().queue_purge(QUEUE)
    connection.close()


def forget(consumer: Database) -> None:
    """Empty what the consumer has taken in."""
    tables = ("inbox", "bus_applied", "effect", "school", "bus_cursor")
    with consumer.write() as session:
        for name in tables:
            word = "DELETE FROM" if consumer.dialect == "sqlite" else "TRUNCATE"
            session.execute(text(f"{word} {name}"))
