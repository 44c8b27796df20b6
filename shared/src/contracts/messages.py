"""The messages of the AsyncAPI document, with their schemas and examples."""

from collections.abc import Mapping
from inspect import cleandoc
from typing import Any

import msgspec

from chassis.bus.events import CONTENT_TYPE, Fact, Tier
from contracts import envelope

Json = dict[str, Any]
Facts = Mapping[str, type[Fact]]

_SCHEMAS = "#/components/schemas/"


def messages(wanted: Facts) -> Json:
    """Return a message for each fact, with an example, and one for a page of them."""
    return {
        "page": _page_message(wanted),
        **{type_: _message(fact) for type_, fact in wanted.items()},
    }


def _message(fact: type[Fact]) -> Json:
    title, _, more = cleandoc(fact.__doc__ or "").partition("\n\n")
    return {
        "name": fact.type,
        "title": fact.__name__,
        "summary": title,
        **({"description": more} if more else {}),
        "contentType": CONTENT_TYPE,
        "headers": {
            "type": "object",
            "properties": {
                "bus-position": {
                    "type": "integer",
                    "description": "The event's place in the feed of its service.",
                }
            },
        },
        "payload": {"$ref": f"{_SCHEMAS}{fact.type}"},
        "correlationId": {"$ref": "#/components/correlationIds/work"},
        "tags": [{"name": str(fact.tier)}, {"name": fact.service()}],
        "bindings": {"amqp": {"messageType": fact.type, "bindingVersion": "0.3.0"}},
        "examples": [{"name": "example", "payload": envelope.example_event(fact.type)}],
    }


def _page_message(wanted: Facts) -> Json:
    some = next(type_ for type_ in wanted if wanted[type_].tier == Tier.PUBLIC)
    return {
        "name": "page",
        "title": "A page of the feed",
        "contentType": "application/json",
        "payload": {"$ref": f"{_SCHEMAS}page"},
        "examples": [{"payload": {"items": [envelope.example_event(some)], "next": 1}}],
    }


def schemas(wanted: Facts) -> Json:
    """Return the schemas of the messages, and of what these are made of."""
    template = f"{_SCHEMAS}{{name}}"
    whole, named = envelope.envelope_schema(template)
    _, parts = msgspec.json.schema_components(wanted.values(), ref_template=template)
    events = {type_: _event(fact) for type_, fact in wanted.items()}
    page = {
        "type": "object",
        "properties": {
            "items": {"type": "array", "items": {"$ref": f"{_SCHEMAS}envelope"}},
            "next": {"type": "integer", "description": "The `after` of the next call."},
        },
        "required": ["items", "next"],
    }
    plain: Json = _without_siblings({"envelope": whole, **named, **parts})
    return {"page": page, **events, **plain}


def _event(fact: type[Fact]) -> Json:
    own = {
        "type": {"const": fact.type},
        "tier": {"const": str(fact.tier)},
        "data": {"$ref": f"{_SCHEMAS}{fact.__name__}"},
    }
    return {
        "title": fact.type,
        "x-subject": "/".join(fact.subject_fields),
        "allOf": [{"$ref": f"{_SCHEMAS}envelope"}, {"properties": own}],
    }


def _without_siblings(schema: Any) -> Any:
    """Wrap each reference that has words beside it; AsyncAPI lets a reference stand alone only."""
    if isinstance(schema, list):
        return [_without_siblings(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema and len(schema) > 1:
        beside = {key: value for key, value in schema.items() if key != "$ref"}
        return {**_without_siblings(beside), "allOf": [{"$ref": schema["$ref"]}]}
    return {key: _without_siblings(value) for key, value in schema.items()}
