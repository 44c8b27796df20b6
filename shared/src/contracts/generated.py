"""The files of `docs/` that are made from the contracts, and the contracts as last released."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from contracts import asyncapi
from contracts.catalogue import documents
from contracts.evolution import breaks

_ASYNCAPI = "asyncapi.json"
_EVENTS = "events"
_RELEASED = "events/released"


def write(docs: Path) -> list[Path]:
    """Write what is missing or differs, take away what describes nothing; return what changed."""
    return _put(stale(docs), _wanted(docs))


def stale(docs: Path) -> list[Path]:
    """Return the files that are missing, differ, or describe no fact any more."""
    return _differing(_wanted(docs), (docs / _EVENTS).glob("*.json"))


def broken(docs: Path) -> list[str]:
    """Name what a reader of the released contracts would not bear of those in the code."""
    released = {
        path.stem: json.loads(path.read_text(encoding="utf-8"))
        for path in (docs / _RELEASED).glob("*.json")
    }
    # The same texts on both sides: a schema of Python has tuples where a file has lists.
    now = {name: json.loads(text_of(schema)) for name, schema in documents().items()}
    return breaks(released, now)


def release(docs: Path) -> list[Path]:
    """Keep the contracts in the code as the released ones; return the files that changed.

    Raises:
        Breaking: a reader of those released before would not bear it; then nothing is written.

    """
    found = broken(docs)
    if found:
        raise Breaking(found)
    wanted = _schema_files(docs / _RELEASED)
    return _put(_differing(wanted, ()), wanted)


class Breaking(Exception):
    """The contracts in the code break a promise; `faults` names how."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def text_of(document: dict[str, Any]) -> str:
    """Return a document as it is published."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _wanted(docs: Path) -> dict[Path, str]:
    return {docs / _ASYNCAPI: text_of(asyncapi.document()), **_schema_files(docs / _EVENTS)}


def _schema_files(folder: Path) -> dict[Path, str]:
    return {folder / f"{name}.json": text_of(schema) for name, schema in documents().items()}


def _differing(wanted: Mapping[Path, str], others: Iterable[Path]) -> list[Path]:
    there = {path: path.read_text("utf-8") for path in {*wanted, *others} if path.exists()}
    return sorted(p for p in wanted.keys() | there.keys() if wanted.get(p) != there.get(p))


def _put(changed: list[Path], wanted: Mapping[Path, str]) -> list[Path]:
    for path in changed:
        if path in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[path], encoding="utf-8")
        else:
            path.unlink()
    return changed
