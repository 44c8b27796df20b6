"""Every fact there is, and its JSON Schema, for those who read it without Python."""

from collections.abc import Collection
from typing import Any

import msgspec

import contracts.certification
import contracts.registry
import contracts.reports
import contracts.training
from chassis.bus.events import Fact, Tier, known_facts
from contracts import envelope

_PUBLISHERS = (
    contracts.registry,
    contracts.training,
    contracts.certification,
    contracts.reports,
)
EVERYBODY = frozenset({Tier.PUBLIC, Tier.PARTNER})
"""The tiers that are described to everybody; internal facts are for our own services."""


def facts(tiers: Collection[Tier] = frozenset(Tier)) -> dict[str, type[Fact]]:
    """Return every fact the services publish, by type."""
    modules = {publisher.__name__ for publisher in _PUBLISHERS}
    return {
        type_: fact
        for type_, fact in sorted(known_facts().items())
        if fact.__module__ in modules and fact.tier in tiers
    }


def schemas() -> dict[str, dict[str, Any]]:
    """Return the JSON Schema of each fact's `data`, by type."""
    return {type_: _schema(fact) for type_, fact in facts().items()}


def documents() -> dict[str, dict[str, Any]]:
    """Return every schema that is published: of the facts, and of the envelope they come in."""
    return {envelope.NAME: _envelope_schema(), **schemas()}


def _schema(fact: type[Fact]) -> dict[str, Any]:
    return {
        **_head(fact.type),
        "x-tier": str(fact.tier),
        "x-subject": "/".join(fact.subject_fields),
        **msgspec.json.schema(fact),
    }


def _envelope_schema() -> dict[str, Any]:
    schema, named = envelope.envelope_schema()
    return {**_head(envelope.NAME), **schema, "$defs": named}


def _head(name: str) -> dict[str, Any]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:ciss:event:{name}",
    }
