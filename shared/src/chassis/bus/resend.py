"""Send past facts to the queue of one integrator, past all exchanges, each one confirmed (pika)."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any

from pika.exceptions import NackError, UnroutableError
from sqlalchemy import select

from chassis.bus.cursors import head_of
from chassis.bus.events import Tier, known_facts
from chassis.bus.feed import merged
from chassis.bus.publisher import Outgoing, properties_of
from chassis.bus.queues import connected, state_of
from chassis.bus.tail import Patterns
from chassis.db import Database
from chassis.errors import Invalid, NotFound, Unavailable
from chassis.tables import outbox
from chassis.upsert import dialect_of

BATCH = 200
REPLAY = "bus-replay"
"""The header of a fact that is sent again on purpose."""
FOR_OTHERS = (Tier.PUBLIC, Tier.PARTNER)
_QUEUE = re.compile(r"int\.[A-Za-z0-9_-]+\.[A-Za-z0-9_.-]+")


@dataclass(frozen=True)
class Sent:
    """How far it is: facts the broker has confirmed, and the place of the last of them."""

    facts: int
    place: int


class SendingEnded(Unavailable):
    """The broker was lost on the way; `sent` says where to go on."""

    def __init__(self, sent: Sent, why: str) -> None:
        super().__init__(
            f"{why} {sent.facts} facts are sent; go on with --after {sent.place}.",
            reason="sending_ended",
        )
        self.sent = sent


@dataclass(frozen=True)
class Errand:
    """Which facts are sent to whom.

    Attributes:
        url: the broker.
        source: the service whose facts these are.
        producer: its database.
        queue: the integrator's queue.
        types: only these, or patterns that they fit, as in `tail`; all when empty.
        tiers: what the integrator may read.

    """

    url: str
    source: str
    producer: Database
    queue: str
    types: Collection[str] = ()
    tiers: Collection[Tier] = (Tier.PUBLIC,)


def resend(errand: Errand, after: int) -> Iterator[Sent]:
    """Send the facts after a place to a queue, in the log's order; yield after each batch.

    The first yield says that nothing is sent yet and all is ready: time to note the deed.

    Raises:
        Invalid: `not_an_integrator`, `tier_refused`, `unknown_type` or `after_the_end`, before
            anything is sent.
        NotFound: the broker has no such queue.
        SendingEnded: the broker was lost on the way, or took no more.
        Unavailable: the broker does not answer.

    """
    if not _QUEUE.fullmatch(errand.queue):
        raise Invalid(
            f"{errand.queue} is no integrator's queue; those are called int.<client>.<name>.",
            reason="not_an_integrator",
        )
    if not set(errand.tiers) <= set(FOR_OTHERS):
        raise Invalid("Internal facts leave for nobody.", reason="tier_refused")
    chosen = replace(errand, types=_chosen(errand))
    _check_place(errand, after)
    return _send(chosen, after)


def _chosen(errand: Errand) -> list[str]:
    """Return the types meant; refuse one that nothing fits, since it would look like success."""
    known = {
        name
        for name, fact in known_facts().items()
        if fact.service() == errand.source and fact.tier in errand.tiers
    }
    if not errand.types:
        return []
    wanted = Patterns(errand.types)
    if unknown := wanted.unfit(known):
        raise Invalid(
            f"{errand.source} tells nothing of this kind to them: {', '.join(unknown)}. "
            f"There is: {', '.join(sorted(known)) or 'none'}.",
            reason="unknown_type",
        )
    return [name for name in sorted(known) if wanted.fits(name)]


def _check_place(errand: Errand, after: int) -> None:
    with errand.producer.read() as session:
        head = head_of(session)
    if after > head:
        raise Invalid(f"The log of {errand.source} ends at {head}.", reason="after_the_end")


def _send(errand: Errand, after: int) -> Iterator[Sent]:
    sent = Sent(0, after)
    try:
        with connected(errand.url) as connection:
            if state_of(connection, errand.queue) is None:
                raise NotFound(f"The broker has no queue {errand.queue}.", reason="unknown_queue")
            channel = connection.channel()
            channel.confirm_delivery()
            yield sent
            while facts := _page(errand, sent.place):
                for fact in facts:
                    _publish(channel, errand.queue, fact)
                    sent = Sent(sent.facts + 1, fact.place)
                yield sent
    except Unavailable as error:
        if not sent.facts:
            raise
        raise SendingEnded(sent, error.detail) from error


def _publish(channel: Any, queue: str, fact: Outgoing) -> None:
    """Publish through the default exchange, which knows every queue by name; wait for the yes."""
    properties = properties_of(fact, **{REPLAY: True})
    try:
        channel.basic_publish("", queue, fact.body, properties, mandatory=True)
    except (NackError, UnroutableError) as error:
        raise Unavailable("The queue takes no more.", reason="queue_refuses") from error


def _page(errand: Errand, after: int) -> list[Outgoing]:
    with errand.producer.read() as session:
        key = dialect_of(session), tuple(sorted(errand.types)), tuple(sorted(errand.tiers))
        places = merged(*key, "place", "event_id").subquery()
        rows = session.execute(
            select(places.c.place, outbox.c.event_id, outbox.c.type, outbox.c.tier, outbox.c.body)
            .join_from(places, outbox, outbox.c.event_id == places.c.event_id)
            .order_by(places.c.place),
            {"after": after, "limit": BATCH},
        )
        return [Outgoing(row.place, row.event_id.hex, row.type, row.tier, row.body) for row in rows]
