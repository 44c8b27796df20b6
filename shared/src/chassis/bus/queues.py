"""What lies in the broker's queues, asked for operators only; nobody else waits for it."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pika
from pika.adapters.utils.connection_workflow import AMQPConnectorException
from pika.exceptions import AMQPError, ChannelClosedByBroker

from chassis.bus.dial import explained

_SECONDS = 3.0
_NOT_FOUND = 404


@dataclass(frozen=True)
class Queue:
    """A queue as the broker sees it: facts that nobody works on yet, and who listens."""

    ready: int
    consumers: int


@contextmanager
def connected(url: str) -> Iterator[Any]:
    """Open a connection for one errand; neither a dead nor a blocked broker holds it for long.

    Raises:
        Unavailable: the broker does not answer, refuses, or ended the connection; the reason
            says which.

    """
    parameters = pika.URLParameters(url)
    parameters.socket_timeout = parameters.stack_timeout = _SECONDS
    parameters.blocked_connection_timeout = _SECONDS
    parameters.connection_attempts = 1
    try:
        connection = pika.BlockingConnection(parameters)
        try:
            yield connection
        finally:
            if connection.is_open:
                connection.close()
    except (AMQPError, AMQPConnectorException, OSError) as error:
        raise explained(error) from error


def look(url: str, names: Collection[str]) -> dict[str, Queue | None]:
    """Return the state of each queue; None for one that the broker does not know.

    Raises:
        Unavailable: the broker does not answer, or refuses.

    """
    with connected(url) as connection:
        return {name: state_of(connection, name) for name in names}


def state_of(connection: Any, name: str) -> Queue | None:
    """Return the state of one queue; None when the broker does not know it."""
    channel = connection.channel()
    try:
        found = channel.queue_declare(name, passive=True).method
    except ChannelClosedByBroker as error:
        if error.reply_code == _NOT_FOUND:
            return None
        raise
    channel.close()
    return Queue(found.message_count, found.consumer_count)
