"""Each change that a reader would not bear is found, and each harmless one let pass."""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from contracts.catalogue import documents
from contracts.evolution import breaks

Schema = dict[str, Any]
Change = Callable[[Schema], object]

NAME = "shop.order.placed.v1"


def released() -> Schema:
    """A contract with one of everything."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:ciss:event:{NAME}",
        "x-tier": "partner",
        "x-subject": "order",
        "$ref": "#/$defs/Placed",
        "$defs": {
            "Placed": {
                "title": "Placed",
                "description": "An order was placed.",
                "type": "object",
                "properties": {
                    "order": {"type": "string", "format": "uuid", "x-kind": "org_id"},
                    "code": {"type": "string", "pattern": "^[A-Z]+$", "maxLength": 9},
                    "size": {"type": "integer", "minimum": 1, "maximum": 9},
                    "state": {"description": "How far.", "$ref": "#/$defs/State"},
                    "note": {
                        "anyOf": [{"$ref": "#/$defs/Note"}, {"type": "null"}],
                        "default": None,
                    },
                    "lines": {"type": "array", "items": {"$ref": "#/$defs/Line"}, "default": []},
                },
                "required": ["order", "code", "size", "state"],
            },
            "State": {"title": "State", "enum": ["open", "paid"]},
            "Note": {"type": "object", "properties": {"title": {"type": "string"}}},
            "Line": {
                "type": "object",
                "properties": {"item": {"type": "string"}},
                "required": ["item"],
            },
        },
    }


def body(schema: Schema) -> Schema:
    found: Schema = schema["$defs"]["Placed"]
    return found


def fields(schema: Schema) -> Schema:
    found: Schema = body(schema)["properties"]
    return found


def renamed(schema: Schema) -> None:
    fields(schema)["product_code"] = fields(schema).pop("code")
    body(schema)["required"] = ["order", "product_code", "size", "state"]


BREAKING: list[tuple[str, Change, list[str]]] = [
    ("another type", lambda s: s.update({"$id": "urn:ciss:event:other"}), [": another type"]),
    ("another tier", lambda s: s.update({"x-tier": "public"}), [": another tier"]),
    ("another subject", lambda s: s.update({"x-subject": "code"}), [": another subject"]),
    ("a field removed", lambda s: fields(s).pop("note"), [" .note: removed"]),
    ("renamed", renamed, [" .code: removed", " .product_code: new, and required"]),
    (
        "a new required field",
        lambda s: (fields(s).update(x={"type": "string"}), body(s)["required"].append("x")),
        [" .x: new, and required"],
    ),
    ("required now", lambda s: body(s)["required"].append("lines"), [" .lines: required now"]),
    (
        "may be missing",
        lambda s: body(s)["required"].remove("size"),
        [" .size: no longer required"],
    ),
    (
        "another JSON type",
        lambda s: fields(s)["code"].update(type="integer"),
        [" .code: was string, now integer"],
    ),
    (
        "may be null",
        lambda s: fields(s).update(order={"anyOf": [fields(s)["order"], {"type": "null"}]}),
        [" .order: was string, now null or string"],
    ),
    (
        "no longer null",
        lambda s: fields(s)["note"]["anyOf"].pop(),
        [" .note: was null or object, now object"],
    ),
    (
        "a list of fixed words",
        lambda s: fields(s).update(code={"enum": ["A"]}),
        [" .code: was string, now enum"],
    ),
    (
        "another kind",
        lambda s: fields(s)["order"].update({"x-kind": "code"}),
        [" .order: another kind of value"],
    ),
    ("another format", lambda s: fields(s)["order"].pop("format"), [" .order: format changed"]),
    ("pattern", lambda s: fields(s)["code"].update(pattern="^[A-Z]$"), [" .code: pattern changed"]),
    ("shorter", lambda s: fields(s)["code"].update(maxLength=8), [" .code: maxLength tightened"]),
    ("longer", lambda s: fields(s)["code"].update(maxLength=10), [" .code: maxLength loosened"]),
    ("new bound", lambda s: fields(s)["code"].update(minLength=2), [" .code: minLength tightened"]),
    ("no bound", lambda s: fields(s)["code"].pop("maxLength"), [" .code: maxLength loosened"]),
    ("higher from", lambda s: fields(s)["size"].update(minimum=2), [" .size: minimum tightened"]),
    ("lower from", lambda s: fields(s)["size"].update(minimum=0), [" .size: minimum loosened"]),
    (
        "a member removed",
        lambda s: s["$defs"]["State"]["enum"].pop(),
        [" .state: no longer 'paid'"],
    ),
    (
        "a member added",
        lambda s: s["$defs"]["State"]["enum"].append("sent"),
        [" .state: 'sent' is new, and the list is closed"],
    ),
    (
        "another default",
        lambda s: fields(s)["lines"].update(default=["x"]),
        [" .lines: another value when it is left out"],
    ),
    (
        "no default",
        lambda s: fields(s)["note"].pop("default"),
        [" .note: another value when it is left out"],
    ),
    (
        "deep in a list",
        lambda s: s["$defs"]["Line"]["properties"].pop("item"),
        [" .lines[].item: removed"],
    ),
    (
        "deep in what may be null, and called like a keyword",
        lambda s: s["$defs"]["Note"]["properties"].pop("title"),
        [" .note.title: removed"],
    ),
    ("a list of anything", lambda s: fields(s)["lines"].pop("items"), [" .lines: items changed"]),
    (
        "nothing unknown",
        lambda s: body(s).update(additionalProperties=False),
        [": additionalProperties changed"],
    ),
]

HARMLESS: list[tuple[str, Change]] = [
    ("an optional field", lambda s: fields(s).update(x={"type": "string", "default": ""})),
    (
        "an optional field deep in a list",
        lambda s: s["$defs"]["Line"]["properties"].update(x={"type": "boolean", "default": False}),
    ),
    ("other words", lambda s: body(s).update(title="Bought", description="Somebody bought it.")),
    ("words for a field", lambda s: fields(s)["code"].update(title="code", examples=["AB"])),
    ("another order of members", lambda s: s["$defs"]["State"]["enum"].reverse()),
    ("another order of fields", lambda s: body(s)["required"].reverse()),
    ("null first", lambda s: fields(s)["note"]["anyOf"].reverse()),
    ("a part written in its place", lambda s: fields(s).update(state=s["$defs"].pop("State"))),
]


@pytest.mark.parametrize(
    ("change", "found"), [row[1:] for row in BREAKING], ids=[b[0] for b in BREAKING]
)
def test_what_a_reader_would_not_bear_is_found(change: Change, found: list[str]) -> None:
    now = released()
    change(now)
    assert breaks({NAME: released()}, {NAME: now}) == [f"{NAME}{each}" for each in found]


@pytest.mark.parametrize("change", [row[1] for row in HARMLESS], ids=[row[0] for row in HARMLESS])
def test_what_every_reader_bears_is_let_pass(change: Change) -> None:
    now = released()
    change(now)
    assert now != released()
    assert breaks({NAME: released()}, {NAME: now}) == []


def test_a_new_fact_is_harmless_and_a_removed_one_is_not() -> None:
    assert breaks({}, {NAME: released()}) == []
    assert breaks({NAME: released()}, {}) == [f"{NAME}: removed"]


def test_a_new_major_stands_beside_the_one_before() -> None:
    newer = released() | {"$id": "urn:ciss:event:shop.order.placed.v2", "x-tier": "public"}
    assert breaks({NAME: released()}, {NAME: released(), "shop.order.placed.v2": newer}) == []


def test_our_own_contracts_may_follow_themselves_as_they_stand_in_files() -> None:
    now = json.loads(json.dumps(documents()))
    assert breaks(now, deepcopy(now)) == []
