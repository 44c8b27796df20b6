"""Every body ever published can be read for ever, and the schemas tell the truth."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from chassis.bus.events import Fact, Tier, encode_fact
from contracts.catalogue import facts, schemas, stale_schemas, write_schemas
from contracts.certification import CERTIFICATE_FACTS
from contracts.registry import SCHOOL_FACTS

GOLDEN = Path(__file__).parent / "golden"
FILES = sorted(GOLDEN.glob("*.json"))
DOCS = Path(__file__).parents[2] / "docs" / "events"


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
    schema = schemas()[path.stem]
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
    schema = schemas()[type_]
    assert (schema["x-tier"], schema["x-subject"]) == (tier, subject)


def test_the_facts_of_a_school_share_one_body() -> None:
    [body] = {tuple(fact.__dataclass_fields__) for fact in SCHOOL_FACTS}
    assert body[0] == "school"


def test_the_facts_of_a_certificate_share_one_body() -> None:
    [body] = {tuple(fact.__dataclass_fields__) for fact in CERTIFICATE_FACTS}
    assert body[0] == "number"


def test_the_schemas_in_the_documentation_are_up_to_date() -> None:
    assert stale_schemas(DOCS) == [], "run: ciss docs"


def test_writing_schemas_mends_what_is_stale(tmp_path: Path) -> None:
    folder = tmp_path / "events"
    assert len(write_schemas(folder)) == len(facts())
    assert stale_schemas(folder) == []
    (folder / "registry.gone.v1.json").write_text("{}")
    (folder / "registry.role.changed.v1.json").write_text("{}")
    assert len(stale_schemas(folder)) == 2
    write_schemas(folder)
    assert stale_schemas(folder) == []
