"""The raw twins: the same messages through pika and kombu alone, as fast as they go."""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from kombu import Connection, Consumer, Queue
from kombu.message import Message
from pika import SelectConnection, URLParameters
from pika.spec import Basic

from chassis.bus.intake import BATCH, PREFETCH, bytes_of
from chassis.bus.publisher import Outgoing, properties_of
from chassis.bus.topology import exchange_of
from tests.bench.bus.ground import QUEUE

WINDOW = 500
HEARTBEAT_SECONDS = 10
PATIENCE_SECONDS = 10.0

Work = Callable[[Sequence[bytes]], object]


class Publishing:
    """pika's fastest way that loses nothing: confirms, and at most 500 of them outstanding.

    Each message is the same to the byte as the one the relay sends.
    """

    def __init__(self, url: str, facts: Sequence[Outgoing], **properties: Any) -> None:
        self._facts = facts
        self._properties = properties
        self._sent = self._settled = 0
        self._early: set[int] = set()
        self._began = self._ended = 0.0
        self._trouble = ""
        self._channel: Any = None
        self._connection = SelectConnection(
            URLParameters(url),
            on_open_callback=lambda opened: opened.channel(on_open_callback=self._opened),
            on_open_error_callback=self._failed,
            on_close_callback=self._closed,
        )

    def run(self) -> float:
        """Publish all, and return the seconds from the first message to the last confirm."""
        self._connection.ioloop.start()
        if self._trouble or not self._ended:
            raise RuntimeError(f"the raw publisher stopped: {self._trouble}")
        return self._ended - self._began

    def _opened(self, channel: Any) -> None:
        self._channel = channel
        channel.confirm_delivery(self._answered, callback=lambda _frame: self._begin())

    def _begin(self) -> None:
        self._began = time.perf_counter()
        self._pump()

    def _pump(self) -> None:
        room = WINDOW - (self._sent - self._settled - len(self._early))
        for fact in self._facts[self._sent : self._sent + room]:
            properties = properties_of(fact)
            for name, value in self._properties.items():
                setattr(properties, name, value)
            self._channel.basic_publish(
                exchange_of(fact.tier), fact.type, fact.body, properties, mandatory=True
            )
            self._sent += 1

    def _answered(self, frame: Any) -> None:
        if isinstance(frame.method, Basic.Nack):
            self._trouble = "refused"
            self._connection.close()
            return
        self._note(frame.method.delivery_tag, multiple=frame.method.multiple)
        if self._settled == len(self._facts):
            self._ended = time.perf_counter()
            self._connection.close()
        elif self._sent - self._settled - len(self._early) <= WINDOW // 2:
            self._pump()

    def _note(self, tag: int, *, multiple: bool) -> None:
        if multiple:
            self._settled = max(self._settled, tag)
            self._early = {early for early in self._early if early > self._settled}
        else:
            self._early.add(tag)
        while self._settled + 1 in self._early:
            self._settled += 1
            self._early.remove(self._settled)

    def _failed(self, connection: SelectConnection, error: BaseException) -> None:
        self._trouble = str(error)
        connection.ioloop.stop()

    def _closed(self, connection: SelectConnection, error: BaseException) -> None:
        if not self._ended:
            self._trouble = self._trouble or str(error)
        connection.ioloop.stop()


def publish(url: str, facts: Sequence[Outgoing], **properties: Any) -> float:
    """Publish facts with pika alone, and return the seconds it took."""
    return Publishing(url, facts, **properties).run()


def consume(url: str, count: int, *, batch: int = BATCH, work: Work | None = None) -> float:
    """Consume so many messages with kombu alone, and return the seconds it took.

    They are acknowledged a batch at a time, after `work` had their bodies, if there is any.
    """
    buffer: list[Message] = []
    with Connection(url, heartbeat=HEARTBEAT_SECONDS) as connection:
        channel = connection.channel()
        channel.basic_qos(0, PREFETCH, False)
        consumer = Consumer(channel, [Queue(QUEUE)], on_message=buffer.append, auto_declare=False)
        left, began = count, time.perf_counter()
        consumer.consume()
        while left:
            wanted = min(batch, left)
            while len(buffer) < wanted:
                connection.drain_events(timeout=PATIENCE_SECONDS)
            if work:
                work([bytes_of(each.body) for each in buffer[:wanted]])
            channel.basic_ack(buffer[wanted - 1].delivery_tag, multiple=True)
            del buffer[:wanted]
            left -= wanted
        return time.perf_counter() - began


def listen(url: str, note: Callable[[Message], object], is_over: Callable[[], bool]) -> None:
    """Consume with kombu alone until it is over, and acknowledge each message by itself."""
    with Connection(url, heartbeat=HEARTBEAT_SECONDS) as connection:
        channel = connection.channel()
        channel.basic_qos(0, PREFETCH, False)

        def take(message: Message) -> None:
            note(message)
            message.ack()

        consumer = Consumer(channel, [Queue(QUEUE)], on_message=take, auto_declare=False)
        consumer.consume()
        while not is_over():
            with suppress(TimeoutError):
                connection.drain_events(timeout=0.2)
            connection.heartbeat_check()
