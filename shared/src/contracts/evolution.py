"""Whether a contract may follow the one that was released: each must read what the other wrote.

An old reader gets new events, and a new reader gets old ones from the log. So nothing that was
promised may be taken back, and nothing may be sent that an old reader could refuse. What is left:
a new optional field, a new fact, other words. `docs/events/README.md` says it to people.
"""

from collections.abc import Iterator, Mapping
from typing import Any

Json = dict[str, Any]
Fault = tuple[str, str]
"""Where, as a path like `.duties[].clock`, and what."""

_WORDS = frozenset({"$schema", "$defs", "title", "description", "examples", "$comment"})
"""What is said to people only, and the names of parts, which are never on the wire."""
_VALUES = frozenset({"default", "enum", "const"})
"""Keywords that hold values, not schemas."""
_LOWER = frozenset({"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"})
_UPPER = frozenset({"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"})
_WALKED = frozenset({"type", "anyOf", "properties", "required", "items", "enum"})
_TELLS = {
    "$id": "another type",
    "x-tier": "another tier",
    "x-subject": "another subject",
    "x-kind": "another kind of value",
    "default": "another value when it is left out",
}


def breaks(released: Mapping[str, Json], now: Mapping[str, Json]) -> list[str]:
    """Name each change of a released contract that some reader of it would not bear."""
    found = [
        f"{' '.join(filter(None, (name, at)))}: {what}"
        for name, schema in sorted(released.items())
        for at, what in _faults(schema, now.get(name))
    ]
    return list(dict.fromkeys(found))


def _faults(released: Json, now: Json | None) -> Iterator[Fault]:
    if now is None:
        yield "", "removed"
    else:
        yield from _differences(_resolved(released, released), _resolved(now, now), "")


def _differences(old: Json, new: Json, at: str) -> Iterator[Fault]:
    olds, news = _shapes(old), _shapes(new)
    if olds.keys() != news.keys():
        yield at, f"was {' or '.join(sorted(olds))}, now {' or '.join(sorted(news))}"
        return
    for shape in sorted(olds):
        yield from _of_one_shape(olds[shape], news[shape], at)


def _of_one_shape(old: Json, new: Json, at: str) -> Iterator[Fault]:
    yield from _of_fields(old, new, at)
    yield from _of_members(old, new, at)
    if "items" in old and "items" in new:
        yield from _differences(old["items"], new["items"], f"{at}[]")
    elif "items" in old or "items" in new:
        yield at, "items changed"
    for key in sorted((old.keys() | new.keys()) - _WALKED):
        if (key in old, old.get(key)) != (key in new, new.get(key)):
            yield at, _TELLS.get(key) or f"{key} {_direction(key, old.get(key), new.get(key))}"


def _of_fields(old: Json, new: Json, at: str) -> Iterator[Fault]:
    olds, news = old.get("properties", {}), new.get("properties", {})
    must, must_now = set(old.get("required", ())), set(new.get("required", ()))
    for name in sorted(olds.keys() - news.keys()):
        yield f"{at}.{name}", "removed"
    for name in sorted((news.keys() - olds.keys()) & must_now):
        yield f"{at}.{name}", "new, and required"
    for name in sorted(olds.keys() & news.keys()):
        if (name in must) != (name in must_now):
            yield f"{at}.{name}", "required now" if name in must_now else "no longer required"
        yield from _differences(olds[name], news[name], f"{at}.{name}")


def _of_members(old: Json, new: Json, at: str) -> Iterator[Fault]:
    olds, news = set(old.get("enum", ())), set(new.get("enum", ()))
    yield from ((at, f"no longer {each!r}") for each in sorted(olds - news))
    yield from ((at, f"{each!r} is new, and the list is closed") for each in sorted(news - olds))


def _direction(key: str, old: Any, new: Any) -> str:
    """Say which way a bound has moved; one that is not there bounds nothing."""
    if key not in _LOWER | _UPPER:
        return "changed"
    if old is None or new is None:
        return "tightened" if old is None else "loosened"
    return "tightened" if (new > old) == (key in _LOWER) else "loosened"


def _shapes(schema: Json) -> dict[str, Json]:
    """Return the alternatives of a schema by their JSON type; each type stands there once."""
    if "anyOf" not in schema:
        return {_shape(schema): schema}
    beside = {key: value for key, value in schema.items() if key != "anyOf"}
    return {_shape(part): {**beside, **part} for part in schema["anyOf"]}


def _shape(schema: Json) -> str:
    return "enum" if "enum" in schema else str(schema.get("type", "anything"))


def _resolved(schema: Any, root: Json) -> Any:
    """Return a schema with what it refers to in its place, and without words."""
    if isinstance(schema, list):
        return [_resolved(each, root) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        beside = {key: value for key, value in schema.items() if key != "$ref"}
        return _resolved({**_referred(schema["$ref"], root), **beside}, root)
    kept = {key: value for key, value in schema.items() if key not in _WORDS}
    return {key: _resolved_part(key, value, root) for key, value in kept.items()}


def _resolved_part(key: str, value: Any, root: Json) -> Any:
    if key in _VALUES:
        return value
    if key == "properties":
        return {name: _resolved(each, root) for name, each in value.items()}
    return _resolved(value, root)


def _referred(ref: str, root: Json) -> Json:
    found: Json = root["$defs"][ref.rpartition("/")[2]]
    return found
