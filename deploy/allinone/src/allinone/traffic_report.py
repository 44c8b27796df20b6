"""The traffic of a whole deployment, databases and broker, as a document, a table, a sentence."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from allinone.compose import SERVICES
from allinone.deployment import Deployment
from allinone.members import every_member
from chassis.bus import queues
from chassis.bus.dial import FOR_GOOD
from chassis.bus.ingest import DEAD, WAITING
from chassis.bus.queues import Queue
from chassis.bus.status import Lag, ServiceStatus
from chassis.bus.status import status as figures
from chassis.bus.topology import UNROUTED, dead_queue_of, queue_of
from chassis.errors import Unavailable

NO_BROKER, ANSWERS, AWAY, REFUSING = "none", "answers", "away", "refuses"
LONG_SECONDS = 30.0
"""How long a fact may stay unsent before an operator should look."""
HEADS = ("", "told", "unsent", "oldest", "ready", "taken in", "retry", "dead", "behind")
ALL_IS_WELL = "All is well: nothing is stuck, and nobody is behind."


@dataclass(frozen=True)
class Report:
    """All figures of a deployment.

    Attributes:
        services: the figures of each service.
        broker: `none` is used, it `answers`, it is `away`, or it `refuses` us.
        queues: the queues that were looked at; None for one that is not there.
        refusal: what the broker does not like.

    """

    services: Sequence[ServiceStatus]
    broker: str
    queues: Mapping[str, Queue | None]
    refusal: str = ""

    def document(self) -> dict[str, Any]:
        """Return the figures for programs; what could not be asked is null."""
        return {
            "broker": self.broker,
            "unrouted": self._ready(UNROUTED),
            "services": [self._document(each) for each in self.services],
            "verdict": self.verdict(),
        }

    def verdict(self) -> str:
        """Return the gravest trouble and what to do, or that all is well."""
        return next(self._troubles(), ALL_IS_WELL)

    @property
    def wants_an_operator(self) -> bool:
        """Say whether something is wrong that no waiting mends."""
        return any(each.wants_an_operator for each in self.services)

    def queue(self, service: str) -> Queue | None:
        """Return a service's queue, as far as the broker knows it and was asked."""
        return self.queues.get(queue_of(service))

    def _document(self, each: ServiceStatus) -> dict[str, Any]:
        if not each.answers:
            return {"service": each.service, "answers": False}
        queue = self.queue(each.service)
        return {
            "service": each.service,
            "answers": True,
            "told": each.own.told,
            "unsent": each.own.unsent,
            "oldest_unsent_seconds": each.own.oldest_unsent_seconds,
            "ready": queue.ready if queue else None,
            "consumers": queue.consumers if queue else None,
            "returned": self._ready(dead_queue_of(each.service)),
            "taken_in": each.applied,
            "taken_in_is_at_least": each.is_more_applied,
            "retry": each.own.set_aside[WAITING],
            "oldest_retry_seconds": each.own.oldest_waiting_seconds,
            "dead": each.own.set_aside[DEAD],
            "behind": {lag.source: _lag_document(lag) for lag in each.lags},
            "unfilled": list(each.unfilled),
        }

    def _ready(self, name: str) -> int | None:
        found = self.queues.get(name)
        return found.ready if found else None

    def _troubles(self) -> Iterator[str]:
        """Yield what is wrong, the gravest first."""
        yield from self._away()
        for each in self.services:
            yield from _lasting_troubles(each)
        for each in self.services:
            yield from self._troubles_of(each)
        if self._ready(UNROUTED):
            yield f"Facts that no queue wanted lie in {UNROUTED}. Type: ciss events topology apply"
        for each in self.services:
            yield from _lag_troubles(each)

    def _away(self) -> Iterator[str]:
        for each in self.services:
            if not each.answers:
                yield f"The database of {each.service} does not answer."
        if self.broker == AWAY:
            yield "The broker does not answer; facts wait in the databases until it does."
        if self.broker == REFUSING:
            yield f"{self.refusal} Facts wait in the databases until it lets us in."

    def _troubles_of(self, each: ServiceStatus) -> Iterator[str]:
        name, queue = each.service, self.queue(each.service)
        if each.own.oldest_unsent_seconds > LONG_SECONDS:
            yield (
                f"{name} has not sent a fact for {each.own.oldest_unsent_seconds:.0f} s; "
                "see whether its worker runs."
            )
        if each.own.set_aside[DEAD]:
            yield f"{name} has dead facts. Type: ciss events dead list --service {name}"
        if self.broker != ANSWERS:
            return
        if queue is None:
            yield f"The broker has no queue {queue_of(name)}. Type: ciss events topology apply"
        elif not queue.consumers:
            yield f"Nobody takes in the facts for {name}; see whether its worker runs."
        if self._ready(dead_queue_of(name)):
            yield f"The broker gave facts for {name} up; they lie in {dead_queue_of(name)}."


def _lasting_troubles(each: ServiceStatus) -> Iterator[str]:
    for lag in each.lags:
        if lag.is_ahead:
            yield (
                f"The log of {lag.source} was restored: {each.service} has read beyond its end. "
                f"The worker of {each.service} reads it again by itself; after that its read "
                f"models want a replay. Type: ciss events replay {each.service}"
            )
    for name in each.unfilled:
        yield (
            f"The read model {name} of {each.service} lacks what was told before it was there. "
            f"Type: ciss events replay {each.service} --projection {name}"
        )


def _lag_troubles(each: ServiceStatus) -> Iterator[str]:
    if each.behind:
        yield (
            f"{each.service} has not taken in everything yet; "
            "if this stays, see whether the program and its worker run."
        )
    for lag in each.lags:
        if lag.is_at_least:
            yield (
                f"{each.service} has taken in the newest facts of {lag.source}, but has not looked "
                "for older ones for long; if this stays for more than ten minutes, "
                "see whether its worker runs. Type: ciss events audit"
            )


def report(deployment: Deployment) -> Report:
    """Ask every database and the broker, and wait for none that is away.

    Raises:
        NotSetUp: there is no deployment yet.

    """
    with suppress(SQLAlchemyError):  # the database that would say so is away
        deployment.check_set_up()
    url = deployment.settings.amqp_url
    found = figures(every_member(deployment), has_broker=url is not None)
    if url is None:
        return Report(found, NO_BROKER, {})
    names = [UNROUTED, *(f(name) for name in SERVICES for f in (queue_of, dead_queue_of))]
    try:
        return Report(found, ANSWERS, queues.look(url, names))
    except Unavailable as error:
        if error.reason in FOR_GOOD:
            return Report(found, REFUSING, {}, error.detail)
        return Report(found, AWAY, {})


def table(found: Report) -> list[str]:
    """Return the lines of a table, figures under each other."""
    rows = [HEADS, *(_row(each, found.queue(each.service)) for each in found.services)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADS))]
    return [
        "  ".join(
            cell.ljust(width) if column in (0, len(HEADS) - 1) else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _row(each: ServiceStatus, queue: Queue | None) -> tuple[str, ...]:
    if not each.answers:
        return (each.service, *["-"] * (len(HEADS) - 2), "does not answer")
    own = each.own
    return (
        each.service,
        str(own.told),
        str(own.unsent),
        f"{own.oldest_unsent_seconds:.0f} s" if own.unsent else "-",
        str(queue.ready) if queue else "-",
        f"{each.applied}{'+' if each.is_more_applied else ''}",
        str(own.set_aside[WAITING]),
        str(own.set_aside[DEAD]),
        ", ".join(_lag_words(lag) for lag in each.lags if lag.is_behind or lag.is_ahead) or "-",
    )


def _lag_words(lag: Lag) -> str:
    if lag.is_ahead:
        return f"{lag.source} restored"
    return f"{lag.source} {'at least ' if lag.is_at_least else ''}{lag.behind}"


def _lag_document(lag: Lag) -> dict[str, Any]:
    return {
        "facts": lag.behind,
        "is_at_least": lag.is_at_least,
        "is_ahead": lag.is_ahead,
        "place": lag.place,
    }
