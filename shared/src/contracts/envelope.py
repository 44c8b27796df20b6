"""What every event says about itself, whatever it is about: the envelope, described."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Raw

from chassis.bus.events import Envelope, Fact, encode_envelope, encode_fact
from contracts.examples import EXAMPLES, PARTNER_CODE

NAME = "envelope.v1"
"""The envelope's own major; it changes by the same rules as a fact."""

MEANINGS = {
    "specversion": "The version of CloudEvents.",
    "id": "Identity of this event. It stays the same however often the event arrives.",
    "source": "Who says so: the deployment and its service.",
    "type": "What happened, with the major version of the contract. It is the routing key too.",
    "subject": "The thing it happened to; several identities are joined by a slash.",
    "time": "When it became true (RFC 3339).",
    "datacontenttype": "The media type of data.",
    "tier": "Who may read it: public, partner or internal.",
    "partner": "The code of the partner whose deployment it is from.",
    "subjectversion": "A number that grows with each change of the subject; compare as a number.",
    "correlationid": "Joins all events that one piece of work brought about.",
    "traceparent": "W3C trace context, if the work came with one.",
    "data": "The fact itself, with the full state of its subject.",
}
"""In plain words, for those who read events; a test asks for each attribute."""

_ID = UUID("01985a00-0000-7000-8000-0000000000e1")
_MOMENT = datetime(2026, 2, 16, 9, 30, tzinfo=UTC)
_TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def envelope_schema(ref_template: str = "#/$defs/{name}") -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the envelope's JSON Schema, and those of what it names."""
    (_,), named = msgspec.json.schema_components([Envelope], ref_template=ref_template)
    schema = named.pop("Envelope")
    for name, meaning in MEANINGS.items():
        schema["properties"][name]["description"] = meaning
    schema["properties"]["time"]["format"] = "date-time"
    return schema, named


def example_event(type_: str) -> dict[str, Any]:
    """Return a whole event with the example of its fact, as it would be on the wire."""
    fact = example_of(type_)
    whole: dict[str, Any] = msgspec.json.decode(encode_envelope(_around(fact)))
    return whole


def example_of(type_: str) -> Fact:
    """Return the example of a fact."""
    [fact] = [each for each in EXAMPLES if each.type == type_]
    return fact


def _around(fact: Fact) -> Envelope:
    return Envelope(
        id=_ID,
        source=f"/{PARTNER_CODE}/{fact.service()}",
        type=fact.type,
        subject=fact.subject,
        time=_MOMENT,
        tier=fact.tier,
        partner=PARTNER_CODE,
        subjectversion="7",
        correlationid=_ID.hex,
        traceparent=_TRACE,
        data=Raw(encode_fact(fact)),
    )
