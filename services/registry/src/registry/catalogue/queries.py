"""The published contracts, laid out for reading."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from inspect import cleandoc
from typing import Any

from chassis.bus.events import Tier
from contracts import asyncapi, envelope
from contracts.catalogue import EVERYBODY, documents, facts
from contracts.generated import text_of

_NULL = {"type": "null"}


@dataclass(frozen=True)
class Field:
    """One field of an event; a part of another one is called like `hotline.name`.

    Attributes:
        what: the kind of value in words; empty where `members` or further lines say it.
        members: all values there are, if the list of them is closed.

    """

    name: str
    meaning: str
    what: str
    members: tuple[str, ...]
    is_list: bool
    is_optional: bool
    may_be_null: bool


@dataclass(frozen=True)
class Event:
    """One event, as people read about it."""

    type: str
    meaning: str
    service: str
    tier: Tier
    subject: tuple[str, ...]
    fields: tuple[Field, ...]
    example: str


@cache
def event(type_: str) -> Event:
    """Return what people must know of an event."""
    fact, schema = facts()[type_], _schemas()[type_]
    return Event(
        type=type_,
        meaning=cleandoc(fact.__doc__ or ""),
        service=fact.service(),
        tier=fact.tier,
        subject=fact.subject_fields,
        fields=tuple(_fields(schema["$defs"][fact.__name__], schema["$defs"], "")),
        example=json.dumps(envelope.example_event(type_), indent=2, ensure_ascii=False),
    )


def events(tiers: Collection[Tier]) -> dict[str, list[Event]]:
    """Return the events of these tiers, by the service that publishes them."""
    found: dict[str, list[Event]] = {}
    for type_, fact in facts(tiers).items():
        found.setdefault(fact.service(), []).append(event(type_))
    return found


@cache
def schema_text(name: str) -> str | None:
    """Return the JSON Schema of an event or of the envelope, as its file holds it."""
    found = _schemas().get(name)
    return None if found is None else text_of(found)


def is_internal(name: str) -> bool:
    """Say whether a schema is of an event that leaves the services for nobody."""
    fact = facts().get(name)
    return fact is not None and fact.tier not in EVERYBODY


@cache
def asyncapi_text() -> str:
    """Return the AsyncAPI document of all events that leave the services."""
    return text_of(asyncapi.document(EVERYBODY))


@cache
def _schemas() -> dict[str, dict[str, Any]]:
    return documents()


def _fields(schema: dict[str, Any], named: dict[str, Any], prefix: str) -> Iterator[Field]:
    """Yield the fields in their order, the parts of one right behind it."""
    for name, given in schema["properties"].items():
        alternatives = given.get("anyOf", [given])
        [kept] = [each for each in alternatives if each != _NULL]
        is_list = kept.get("type") == "array"
        value = _value(kept["items"] if is_list else kept, named)
        whole = f"{prefix}{name}[]" if is_list else f"{prefix}{name}"
        has_parts = "properties" in value
        yield Field(
            name=f"{prefix}{name}",
            meaning=given["description"],
            what="" if has_parts or "enum" in value else value["title"],
            members=tuple(value.get("enum", ())),
            is_list=is_list,
            is_optional=name not in schema.get("required", ()),
            may_be_null=len(alternatives) > 1,
        )
        if has_parts:
            yield from _fields(value, named, f"{whole}.")


def _value(schema: dict[str, Any], named: dict[str, Any]) -> dict[str, Any]:
    """Return a schema, or the one it refers to."""
    if "$ref" not in schema:
        return schema
    found: dict[str, Any] = named[schema["$ref"].rpartition("/")[2]]
    return found
