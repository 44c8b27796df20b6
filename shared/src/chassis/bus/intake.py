"""Take facts from a service's queue, many at a time, and acknowledge what is kept (kombu)."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from typing import Any

from amqp.exceptions import AMQPError, NotFound
from kombu import Connection, Consumer, Queue
from kombu.exceptions import OperationalError
from kombu.message import Message
from sqlalchemy.exc import DBAPIError

from chassis.bus.dial import dial
from chassis.bus.frames import without_properties
from chassis.bus.inbox import Subscription
from chassis.bus.ingest import ingest
from chassis.bus.metrics import Taking
from chassis.bus.topology import queue_of
from chassis.clock import monotonic
from chassis.complaints import Complaints
from chassis.db import Database
from chassis.errors import Unavailable
from chassis.ids import new_id
from chassis.log import logger
from chassis.trouble import is_away, is_conflict

BATCH = 200
PREFETCH = 400
_HEARTBEAT_SECONDS = 10
_CONNECT_SECONDS = 3
_WAIT_SECONDS = 1.0
_GREEDY_SECONDS = 0.0001
_FIRST_HOLD_SECONDS = 0.1
_LONGEST_HOLD_SECONDS = 5.0
_GIVE_BACK_SECONDS = 60.0
_BEAT_SECONDS = 1.0
_PATIENCE_SECONDS = 5

_log = logger("intake")


class Intake:
    """One consumer of a service's queue; any number of them share it.

    What has come is taken in at once, however little it is: while a transaction runs the next
    batch collects by itself. Facts are acknowledged after the commit. When the database is away
    they are held, with the connection kept alive, because each giving-back counts against the
    queue's limit of deliveries; only after a minute are they given back, once.
    """

    def __init__(
        self,
        service: str,
        database: Database,
        url: str,
        subscriptions: Sequence[Subscription],
        *,
        meters: Taking,
        stop: threading.Event,
        heartbeat: int = _HEARTBEAT_SECONDS,
    ) -> None:
        self._service = service
        self._queue = queue_of(service)
        self._database = database
        self._url = url
        self._subscriptions = subscriptions
        self.meters = meters
        self._stop = stop
        self._heartbeat = heartbeat
        self._hands = ThreadPoolExecutor(1, thread_name_prefix="intake")
        self._connection: Connection | None = None
        self._channel: Any = None
        self._buffer: list[Message] = []
        self._beat_at = 0.0
        self._complaints = Complaints(_log, service=service)

    def step(self) -> None:
        """Take in what has come, after a second maybe nothing.

        Raises:
            Unavailable: the broker cannot be reached, or has no such queue.
            DBAPIError: the database was away for a minute; what was held is given back.

        """
        try:
            self._open()
            # What came while a batch was held is taken in first: no frame may follow it.
            self._drain(_GREEDY_SECONDS if self._buffer else _WAIT_SECONDS, BATCH)
            self._beat()
            if self._buffer:
                self._settle(self._buffer[:BATCH])
        except NotFound as error:
            self._hang_up("no queue")
            raise Unavailable(
                f"The broker has no queue {self._queue}. Type: ciss events topology apply",
                retry_after=_PATIENCE_SECONDS,
            ) from error
        except (OSError, AMQPError, OperationalError) as error:
            self._hang_up("lost")
            raise Unavailable(f"The broker was lost: {type(error).__name__}") from error
        except BaseException:
            self._hang_up("given back")
            raise

    def close(self) -> None:
        """Give back what is held, close the connection and let the thread go."""
        self._hang_up()
        self._hands.shutdown()

    def _open(self) -> None:
        if self._connection is not None:
            return
        if not self._database.is_reachable():
            raise Unavailable("The database does not answer.")
        self._connection = dial(
            self._url, heartbeat=self._heartbeat, connect_timeout=_CONNECT_SECONDS
        )
        self._connection.transport_options["frame_handler"] = without_properties
        self._connection.connect()
        self._channel = self._connection.channel()
        self._channel.basic_qos(0, PREFETCH, False)
        consumer = Consumer(
            self._channel,
            [Queue(self._queue)],
            on_message=self._buffer.append,
            auto_declare=False,
            # A tag is never used twice: a broker may go on delivering to the old one.
            tag_prefix=f"{new_id().hex}-",
        )
        consumer.consume()
        self.meters.connected.set(1)

    def _settle(self, batch: Sequence[Message]) -> None:
        """Take a batch in, however often the database has to be asked, and acknowledge it."""
        bodies = [bytes_of(each.body) for each in batch]
        since, pause = monotonic(), _FIRST_HOLD_SECONDS
        while True:
            try:
                self._take_in(bodies)
                break
            except DBAPIError as error:
                is_over = self._stop.is_set() or monotonic() - since > _GIVE_BACK_SECONDS
                if is_over or not (is_away(error) or is_conflict(error)):
                    raise
                self.meters.held.set(len(self._buffer))
                kind = type(error).__name__
                self._complaints.tell("intake_holds", kind, held=len(self._buffer))
            self._attend(pause)
            pause = min(pause * 2, _LONGEST_HOLD_SECONDS)
        self._complaints.end("intake_works_again")
        self.meters.held.set(0)
        self._channel.basic_ack(batch[-1].delivery_tag, multiple=True)
        del self._buffer[: len(batch)]

    def _take_in(self, bodies: Sequence[bytes]) -> None:
        """Let another thread take facts in, so that a slow handler does not starve heartbeats.

        What has come of the next batch is read meanwhile, while the database works.
        """
        began = monotonic()
        work = self._hands.submit(ingest, self._database, bodies, self._subscriptions)
        self._drain(_GREEDY_SECONDS, PREFETCH)
        while not wait([work], _WAIT_SECONDS).done:
            self._attend(0)
        self.meters.note(work.result(), monotonic() - began)

    def _attend(self, seconds: float) -> None:
        """Keep the connection alive for so long, or until told to stop."""
        until = monotonic() + seconds
        while True:
            left = until - monotonic()
            self._drain(max(_GREEDY_SECONDS, min(left, _WAIT_SECONDS)), PREFETCH)
            self._beat()
            if left <= 0 or self._stop.is_set():
                return

    def _drain(self, seconds: float, most: int) -> None:
        """Collect what has come; wait for the first, and for no other."""
        connection = self._live()
        with suppress(TimeoutError):
            while len(self._buffer) < most:
                connection.drain_events(timeout=seconds)
                seconds = _GREEDY_SECONDS

    def _beat(self) -> None:
        if monotonic() - self._beat_at >= _BEAT_SECONDS:
            self._live().heartbeat_check()
            self._beat_at = monotonic()

    def _live(self) -> Connection:
        if self._connection is None:
            raise ConnectionResetError
        return self._connection

    def _hang_up(self, why: str = "") -> None:
        connection, channel = self._connection, self._channel
        self._connection = self._channel = None
        self._buffer.clear()
        self.meters.connected.set(0)
        if connection is None:
            return
        if why:
            # What was never open is complained of by the worker, who tries again.
            if channel is not None:
                _log.warning("intake_closed", service=self._service, why=why)
            self.meters.lost.inc()
        # Whatever is wrong with a connection that is given up is of no interest any more.
        with suppress(Exception):
            connection.close()


def bytes_of(body: Any) -> bytes:
    """Return a message's body, which is bytes, a view of them, or text, as the client read it."""
    return body.encode() if isinstance(body, str) else bytes(body)
