"""Send facts to the broker, many at a time, and know which of them it has taken (pika)."""

import threading
from collections import deque
from collections.abc import Sequence
from typing import Any, NamedTuple

from pika import BasicProperties, SelectConnection, URLParameters
from pika.channel import Channel
from pika.spec import Basic

from chassis.bus.dial import FOR_GOOD, explained
from chassis.bus.events import CONTENT_TYPE
from chassis.bus.metrics import Sending
from chassis.bus.topology import exchange_of
from chassis.bus.window import Window
from chassis.clock import monotonic

NACK = "the broker refused a fact"
POSITION = "bus-position"
"""The header that says a fact's place in its producer's log."""
_HEARTBEAT_SECONDS = 10
_SILENCE_SECONDS = 10.0
_CLOSE_SECONDS = 2.0
_PERSISTENT = 2


class Outgoing(NamedTuple):
    """A fact as it leaves: its place in the log, what is needed to route it, and its bytes."""

    place: int
    event_id: str
    type: str
    tier: str
    body: bytes


class Publisher:
    """One connection to the broker, in a thread of its own; used once, from open to close.

    The thread that offers facts never touches the connection, so that a slow database cannot
    keep heartbeats from being sent.

    Attributes:
        trouble: why the connection is of no use any more; the first reason stays.
        is_blocked: whether the broker has asked not to be sent anything.

    """

    def __init__(self, url: str, meters: Sending, *, limit: int = 500) -> None:
        self.trouble: str | None = None
        self.is_blocked = False
        self._meters = meters
        self._limit = limit
        self._window = Window(limit)
        self._waiting: deque[Outgoing] = deque()
        self._news = threading.Event()
        self._heard_at = monotonic()
        self._channel: Channel | None = None
        self._is_closing = False
        self._is_open = self._is_over = False
        self._show(meters)
        self._connection = SelectConnection(
            _parameters(url),
            on_open_callback=self._opened,
            on_open_error_callback=self._not_opened,
            on_close_callback=self._closed,
        )
        self._connection.add_on_connection_blocked_callback(self._block)
        self._connection.add_on_connection_unblocked_callback(self._unblock)
        self._thread = threading.Thread(target=self._run, name="publisher", daemon=True)
        self._thread.start()

    @property
    def confirmed(self) -> int | None:
        """Return the place up to which everything offered is with the broker."""
        return self._window.confirmed

    @property
    def unconfirmed(self) -> int:
        """Return how many of the facts offered are not with the broker yet."""
        return len(self._waiting) + self._window.unconfirmed

    @property
    def has_room(self) -> bool:
        """Say whether more should be offered."""
        return len(self._waiting) < self._limit

    @property
    def is_well(self) -> bool:
        """Say whether the broker can be sent to, and has taken something if there was any."""
        is_idle = self.confirmed is not None or not self.unconfirmed
        return is_idle and self._channel is not None and not self.trouble

    def offer(self, facts: Sequence[Outgoing]) -> None:
        """Send facts, in this order, after those offered before."""
        if not facts:
            return
        if not self.unconfirmed:
            self._heard_at = monotonic()
        self._waiting.extend(facts)
        self._call(self._pump)

    def wait(self, seconds: float) -> None:
        """Return once something was confirmed or went wrong, or after `seconds`."""
        self._news.wait(seconds)
        self._news.clear()

    def check(self) -> str | None:
        """Return what is wrong, if anything; a broker that says nothing for 10 s is."""
        is_owed = self._window.unconfirmed and not self.is_blocked
        if is_owed and monotonic() - self._heard_at > _SILENCE_SECONDS:
            self._fail("no confirm for 10 s")
        return self.trouble

    def close(self) -> None:
        """End the connection, by force when the broker does not answer within 2 s."""
        self._is_closing = True
        self._call(self._close)
        self._thread.join(_CLOSE_SECONDS * 2)

    def _run(self) -> None:
        try:
            self._connection.ioloop.start()
        except Exception as error:  # noqa: BLE001 - the thread's end must have a reason
            self._fail(f"{type(error).__name__}: {error}")
        finally:
            self._fail("closed")
            self._is_over = True
            self._connection.ioloop.close()

    def _show(self, meters: Sending) -> None:
        """Let the gauges speak of this connection; those of the one before do so no more.

        They ask, and are not told: an old connection may end long after the new one was opened.
        """
        meters.connected.set_function(lambda: float(self._is_open and not self._is_over))
        meters.blocked.set_function(lambda: float(self.is_blocked and not self._is_over))
        meters.unconfirmed.set_function(lambda: 0.0 if self._is_over else self.unconfirmed)

    def _call(self, what: Any) -> None:
        """Let the connection's thread do something; nothing happens once that has ended."""
        try:
            self._connection.ioloop.add_callback_threadsafe(what)
        except (AttributeError, OSError, ValueError):
            self._fail("closed")

    def _fail(self, reason: str) -> None:
        self.trouble = self.trouble or reason
        self._news.set()

    def _opened(self, connection: SelectConnection) -> None:
        self._is_open = True
        connection.channel(on_open_callback=self._channel_opened)

    def _not_opened(self, connection: SelectConnection, error: BaseException) -> None:
        self._fail(f"no connection: {_words(error)}")
        connection.ioloop.stop()

    def _closed(self, connection: SelectConnection, error: BaseException) -> None:
        self._fail(f"connection lost: {_words(error)}")
        connection.ioloop.stop()

    def _channel_opened(self, channel: Channel) -> None:
        channel.add_on_close_callback(self._channel_closed)
        channel.add_on_return_callback(self._returned)
        channel.confirm_delivery(self._answered, callback=lambda _frame: self._ready(channel))

    def _channel_closed(self, _channel: Channel, error: BaseException) -> None:
        self._channel = None
        self._fail(f"channel closed: {_words(error)}")

    def _ready(self, channel: Channel) -> None:
        self._channel = channel
        self._heard_at = monotonic()
        self._pump()

    def _block(self, _connection: SelectConnection, _frame: Any) -> None:
        self.is_blocked = True

    def _unblock(self, _connection: SelectConnection, _frame: Any) -> None:
        self.is_blocked = False
        self._heard_at = monotonic()
        self._pump()

    def _pump(self) -> None:
        """Send what waits, as far as the window is open."""
        channel = self._channel
        if channel is None or self.is_blocked or self.trouble or self._is_closing:
            return
        for _ in range(min(self._window.room, len(self._waiting))):
            fact = self._waiting.popleft()
            self._window.send(fact.place)
            channel.basic_publish(
                exchange_of(fact.tier),
                fact.type,
                fact.body,
                properties_of(fact),
                mandatory=True,
            )

    def _answered(self, frame: Any) -> None:
        self._heard_at = monotonic()
        if isinstance(frame.method, Basic.Nack):
            self._meters.refused.inc()
            self._fail(NACK)
            return
        settled = self._window.confirm(frame.method.delivery_tag, multiple=frame.method.multiple)
        self._meters.published.inc(settled)
        if self._window.room * 2 >= self._limit:
            self._pump()
        self._news.set()

    def _returned(self, *_details: Any) -> None:
        # It is confirmed all the same. The consumer's own reading of the log makes it good.
        self._meters.returned.inc()

    def _close(self) -> None:
        if self._connection.is_open:
            self._connection.close()
        # A blocked or frozen broker answers nothing.
        self._connection.ioloop.call_later(_CLOSE_SECONDS, self._abort)

    def _abort(self) -> None:
        """Close the socket, which pika itself does only once the broker has agreed."""
        transport = self._connection._transport  # noqa: SLF001 - there is no other way to it
        if transport is None:
            self._connection.ioloop.stop()
        else:
            transport.abort()


def properties_of(fact: Outgoing, **headers: Any) -> BasicProperties:
    """Return a fact's AMQP properties; everything in them is in its body or its place."""
    return BasicProperties(
        content_type=CONTENT_TYPE,
        delivery_mode=_PERSISTENT,
        message_id=fact.event_id,
        type=fact.type,
        app_id=fact.type.partition(".")[0],
        headers={POSITION: fact.place, **headers},
    )


def _parameters(url: str) -> URLParameters:
    parameters = URLParameters(url)
    parameters.heartbeat = _HEARTBEAT_SECONDS
    parameters.blocked_connection_timeout = None
    parameters.socket_timeout = 3
    parameters.stack_timeout = 6
    parameters.connection_attempts = 1
    return parameters


def _words(error: BaseException) -> str:
    """Return an error in plain words if there are any, else its kind and the broker's number."""
    meant = explained(error)
    if meant.reason in FOR_GOOD:
        return meant.detail
    code = getattr(error, "reply_code", None)
    return type(error).__name__ if code is None else f"{type(error).__name__} {code}"
