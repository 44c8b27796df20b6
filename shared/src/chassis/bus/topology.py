"""What the broker must look like: exchanges, queues, bindings and policies, as data."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kombu import Connection, Exchange, Queue, binding

from chassis.bus.events import Fact, Tier

UNROUTED = "ciss.unrouted"
DEAD_LETTERS = "ciss.dlx"
QUORUM = {"x-queue-type": "quorum"}
"""The one thing a policy cannot set; everything else is a policy and can be changed later."""

_DAY = 24 * 60 * 60 * 1000
_DELIVERIES = 200
"""A crash of one consumer counts against all it held, so the limit is far above 4.x's 20."""
_LOOKS = 1_000_000
"""Each look at what was put aside is a delivery, and 4.x would drop it after 20."""


@dataclass(frozen=True)
class Policy:
    """A rule of the broker for all queues or exchanges whose name matches."""

    name: str
    pattern: str
    apply_to: str
    definition: Mapping[str, Any]
    priority: int = 0


def exchange_of(tier: Tier | str) -> str:
    """Return the exchange that facts of a tier are published to."""
    return f"ciss.{tier}"


def queue_of(service: str) -> str:
    """Return the queue a service takes its facts from; all its workers share it."""
    return f"svc.{service}"


def dead_queue_of(service: str) -> str:
    """Return the queue for what the broker gave up delivering to a service."""
    return f"{queue_of(service)}.dead"


@dataclass(frozen=True)
class Topology:
    """The exchanges and queues of a deployment.

    Attributes:
        listeners: the facts each service listens to, by its name.

    """

    listeners: Mapping[str, Sequence[type[Fact]]]

    def exchanges(self) -> list[Exchange]:
        """Return one exchange for each tier, one for dead letters, one for what nobody wants."""
        tiers = [Exchange(exchange_of(tier), "topic", durable=True) for tier in Tier]
        return [
            *tiers,
            Exchange(DEAD_LETTERS, "direct", durable=True),
            Exchange(UNROUTED, "fanout", durable=True),
        ]

    def queues(self) -> list[Queue]:
        """Return each service's queue with its bindings, its dead letters', and the unrouted."""
        made = []
        for service in sorted(self.listeners):
            dead = dead_queue_of(service)
            made.append(_queue(queue_of(service), self._bindings(service)))
            made.append(_queue(dead, [(DEAD_LETTERS, dead)]))
        return [*made, _queue(UNROUTED, [(UNROUTED, "")])]

    def policies(self) -> list[Policy]:
        """Return the policies, valid on RabbitMQ 3.10 and on 4.x."""
        return [
            Policy(
                "ciss-unrouted",
                r"^ciss\.(public|partner|internal)$",
                "exchanges",
                {"alternate-exchange": UNROUTED},
            ),
            Policy(
                "ciss-unrouted-cap",
                r"^ciss\.unrouted$",
                "queues",
                {
                    "max-length": 10_000,
                    "overflow": "drop-head",
                    "message-ttl": 30 * _DAY,
                    "delivery-limit": _LOOKS,
                },
            ),
            *(_service_policy(service) for service in sorted(self.listeners)),
            Policy(
                "ciss-dead",
                r"^svc\..+\.dead$",
                "queues",
                {"message-ttl": 30 * _DAY, "delivery-limit": _LOOKS},
            ),
            Policy(
                "ciss-integrators",
                r"^int\..+$",
                "queues",
                {
                    "max-length-bytes": 2**30,
                    "message-ttl": 14 * _DAY,
                    # A full queue must not stand in the way of everybody's facts.
                    "overflow": "drop-head",
                    "delivery-limit": 50,
                },
            ),
        ]

    def definitions(self, vhost: str = "/") -> dict[str, Any]:
        """Return all of it in the form the broker itself imports and exports."""
        queues = self.queues()
        return {
            "vhosts": [{"name": vhost}],
            "exchanges": [_described(each, vhost) for each in self.exchanges()],
            "queues": [
                {
                    "name": each.name,
                    "vhost": vhost,
                    "durable": True,
                    "auto_delete": False,
                    "arguments": dict(each.queue_arguments),
                }
                for each in queues
            ],
            "bindings": [
                {
                    "source": source,
                    "vhost": vhost,
                    "destination": queue,
                    "destination_type": "queue",
                    "routing_key": key,
                    "arguments": {},
                }
                for queue, source, key in bindings_of(queues)
            ],
            "policies": [
                {
                    "name": each.name,
                    "vhost": vhost,
                    "pattern": each.pattern,
                    "apply-to": each.apply_to,
                    "definition": dict(each.definition),
                    "priority": each.priority,
                }
                for each in self.policies()
            ],
        }

    def declare(self, connection: Connection) -> None:
        """Make whatever of it is missing, over AMQP; policies are not AMQP's.

        Raises:
            amqp.exceptions.PreconditionFailed: something is there with other arguments.

        """
        with connection.channel() as channel:
            for exchange in self.exchanges():
                exchange.bind(channel).declare()
            for queue in self.queues():
                queue.bind(channel).declare()

    def _bindings(self, service: str) -> list[tuple[str, str]]:
        return sorted({(exchange_of(fact.tier), fact.type) for fact in self.listeners[service]})


def bindings_of(queues: Sequence[Queue]) -> Iterator[tuple[str, str, str]]:
    """Return the queue, the exchange and the routing key of each binding."""
    for queue in queues:
        for each in sorted(queue.bindings, key=lambda found: found.routing_key):
            yield queue.name, each.exchange.name, each.routing_key


def _queue(name: str, bound: Sequence[tuple[str, str]]) -> Queue:
    return Queue(
        name,
        bindings=[binding(Exchange(source, no_declare=True), key) for source, key in bound],
        queue_arguments=QUORUM,
        durable=True,
    )


def _service_policy(service: str) -> Policy:
    return Policy(
        f"ciss-{service}",
        rf"^svc\.{service}$",
        "queues",
        {
            "delivery-limit": _DELIVERIES,
            "dead-letter-exchange": DEAD_LETTERS,
            "dead-letter-routing-key": dead_queue_of(service),
            "dead-letter-strategy": "at-least-once",
            "overflow": "reject-publish",
        },
    )


def _described(exchange: Exchange, vhost: str) -> dict[str, Any]:
    return {
        "name": exchange.name,
        "vhost": vhost,
        "type": exchange.type,
        "durable": True,
        "auto_delete": False,
        "internal": False,
        "arguments": {},
    }
