"""Every body ever published can be read for ever, and the schemas tell the truth."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from chassis.bus.events import Fact, Tier, decode, decode_envelope, encode_envelope, encode_fact
from contracts import envelope
from contracts.catalogue import documents, facts
from contracts.certification import CERTIFICATE_FACTS
from contracts.examples import EXAMPLES
from contracts.registry import SCHOOL_FACTS

HERE = Path(__file__).parent
FILES = sorted((HERE / "golden").glob("*.json"))
ENVELOPES = sorted((HERE / "envelopes").glob("*.json"))
SCHEMAS = documents()


def bodies(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_body_ever_published_still_parses(path: Path) -> None:
    fact = facts()[path.stem]
    for body in bodies(path):
        read = msgspec.convert(body, fact, strict=False)
        again = msgspec.json.decode(encode_fact(read), type=fact)
        assert again == read
        assert read.subject


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_body_with_a_field_of_tomorrow_still_parses(path: Path) -> None:
    fact = facts()[path.stem]
    for body in bodies(path):
        newer = body | {"field_of_tomorrow": {"any": ["thing"]}}
        assert msgspec.convert(newer, fact) == msgspec.convert(body, fact)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_golden_body_keeps_its_schema(path: Path) -> None:
    schema = SCHEMAS[path.stem]
    jsonschema.Draft202012Validator.check_schema(schema)
    for body in bodies(path):
        jsonschema.validate(body, schema)


def test_every_fact_has_a_golden_file_and_no_file_is_without_a_fact() -> None:
    assert {path.stem for path in FILES} == set(facts())


@pytest.mark.parametrize("fact", facts().values(), ids=facts().keys())
def test_a_fact_names_its_tier_and_subject(fact: type[Fact]) -> None:
    assert isinstance(fact.tier, Tier)
    assert fact.subject_fields
    assert fact.__doc__


@pytest.mark.parametrize(
    ("type_", "tier", "subject"),
    [
        ("registry.partner.changed.v1", "partner", "partner"),
        ("registry.jurisdiction.published.v1", "public", "country"),
        ("registry.school.verified.v1", "partner", "school"),
        ("registry.school.changed.v1", "partner", "school"),
        ("registry.school.closed.v1", "partner", "school"),
        ("registry.school.merged.v1", "partner", "school"),
        ("registry.role.changed.v1", "internal", "owner/role"),
        ("registry.enrolment.changed.v1", "partner", "enrolment"),
        ("training.coverage.updated.v1", "internal", "school/module/group"),
        ("training.school_coverage.updated.v1", "partner", "school/module"),
        ("training.key_people.changed.v1", "internal", "owner/role"),
        ("certification.commitment.signed.v1", "partner", "school"),
        ("certification.self_review.baselined.v1", "partner", "review"),
        ("certification.plan.adopted.v1", "partner", "review"),
        ("certification.assessment.changed.v1", "partner", "assessment"),
        ("certification.certificate.issued.v1", "public", "number"),
        ("certification.certificate.suspended.v1", "public", "number"),
        ("reports.channel.changed.v1", "partner", "channel"),
    ],
)
def test_the_facts_are_those_decided(type_: str, tier: str, subject: str) -> None:
    schema = SCHEMAS[type_]
    assert (schema["x-tier"], schema["x-subject"]) == (tier, subject)


def test_the_facts_of_a_school_share_one_body() -> None:
    [body] = {tuple(fact.__dataclass_fields__) for fact in SCHOOL_FACTS}
    assert body[0] == "school"


def test_the_facts_of_a_certificate_share_one_body() -> None:
    [body] = {tuple(fact.__dataclass_fields__) for fact in CERTIFICATE_FACTS}
    assert body[0] == "number"


Bodies = list[tuple[type[Fact], dict[str, Any]]]


def schema_of(fact: type[Fact]) -> dict[str, Any]:
    found: dict[str, Any] = SCHEMAS[fact.type]["$defs"][fact.__name__]
    return found


def golden() -> dict[tuple[str, ...], Bodies]:
    """Facts with the same fields share a body, and so their golden bodies."""
    found: dict[tuple[str, ...], Bodies] = defaultdict(list)
    for path in FILES:
        fact = facts()[path.stem]
        found[tuple(schema_of(fact)["properties"])] += [(fact, body) for body in bodies(path)]
    return found


def enums_in(value: Any) -> Iterator[Enum]:
    if isinstance(value, Enum):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from enums_in(each)
    elif is_dataclass(value):
        for field in fields(value):
            yield from enums_in(getattr(value, field.name))


def test_the_golden_bodies_hold_every_member_of_every_enum() -> None:
    found = {
        member
        for each in golden().values()
        for fact, body in each
        for member in enums_in(msgspec.convert(body, fact))
    }
    missing = [member for enum in {type(each) for each in found} for member in enum]
    assert not set(missing) - found


@pytest.mark.parametrize("each", golden().values(), ids=lambda each: each[0][0].__name__)
def test_the_golden_bodies_have_each_optional_field_given_and_left_out(each: Bodies) -> None:
    schema = schema_of(each[0][0])
    optional = schema["properties"].keys() - schema["required"]
    given = {name for _, body in each for name, value in body.items() if value is not None}
    left_out = {name for name in optional if any(name not in body for _, body in each)}
    assert optional <= given
    assert left_out == optional


@pytest.mark.parametrize("path", ENVELOPES, ids=lambda path: path.stem)
def test_every_envelope_ever_published_still_parses(path: Path) -> None:
    for whole in bodies(path):
        raw = json.dumps(whole | {"attributeoftomorrow": "x"}).encode()
        delivered = decode(raw, facts())
        assert delivered is not None
        assert (delivered.id, delivered.subject) == (whole["id"], whole["subject"])
        assert decode_envelope(encode_envelope(decode_envelope(raw))) == decode_envelope(raw)
        jsonschema.validate(whole, SCHEMAS[f"envelope.{path.stem}"])


def test_every_major_of_the_envelope_has_its_golden_file() -> None:
    majors = {name for name in SCHEMAS if name.startswith("envelope.")}
    assert {f"envelope.{path.stem}" for path in ENVELOPES} == majors


def test_every_attribute_of_the_envelope_says_what_it_means() -> None:
    schema, _ = envelope.envelope_schema()
    assert list(schema["properties"]) == list(envelope.MEANINGS)


def test_every_fact_has_one_example_about_one_deployment() -> None:
    assert sorted(fact.type for fact in EXAMPLES) == sorted(facts())
    for type_ in facts():
        event = envelope.example_event(type_)
        jsonschema.validate(event, SCHEMAS[envelope.NAME])
        jsonschema.validate(event["data"], SCHEMAS[type_])
