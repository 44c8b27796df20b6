"""Facts that the broker put aside, wanted by no queue or given up: seen, sent again, let go (pika).

The services need none of them, since they also read the logs. An integrator's queue may.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
from pika import BasicProperties
from pika.exceptions import NackError, UnroutableError

from chassis.bus.events import Undecodable, decode_envelope
from chassis.bus.queues import connected, look
from chassis.bus.topology import UNROUTED, dead_queue_of, queue_of
from chassis.errors import Unavailable

_OF_THE_BROKER = "x-"
_UNWANTED = "no queue wanted it"

Message = tuple[Any, BasicProperties, bytes]


@dataclass(frozen=True)
class Shelf:
    """A queue in which such facts lie.

    Attributes:
        queue: its name.
        service: who did not get them; empty where no queue wanted them.

    """

    queue: str
    service: str = ""

    def way(self, method: Any) -> tuple[str, str]:
        """Return the exchange and the key by which a fact of it goes where it was to go."""
        if self.service:
            return "", queue_of(self.service)
        return method.exchange, method.routing_key


@dataclass(frozen=True)
class Lost:
    """One fact that lies there; what cannot be read of it is empty."""

    queue: str
    id: str
    type: str
    time: str
    reason: str


def shelves(services: Collection[str]) -> dict[str, Shelf]:
    """Return all there are, by the names of their queues."""
    found = [Shelf(dead_queue_of(name), name) for name in sorted(services)]
    return {each.queue: each for each in [Shelf(UNROUTED), *found]}


def count(url: str, queues: Collection[str]) -> dict[str, int]:
    """Return how many lie in each queue, without those that are not there.

    Raises:
        Unavailable: the broker does not answer, or refuses.

    """
    return {name: found.ready for name, found in look(url, queues).items() if found}


def lost(url: str, queue: str, most: int) -> list[Lost]:
    """Return the oldest facts of a queue; they stay where they are.

    Raises:
        Unavailable: the broker does not answer, or refuses.

    """
    with connected(url) as connection:
        channel = connection.channel()
        messages = list(_messages(channel, queue, most))
        if messages:
            channel.basic_nack(messages[-1][0].delivery_tag, multiple=True, requeue=True)
    return [_described(queue, *each) for each in messages]


def send_again(url: str, shelf: Shelf, most: int) -> int:
    """Send up to so many facts back to where they were to go; return how many.

    Each leaves its queue only once the broker has it at the other place.

    Raises:
        Unavailable: the broker does not answer, refuses, or the queue takes no more.

    """
    done = 0
    with connected(url) as connection:
        channel = connection.channel()
        channel.confirm_delivery()
        for method, properties, body in _messages(channel, shelf.queue, most):
            exchange, key = shelf.way(method)
            try:
                channel.basic_publish(exchange, key, body, _as_new(properties), mandatory=True)
            except (NackError, UnroutableError) as error:
                raise Unavailable(
                    f"{exchange or key} takes no more; {done} facts were sent.",
                    reason="queue_refuses",
                ) from error
            channel.basic_ack(method.delivery_tag)
            done += 1
    return done


def let_go(url: str, queue: str, most: int) -> int:
    """Drop up to so many of the oldest facts of a queue; return how many.

    Raises:
        Unavailable: the broker does not answer, or refuses.

    """
    done = 0
    with connected(url) as connection:
        channel = connection.channel()
        for method, _properties, _body in _messages(channel, queue, most):
            channel.basic_ack(method.delivery_tag)
            done += 1
    return done


def _messages(channel: Any, queue: str, most: int) -> Iterator[Message]:
    for _ in range(most):
        method, properties, body = channel.basic_get(queue)
        if method is None:
            return
        yield method, properties, body


def _described(queue: str, method: Any, properties: BasicProperties, body: bytes) -> Lost:
    try:
        time = str(msgspec.to_builtins(decode_envelope(body).time))
    except Undecodable:
        time = ""
    deaths = (properties.headers or {}).get("x-death") or [{}]
    reason = _UNWANTED if queue == UNROUTED else str(deaths[0].get("reason", ""))
    type_ = properties.type or method.routing_key
    return Lost(queue, properties.message_id or "", type_, time, reason)


def _as_new(properties: BasicProperties) -> BasicProperties:
    """Return what the sender had said of a fact, without what the broker added."""
    headers = properties.headers or {}
    properties.headers = {
        name: value for name, value in headers.items() if not name.startswith(_OF_THE_BROKER)
    }
    return properties
