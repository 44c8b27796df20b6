"""The traffic of a whole deployment, databases and broker, as a document, a table, a sentence."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from allinone.compose import SERVICES
from allinone.deployment import Deployment
from allinone.members import every_member
from chassis.bus.ingest import DEAD, WAITING
from chassis.bus.lookout import ANSWERS, AWAY, NONE, REFUSES, Broker, ask
from chassis.bus.queues import Queue
from chassis.bus.status import Lag, ServiceStatus
from chassis.bus.status import status as figures
from chassis.bus.topology import UNROUTED, dead_queue_of
from chassis.bus.verdict import ALL_IS_WELL, Trouble, troubles

_BROKER_WORDS = {ANSWERS: "answers", AWAY: "does not answer", REFUSES: "refuses"}
WELL_BUT_UNASKED = "All is well as far as the databases say; no broker was asked."
HEADS = ("", "told", "unsent", "oldest", "ready", "taken in", "retry", "dead", "behind")


@dataclass(frozen=True)
class Report:
    """All figures of a deployment: those of each service, and what the broker says."""

    services: Sequence[ServiceStatus]
    broker: Broker

    def document(self) -> dict[str, Any]:
        """Return the figures for programs; what could not be asked is null."""
        return {
            "broker": self.broker.state,
            "broker_used_by": self.used_by(),
            "unrouted": self.broker.ready(UNROUTED),
            "services": [self._document(each) for each in self.services],
            "verdict": self.verdict()[0],
            "troubles": [each.sentence() for each in self.troubles()],
        }

    def verdict(self) -> list[str]:
        """Return every trouble with what to do, the gravest first, or that all is well."""
        is_unasked = self.broker.state == NONE and self.used_by()
        well = WELL_BUT_UNASKED if is_unasked else str(ALL_IS_WELL)
        return [each.sentence() for each in self.troubles()] or [well]

    def troubles(self) -> list[Trouble]:
        """Return what is wrong."""
        return troubles(self.services, self.broker)

    def used_by(self) -> list[str]:
        """Return the services that have sent facts to a broker, now or once."""
        return [each.service for each in self.services if each.own.relay]

    def _document(self, each: ServiceStatus) -> dict[str, Any]:
        if not each.answers:
            return {"service": each.service, "answers": False}
        queue = self.broker.queue(each.service)
        return {
            "service": each.service,
            "answers": True,
            "told": each.own.told,
            "unsent": each.own.unsent,
            "oldest_unsent_seconds": each.own.oldest_unsent_seconds,
            "ready": queue.ready if queue else None,
            "consumers": queue.consumers if queue else None,
            "returned": self.broker.ready(dead_queue_of(each.service)),
            "taken_in": each.applied,
            "taken_in_is_at_least": each.is_more_applied,
            "retry": each.own.set_aside[WAITING],
            "oldest_retry_seconds": each.own.oldest_waiting_seconds,
            "dead": each.own.set_aside[DEAD],
            "behind": {lag.source: _lag_document(lag) for lag in each.lags},
            "unfilled": list(each.unfilled),
        }


def report(deployment: Deployment) -> Report:
    """Ask every database and the broker, and wait for none that is away.

    Raises:
        NotSetUp: there is no deployment yet.

    """
    with suppress(SQLAlchemyError):  # the database that would say so is away
        deployment.check_set_up()
    url = deployment.settings.amqp_url
    found = figures(every_member(deployment), has_broker=url is not None)
    return Report(found, ask(url, list(SERVICES)))


def broker_line(found: Report) -> str:
    """Return whether a broker is used and answers."""
    if found.broker.state != NONE:
        return f"Broker: {_BROKER_WORDS[found.broker.state]}"
    users = ", ".join(found.used_by())
    seen = f"; one is or was used by {users}" if users else ""
    return f"Broker: none (CISS_AMQP_URL is not set{seen})"


def table(found: Report) -> list[str]:
    """Return the lines of a table, figures under each other."""
    rows = [HEADS, *(_row(each, found.broker.queue(each.service)) for each in found.services)]
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
