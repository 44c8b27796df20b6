"""What is wrong with the traffic of facts, in the same words on a page and at the command line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_ngettext as _ln

from chassis.bus.ingest import DEAD, WAITING
from chassis.bus.lookout import ANSWERS, AWAY, NONE, REFUSES, Broker
from chassis.bus.status import Lag, ServiceStatus
from chassis.bus.topology import UNROUTED, dead_queue_of, queue_of
from chassis.frame import Text

ALL_IS_WELL = _l("All is well: nothing is stuck, and nobody is behind.")
LONG_UNSENT_SECONDS = 30.0
"""How long a fact may stay unsent before an operator should look."""
LONG_WAITING_SECONDS = 3600.0
"""How long a fact may be tried again before an operator should look."""


@dataclass(frozen=True)
class Trouble:
    """Something that is wrong.

    Attributes:
        words: what, and what to do.
        command: what to type, if that helps.
        passes: whether it may be over in a moment by itself.

    """

    words: Text
    command: str = ""
    passes: bool = False

    def sentence(self) -> str:
        """Return all of it in one line."""
        return f"{self.words} Type: {self.command}" if self.command else str(self.words)


def troubles(services: Sequence[ServiceStatus], broker: Broker) -> list[Trouble]:
    """Return all that is wrong, the gravest first; nothing if all is well."""
    return [
        *_away(services, broker),
        *(found for each in services for found in _lasting(each)),
        *(found for each in services for found in _of_service(each, broker)),
        *_unrouted(broker),
        *(found for each in services for found in _behind(each)),
    ]


def _away(services: Sequence[ServiceStatus], broker: Broker) -> Iterator[Trouble]:
    for each in services:
        if not each.answers:
            yield Trouble(_l("The database of %(service)s does not answer.", service=each.service))
    if broker.state == AWAY:
        yield Trouble(_l("The broker does not answer; facts wait in the databases until it does."))
    if broker.state == REFUSES:
        yield Trouble(
            _l(
                "%(refusal)s Facts wait in the databases until it lets us in.",
                refusal=broker.refusal,
            )
        )
    senders = [each.service for each in services if each.own.relay and each.own.relay.is_led]
    if broker.state == NONE and senders:
        yield Trouble(
            _l(
                "A running program sends the facts of %(services)s to a broker, but here "
                "CISS_AMQP_URL is not set; set it as it is there, then ask again.",
                services=", ".join(senders),
            )
        )
    yield from _bare(services, broker)


def _bare(services: Sequence[ServiceStatus], broker: Broker) -> Iterator[Trouble]:
    for each in services:
        if broker.state == ANSWERS and broker.queue(each.service) is None:
            yield Trouble(
                _l("The broker has no queue %(queue)s.", queue=queue_of(each.service)),
                "ciss events topology apply",
            )


def _lasting(each: ServiceStatus) -> Iterator[Trouble]:
    for lag in each.lags:
        if lag.is_ahead:
            yield Trouble(
                _l(
                    "The log of %(source)s was restored: %(service)s has read beyond its end. The "
                    "worker of %(service)s reads it again by itself; after that its read models "
                    "want a replay.",
                    source=lag.source,
                    service=each.service,
                ),
                f"ciss events replay {each.service}",
            )
    for name in each.unfilled:
        yield Trouble(
            _l(
                "The read model %(name)s of %(service)s lacks what was told before it was there.",
                name=name,
                service=each.service,
            ),
            f"ciss events replay {each.service} --projection {name}",
        )


def _of_service(each: ServiceStatus, broker: Broker) -> Iterator[Trouble]:
    name, dead = each.service, each.own.set_aside[DEAD]
    if each.own.oldest_unsent_seconds > LONG_UNSENT_SECONDS:
        yield _unsent(each, broker)
    if dead:
        yield Trouble(
            _ln(
                "%(service)s has %(num)s dead fact (stuck news).",
                "%(service)s has %(num)s dead facts (stuck news).",
                dead,
                service=name,
            ),
            f"ciss events dead list --service {name}",
        )
    yield from _queued(name, broker)


def _queued(name: str, broker: Broker) -> Iterator[Trouble]:
    queue = broker.queue(name)
    if queue and not queue.consumers:
        yield Trouble(
            _l(
                "Nobody takes in the facts for %(service)s; see whether ciss run or the worker of "
                "%(service)s runs.",
                service=name,
            )
        )
    if broker.ready(dead_queue_of(name)):
        yield Trouble(
            _l(
                "The broker gave facts for %(service)s up; they lie in %(queue)s.",
                service=name,
                queue=dead_queue_of(name),
            ),
            "ciss events lost list",
        )


def _unsent(each: ServiceStatus, broker: Broker) -> Trouble:
    words = {"service": each.service, "seconds": f"{each.own.oldest_unsent_seconds:.0f}"}
    is_bare = broker.state == ANSWERS and broker.queue(each.service) is None
    if broker.state in (AWAY, REFUSES) or is_bare:
        return Trouble(
            _l(
                "%(service)s has a fact that was not sent for %(seconds)s s: it waits for the "
                "broker.",
                **words,
            )
        )
    return Trouble(
        _l(
            "%(service)s has a fact that was not sent for %(seconds)s s; see whether ciss run or "
            "the worker of %(service)s runs.",
            **words,
        ),
        "ciss events topology verify" if broker.state == ANSWERS else "",
    )


def _unrouted(broker: Broker) -> Iterator[Trouble]:
    if broker.ready(UNROUTED):
        yield Trouble(
            _l("Facts that no queue wanted lie in %(queue)s.", queue=UNROUTED),
            "ciss events lost list",
        )


def _behind(each: ServiceStatus) -> Iterator[Trouble]:
    if each.own.set_aside[WAITING] and each.own.oldest_waiting_seconds > LONG_WAITING_SECONDS:
        yield Trouble(
            _l(
                "%(service)s has failed to take a fact in for over an hour, and goes on trying; "
                "the log of its worker says why (fact_waiting).",
                service=each.service,
            )
        )
    if each.behind:
        yield Trouble(
            _l(
                "%(service)s has not taken in everything yet; if this stays, see whether ciss run "
                "or the worker of %(service)s runs.",
                service=each.service,
            ),
            passes=True,
        )
    for lag in each.lags:
        if lag.is_at_least:
            yield _not_looked_for(each, lag)


def _not_looked_for(each: ServiceStatus, lag: Lag) -> Trouble:
    return Trouble(
        _l(
            "%(service)s has taken in the newest facts of %(source)s, but has not looked for older "
            "ones for long; if this stays for more than ten minutes, see whether ciss run or the "
            "worker of %(service)s runs.",
            service=each.service,
            source=lag.source,
        ),
        "ciss events audit",
        passes=True,
    )
