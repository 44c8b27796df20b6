"""The log as a stream of Server-Sent Events: `GET /<service>/api/v1/events/stream`."""

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from typing import Any

from flask import Response, request
from sqlalchemy.orm import Session

from chassis.bus.bench import bench
from chassis.bus.feed import Entry, wait_for
from chassis.bus.reading import LAST_PLACE, Reading, reading_of
from chassis.bus.wake import Bell, wake_of
from chassis.clock import monotonic
from chassis.errors import Invalid, sentence
from chassis.faults import StorageFault, not_kept
from chassis.resources import database

LAST = "Last-Event-ID"
BATCH = 100
HEARTBEAT_SECONDS = 4.0
"""Shorter than what usual clients wait for the next byte."""
SEND_SECONDS = 20.0
"""A client that reads nothing for so long is left: it keeps a place and a thread."""
_RETRY = b"retry: 1000\n\n"
_HEARTBEAT = b": nothing new\n\n"
_PLACE = re.compile(r"[0-9]{1,19}")


def stream_events(_session: Session, query: dict[str, Any]) -> Response:
    """Follow the log as Server-Sent Events.

    `id` is the place in the log, `event` the type, `data` the CloudEvent on one line. The
    caller's role decides which tiers are seen. The header `Last-Event-ID`, which a client sends
    by itself when it comes back, goes before `after`.

    The stream ends after `wait` seconds, and when the server stops; come back after the
    milliseconds that `retry` names. 503 with Retry-After when too many wait already; 410 as for
    a page of the log.
    """
    reading, after = reading_of(query["types"], BATCH), _place(query["after"])
    reading.check(after)
    bell = wake_of(database()).ready
    with ExitStack() as kept:
        kept.enter_context(bench.seat())
        answer = Response(_tell(reading, after, bell, query["wait"]), mimetype="text/event-stream")
        answer.call_on_close(kept.pop_all().close)
    if (connection := request.environ.get("gunicorn.socket")) is not None:
        connection.settimeout(SEND_SECONDS)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Accel-Buffering"] = "no"
    return answer


def _place(after: int) -> int:
    """Return where to begin.

    Raises:
        Invalid: `Last-Event-ID` is no place of a log.

    """
    last: str = request.headers.get(LAST, "")
    if not last:
        return after
    if not _PLACE.fullmatch(last) or int(last) > LAST_PLACE:
        raise Invalid(errors={LAST: [sentence("Send the id of the last event you got.")]})
    return int(last)


def _tell(reading: Reading, after: int, bell: Bell, seconds: float) -> Iterator[bytes]:
    until = monotonic() + seconds
    yield _RETRY
    while True:
        left = until - monotonic()
        read = partial(reading.entries, after)
        try:
            entries = wait_for(read, bell, min(left, HEARTBEAT_SECONDS), bench.is_closed)
        except StorageFault as error:
            # The answer has begun, so that its end is all that can be said.
            not_kept(error)
            return
        yield _frames(entries) or _HEARTBEAT
        if left <= 0 or bell.is_closed or bench.is_closed():
            return
        after = entries[-1].place if entries else after


def _frames(entries: Sequence[Entry]) -> bytes:
    return b"".join(
        b"id: %d\nevent: %b\ndata: %b\n\n" % (each.place, each.type.encode(), each.body)
        for each in entries
    )
