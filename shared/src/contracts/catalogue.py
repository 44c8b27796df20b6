"""JSON Schemas of every published fact, for those who read them without Python."""

import json
from pathlib import Path
from typing import Any

import msgspec

import contracts.certification
import contracts.registry
import contracts.reports
import contracts.training
from chassis.bus.events import Fact, known_facts

_PUBLISHERS = (
    contracts.registry,
    contracts.training,
    contracts.certification,
    contracts.reports,
)


def facts() -> dict[str, type[Fact]]:
    """Return every fact the services publish, by type."""
    modules = {publisher.__name__ for publisher in _PUBLISHERS}
    return {t: fact for t, fact in sorted(known_facts().items()) if fact.__module__ in modules}


def schemas() -> dict[str, dict[str, Any]]:
    """Return the JSON Schema of each fact's `data`, by type."""
    return {type_: _schema(fact) for type_, fact in facts().items()}


def write_schemas(folder: Path) -> list[Path]:
    """Write one file for each fact, take away what is no fact any more; return what changed."""
    changed = stale_schemas(folder)
    folder.mkdir(parents=True, exist_ok=True)
    wanted = _files(folder)
    for path in changed:
        if path in wanted:
            path.write_text(wanted[path], encoding="utf-8")
        else:
            path.unlink()
    return changed


def stale_schemas(folder: Path) -> list[Path]:
    """Return the files that are missing, differ, or describe no fact any more."""
    wanted = _files(folder)
    there = {path: path.read_text(encoding="utf-8") for path in folder.glob("*.json")}
    return sorted(p for p in wanted.keys() | there.keys() if wanted.get(p) != there.get(p))


def _files(folder: Path) -> dict[Path, str]:
    return {
        folder / f"{type_}.json": json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
        for type_, schema in schemas().items()
    }


def _schema(fact: type[Fact]) -> dict[str, Any]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:ciss:event:{fact.type}",
        "x-tier": str(fact.tier),
        "x-subject": "/".join(fact.subject_fields),
        **msgspec.json.schema(fact),
    }
