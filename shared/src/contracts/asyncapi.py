"""The AsyncAPI document of all events: who sends what where, and what it looks like."""

from collections.abc import Collection, Iterable
from typing import Any

from chassis.bus.events import CONTENT_TYPE, Tier
from contracts import envelope
from contracts.catalogue import facts
from contracts.listeners import LISTENERS
from contracts.messages import Facts, messages, schemas

Json = dict[str, Any]

VERSION = "3.1.0"
_TIER_WORDS = {
    Tier.PUBLIC: "Anybody may read these.",
    Tier.PARTNER: "For the tools of partners, and for our own services.",
    Tier.INTERNAL: "For our own services only.",
}
_ABOUT = """
Facts about schools, training and certificates, each told once it has become true. No event holds
anything about a person, a free text or an exact count of people.

Delivery is at least once; keep the ids you have seen. Events of one subject come in order on
their first delivery, and `subjectversion` tells an older state from a newer one. Each event
carries the full state of its subject. Ignore fields that you do not know. A change that would
break a reader gets a new major version, and both are published side by side for 12 months.

The operations are named after who acts: `registry.publishes.partner` is sent by registry.
""".strip()

_PLACE: Json = {
    "after": {
        "type": "integer",
        "default": 0,
        "description": "The place to begin behind: the `next` of the page before.",
    },
    "types": {"type": "string", "description": "Only these types, with commas between."},
    "wait": {"type": "integer", "maximum": 30, "description": "For how many seconds to wait."},
}
_PAGE: Json = {
    "limit": {"type": "integer", "default": 100, "maximum": 500},
    "compact": {"enum": ["latest"], "description": "Only the newest of each type and subject."},
}


def document(tiers: Collection[Tier] = frozenset(Tier)) -> Json:
    """Return the document, with the facts of these tiers."""
    wanted = facts(tiers)
    return {
        "asyncapi": VERSION,
        "info": {
            "title": "CISS events",
            "version": "1.0.0",
            "description": _ABOUT,
            "license": {
                "name": "Apache-2.0",
                "url": "https://www.apache.org/licenses/LICENSE-2.0",
            },
        },
        "defaultContentType": CONTENT_TYPE,
        "servers": _servers(),
        "channels": _channels(wanted),
        "operations": _operations(wanted),
        "components": {
            "messages": messages(wanted),
            "schemas": schemas(wanted),
            "correlationIds": {
                "work": {
                    "description": envelope.MEANINGS["correlationid"],
                    "location": "$message.payload#/correlationid",
                }
            },
            "securitySchemes": _security(),
        },
    }


def _security() -> Json:
    return {
        "broker": {
            "type": "userPassword",
            "description": "The operators of a deployment make a user for each integrator.",
        },
        "token": {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "A sign-in token of `/registry/api/v1/tokens`. Without one, the public "
            "events are given.",
        },
    }


def _servers() -> Json:
    return {
        "broker": {
            "host": "{broker}",
            "protocol": "amqps",
            "protocolVersion": "0-9-1",
            "description": "RabbitMQ, where a deployment has one.",
            "variables": {
                "broker": {
                    "default": "broker.example.org:5671",
                    "description": "The operators of a deployment say where it is.",
                }
            },
            "security": [{"$ref": "#/components/securitySchemes/broker"}],
        },
        "feed": {
            "host": "{host}",
            "protocol": "https",
            "description": "Every deployment serves its events over HTTPS, from the first one on.",
            "variables": {
                "host": {"default": "ciss.example.org", "description": "A deployment's own name."}
            },
            "security": [{"$ref": "#/components/securitySchemes/token"}],
        },
    }


def _channels(wanted: Facts) -> Json:
    tiers = {
        str(tier): _exchange(tier, types)
        for tier in Tier
        if (types := [type_ for type_, fact in wanted.items() if fact.tier == tier])
    }
    follow = _feed(
        "/{service}/api/v1/events/stream",
        "The feed of a service as a stream",
        "Server-Sent Events: `id` is the place, `event` the type, `data` the whole event. A "
        "client that comes back sends `Last-Event-ID` by itself.",
    )
    page = _feed(
        "/{service}/api/v1/events",
        "The feed of a service",
        "Its events in the order they became true. Public and partner ones are kept for good.",
    )
    return {
        **tiers,
        "queue": _queue(_open(wanted)),
        "feed": {**page, "messages": _named(["page"])},
        "stream": {**follow, "messages": _named(_open(wanted))},
    }


def _exchange(tier: Tier, types: list[str]) -> Json:
    return {
        "address": "{type}",
        "title": f"Exchange ciss.{tier}",
        "description": f"{_TIER_WORDS[tier]} The routing key is the event's type, so that a "
        "binding like `registry.school.*.v1` chooses.",
        "servers": [{"$ref": "#/servers/broker"}],
        "parameters": {
            "type": {
                "description": envelope.MEANINGS["type"],
                "enum": types,
                "location": "$message.payload#/type",
            }
        },
        "messages": _named(types),
        "bindings": {
            "amqp": {
                "is": "routingKey",
                "exchange": {
                    "name": f"ciss.{tier}",
                    "type": "topic",
                    "durable": True,
                    "autoDelete": False,
                },
                "bindingVersion": "0.3.0",
            }
        },
    }


def _queue(types: list[str]) -> Json:
    return {
        "address": "int.{client}.{name}",
        "title": "An integrator's own queue",
        "description": "Made and bound by the operators. It is capped: when it is full, the oldest "
        "events give way, and are fetched again from the feed.",
        "servers": [{"$ref": "#/servers/broker"}],
        "parameters": {
            "client": {"description": "Who takes from it."},
            "name": {"description": "What for."},
        },
        "messages": _named(types),
        "bindings": {
            "amqp": {
                "is": "queue",
                "queue": {
                    "name": "int.{client}.{name}",
                    "durable": True,
                    "exclusive": False,
                    "autoDelete": False,
                },
                "bindingVersion": "0.3.0",
            }
        },
    }


def _feed(address: str, title: str, about: str) -> Json:
    return {
        "address": address,
        "title": title,
        "description": about,
        "servers": [{"$ref": "#/servers/feed"}],
        "parameters": {
            "service": {"description": "Who publishes them.", "enum": sorted(LISTENERS)}
        },
    }


def _operations(wanted: Facts) -> Json:
    found: Json = {}
    for service in LISTENERS:
        for tier in Tier:
            own = [
                t for t, fact in wanted.items() if (fact.service(), fact.tier) == (service, tier)
            ]
            heard = [
                fact.type
                for fact in LISTENERS[service]
                if fact.type in wanted and fact.tier == tier
            ]
            if own:
                found[f"{service}.publishes.{tier}"] = _operation("send", str(tier), own)
            if heard:
                found[f"{service}.hears.{tier}"] = _operation("receive", str(tier), heard)
    found["integrator.takes"] = _operation("receive", "queue", _open(wanted))
    found["reader.asks"] = _asking("feed", ["page"], _PLACE | _PAGE)
    found["reader.follows"] = _asking("stream", _open(wanted), _PLACE)
    return found


def _operation(action: str, channel: str, types: Iterable[str]) -> Json:
    how = {"deliveryMode": 2, "mandatory": True} if action == "send" else {"ack": True}
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{channel}"},
        "messages": [{"$ref": f"#/channels/{channel}/messages/{each}"} for each in sorted(types)],
        "bindings": {"amqp": {**how, "bindingVersion": "0.3.0"}},
    }


def _asking(channel: str, names: Iterable[str], query: Json) -> Json:
    return {
        "action": "receive",
        "channel": {"$ref": f"#/channels/{channel}"},
        "messages": [{"$ref": f"#/channels/{channel}/messages/{each}"} for each in names],
        "bindings": {
            "http": {
                "method": "GET",
                "query": {"type": "object", "properties": query},
                "bindingVersion": "0.3.0",
            }
        },
    }


def _named(types: Iterable[str]) -> Json:
    return {each: {"$ref": f"#/components/messages/{each}"} for each in types}


def _open(wanted: Facts) -> list[str]:
    """Return the types that may leave the services."""
    return [type_ for type_, fact in wanted.items() if fact.tier != Tier.INTERNAL]
