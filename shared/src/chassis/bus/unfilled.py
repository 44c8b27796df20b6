"""Read models that lack the past, because their facts were taken in before they were there."""

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from chassis.bus.cursors import place_of
from chassis.bus.inbox import Subscription
from chassis.bus.ingest import APPLIED, facts_of
from chassis.tables import bus_applied, inbox, outbox
from chassis.upsert import dialect_of

MOST_COMPARED = 100
"""The oldest facts of a log among which one that took effect is looked for."""


def never_filled(session: Session, subscriptions: Sequence[Subscription]) -> list[str]:
    """Return the read models that hold nothing, though facts for them took effect before.

    A fact counts once for a whole service. A read model that comes with an upgrade and listens
    to what the service has heard long since is given the past by a replay only.
    """
    return [
        projection
        for projection, facts in types_of(subscriptions)
        if _has_taken(session, facts) and not _has_held(session, projection)
    ]


def lacks_the_past(taken: Session, log: Session, projection: str, types: Collection[str]) -> bool:
    """Say whether a read model has never seen what the oldest fact in a log is about.

    This shows it also when newer facts came to it since.
    """
    place, placed = place_of(dialect_of(log))
    oldest = log.execute(
        select(outbox.c.event_id, outbox.c.subject)
        .where(placed, outbox.c.type.in_(types))
        .order_by(place)
        .limit(MOST_COMPARED)
    ).all()
    applied = _applied(taken, [str(row.event_id) for row in oldest])
    first = next((row.subject for row in oldest if str(row.event_id) in applied), None)
    return first is not None and not _has_held(taken, projection, first)


def types_of(subscriptions: Sequence[Subscription]) -> Iterator[tuple[str, list[str]]]:
    """Yield each read model with the types of facts that it is made of."""
    for projection in sorted({each.projection for each in subscriptions if each.projection}):
        listening = [each for each in subscriptions if each.projection == projection]
        yield projection, sorted(facts_of(listening))


def _has_taken(session: Session, types: Collection[str]) -> bool:
    sources = {type_.partition(".")[0] for type_ in types}
    query = select(literal(1)).where(
        inbox.c.source.in_(sources), inbox.c.type.in_(types), inbox.c.state == APPLIED
    )
    return session.scalar(query.limit(1)) is not None


def _has_held(session: Session, projection: str, subject: str | None = None) -> bool:
    query = select(literal(1)).where(bus_applied.c.projection == projection)
    if subject is not None:
        query = query.where(bus_applied.c.subject == subject)
    return session.scalar(query.limit(1)) is not None


def _applied(session: Session, ids: Sequence[str]) -> set[str]:
    query = select(inbox.c.event_id).where(inbox.c.event_id.in_(ids), inbox.c.state == APPLIED)
    return set(session.scalars(query))
