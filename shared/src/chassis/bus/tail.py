"""Look at facts as they pass: at the broker by a queue of one's own, or in the logs themselves."""

import re
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from chassis.bus.cursors import place_of
from chassis.bus.dial import FOR_GOOD
from chassis.bus.events import Envelope, Tier, Undecodable, decode_envelope
from chassis.bus.feed import read_entries
from chassis.bus.queues import connected
from chassis.bus.topology import exchange_of
from chassis.db import Database
from chassis.errors import Unavailable
from chassis.upsert import dialect_of

EVERYTHING = "#"
PAUSE_SECONDS = 2.0
PREFETCH = 100
_LOOK_SECONDS = 0.5
_PAGE = 500
_MOST_WAITING = 10_000
"""Facts that the broker keeps for a slow reader; of more it lets the oldest go."""

Say = Callable[[str], None]


class Patterns:
    """AMQP's topic patterns: `*` is one word between dots, `#` is any number of words."""

    def __init__(self, patterns: Collection[str]) -> None:
        self.words = sorted(set(patterns)) or [EVERYTHING]
        self._tests = [re.compile(_expression(each)) for each in self.words]

    def fits(self, type_: str) -> bool:
        """Say whether a type fits one of them."""
        return any(test.fullmatch(f".{type_}") for test in self._tests)

    def unfit(self, types: Collection[str]) -> list[str]:
        """Return those of them that no type fits."""
        return [
            word for word in self.words if not any(Patterns([word]).fits(each) for each in types)
        ]


def _expression(pattern: str) -> str:
    """Return the expression for a pattern; a word takes the dot before it along."""
    parts = {"*": r"\.[^.]*", "#": r"(?:\.[^.]*)*"}
    return "".join(parts.get(word, rf"\.{re.escape(word)}") for word in pattern.split("."))


def envelopes(bodies: Iterator[bytes]) -> Iterator[Envelope]:
    """Read what passes; what is no fact of ours is left out."""
    for body in bodies:
        with suppress(Undecodable):
            yield decode_envelope(body)


def at_broker(url: str, patterns: Patterns, stop: threading.Event, say: Say) -> Iterator[bytes]:
    """Yield facts as the broker gets them; while it is away say so once, and go on afterwards.

    What passes meanwhile is not seen: this queue lives as long as its connection.

    Raises:
        Unavailable: the broker refuses this, so that no waiting helps.

    """
    is_away = False
    while not stop.is_set():
        try:
            for body in _listen(url, patterns, stop):
                if body is not None:
                    yield body
                elif is_away:
                    say("The broker is back.")
                    is_away = False
        except Unavailable as error:
            if error.reason in FOR_GOOD:
                raise
            if not is_away:
                say(f"{error.detail} Waiting for it.")
            is_away = True
            stop.wait(PAUSE_SECONDS)


def _listen(url: str, patterns: Patterns, stop: threading.Event) -> Iterator[bytes | None]:
    """Yield what comes into a queue of our own; nothing at first, and while nothing comes."""
    with connected(url) as connection:
        channel = connection.channel()
        channel.basic_qos(prefetch_count=PREFETCH)
        queue = channel.queue_declare(
            "", exclusive=True, auto_delete=True, arguments={"x-max-length": _MOST_WAITING}
        ).method.queue
        for tier in Tier:
            for word in patterns.words:
                channel.queue_bind(queue, exchange_of(tier), word)
        yield None
        messages = channel.consume(queue, exclusive=True, inactivity_timeout=_LOOK_SECONDS)
        for method, _properties, body in messages:
            if stop.is_set():
                return
            yield body
            if method is not None:
                # Only now: else all that passes would gather here while the reader is slow.
                channel.basic_ack(method.delivery_tag)


def in_logs(
    logs: Mapping[str, Database], patterns: Patterns, stop: threading.Event, say: Say
) -> Iterator[bytes]:
    """Yield facts as they are written into the logs, in each log's order.

    A database that is away is said once, and read on from where it was.
    """
    followed = [_Followed(name, database, say) for name, database in sorted(logs.items())]
    while not stop.is_set():
        found = [body for log in followed for body in log.news(patterns)]
        yield from found
        if not found:
            stop.wait(_LOOK_SECONDS)


class _Followed:
    """One service's log, and how far it was looked at."""

    def __init__(self, service: str, database: Database, say: Say) -> None:
        self._service = service
        self._database = database
        self._say = say
        self._place: int | None = None
        self._is_away = False
        self.news(Patterns([]))

    def news(self, patterns: Patterns) -> Sequence[bytes]:
        """Return what was written since the last look; at the first look nothing."""
        try:
            found = self._read(patterns)
        except SQLAlchemyError:
            if not self._is_away:
                self._say(f"The database of {self._service} does not answer. Waiting for it.")
            self._is_away = True
            return ()
        if self._is_away:
            self._say(f"The database of {self._service} is back.")
        self._is_away = False
        return found

    def _read(self, patterns: Patterns) -> Sequence[bytes]:
        with self._database.read() as session:
            if self._place is None:
                place, placed = place_of(dialect_of(session))
                self._place = session.scalar(select(func.max(place)).where(placed)) or 0
                return ()
            entries = read_entries(session, self._place, (), _PAGE)
        if entries:
            self._place = entries[-1].place
        return [each.body for each in entries if patterns.fits(each.type)]
