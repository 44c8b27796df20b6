"""The same job in FastStream, in its usual way: a function per message, every publish awaited.

Its handler has the same effects in PostgreSQL, in one transaction a message: the inbox row, the
row that counts the fact once, and the read model, guarded against late facts. Ten messages are
in hand at a time. There is no outbox: what is published is not tied to what was committed.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from faststream.rabbit import Channel, ExchangeType, RabbitBroker, RabbitExchange, RabbitQueue
from pydantic import BaseModel
from sqlalchemy import insert
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from chassis.bus.publisher import POSITION
from chassis.bus.topology import exchange_of
from chassis.db import Database
from chassis.tables import inbox
from contracts.registry import SchoolChanged
from tests.bench.bus.facts import PRODUCER, TIER, Told
from tests.bench.bus.ground import QUEUE
from tests.chassis.bus.town import effect
from training.schools.model import School

IN_HAND = 10
PATIENCE_SECONDS = 120.0

Note = Callable[["Event"], object]


class SchoolData(BaseModel):
    """What the fact says of a school."""

    school: UUID
    name: str
    country: str
    area: str | None = None
    town: str | None = None
    kind: str | None = None
    size_band: str | None = None
    langs: list[str] = []
    tz: str
    status: str
    public_listing: bool
    successor: UUID | None = None


class Event(BaseModel):
    """The envelope."""

    id: UUID
    type: str
    subject: str
    subjectversion: int
    time: datetime
    partner: str
    data: SchoolData


def publish(url: str, told: Sequence[Told]) -> float:
    """Publish facts, and return how many went a second."""
    return asyncio.run(_publish(url, told))


def consume(url: str, consumer: Database, count: int) -> float:
    """Take so many facts in, and return how many came a second."""
    return asyncio.run(_consume(url, consumer, count))


async def _publish(url: str, told: Sequence[Told]) -> float:
    async with RabbitBroker(url, logger=None) as broker:
        before = time.perf_counter()
        for each in told:
            await send(broker, each)
        return len(told) / (time.perf_counter() - before)


async def send(broker: RabbitBroker, told: Told) -> None:
    """Publish one fact and wait until the broker has it."""
    await broker.publish(
        told.body,
        exchange=_exchange(),
        routing_key=SchoolChanged.type,
        persist=True,
        message_id=told.event_id.hex,
        content_type="application/json",
        headers={POSITION: told.version},
    )


async def _consume(url: str, consumer: Database, count: int) -> float:
    over, left = asyncio.Event(), count

    def note(_event: Event) -> None:
        nonlocal left
        left -= 1
        if not left:
            over.set()

    before = time.perf_counter()
    broker = subscribed(url, consumer.url.render_as_string(hide_password=False), note)
    async with broker:
        await broker.start()
        await asyncio.wait_for(over.wait(), PATIENCE_SECONDS)
        return count / (time.perf_counter() - before)


def subscribed(url: str, database_url: str, note: Note) -> RabbitBroker:
    """Return the consumer, not started; `note` is told of each fact that was committed."""
    engine = create_async_engine(database_url, pool_size=IN_HAND)
    sessions = async_sessionmaker(engine)
    broker = RabbitBroker(url, default_channel=Channel(prefetch_count=IN_HAND), logger=None)

    @broker.subscriber(
        RabbitQueue(QUEUE, declare=False, routing_key=SchoolChanged.type), _exchange()
    )
    async def take_in(event: Event) -> None:
        async with sessions.begin() as session:
            if await _is_new(session, event):
                await session.execute(insert(effect).values(event_id=str(event.id)))
                await session.execute(_projected(event))
        note(event)

    return broker


async def _is_new(session: AsyncSession, event: Event) -> bool:
    row = {"source": PRODUCER, "type": event.type, "state": "applied", "attempts": 0}
    statement = postgresql.insert(inbox).values(event_id=str(event.id), **row)
    found = await session.scalar(statement.on_conflict_do_nothing().returning(inbox.c.event_id))
    return found is not None


def _projected(event: Event) -> postgresql.Insert:
    data = event.data
    columns: dict[str, Any] = data.model_dump(exclude={"school", "successor"}) | {
        "partner": event.partner,
        "successor_id": data.successor,
        "as_of": event.time,
    }
    statement = postgresql.insert(School).values(id=data.school, **columns)
    return statement.on_conflict_do_update(
        index_elements=["id"],
        set_={name: statement.excluded[name] for name in columns},
        where=School.as_of <= statement.excluded.as_of,
    )


def _exchange() -> RabbitExchange:
    return RabbitExchange(exchange_of(TIER), type=ExchangeType.TOPIC, durable=True, declare=False)
