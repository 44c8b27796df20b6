"""No fact can carry a person, a free text or a count, because there is no kind for them."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
import pytest
from msgspec import Meta

from chassis.bus.events import Fact, Tier
from contracts.catalogue import facts
from contracts.kinds import (
    CountryCode,
    Flag,
    OrgId,
    PublicName,
    PublicPhone,
    PublicUrl,
    Slug,
    TimeZone,
    unlisted_fields,
)


@pytest.mark.parametrize("fact", facts().values(), ids=facts().keys())
def test_every_field_of_every_fact_is_of_an_allowed_kind(fact: type[Fact]) -> None:
    assert unlisted_fields(fact) == []


class Excuse(StrEnum):
    FINE = "fine-1+"
    TEXT = "Ana was ill on Monday"


class Absences(IntEnum):
    MANY = 17


@dataclass(frozen=True, kw_only=True)
class Inner:
    note: Annotated[str, Meta(description="Free text.")]


@dataclass(frozen=True, kw_only=True)
class Bad:
    """A fact that says all it must not."""

    person: Annotated[UUID, Meta(description="An id of anybody.")]
    remark: Annotated[str | None, Meta(description="Free text.")]
    pupils: Annotated[int, Meta(description="A count.")]
    share: Annotated[float, Meta(description="A share.")]
    inner: Annotated[Inner, Meta(description="Hidden one level down.")]
    list_: Annotated[tuple[Inner, ...], Meta(description="Hidden in a list.")]
    bag: Annotated[dict[str, str], Meta(description="Anything.")]
    mixed: Annotated[Slug | int, Meta(description="A code or a count.")]
    odd: Annotated[str, Meta(description="A kind of one's own.", extra={"kind": "diary"})]
    forged: Annotated[
        str, Meta(description="A mark made elsewhere.", extra_json_schema={"x-kind": "code"})
    ]
    bent: Annotated[Slug, Meta(description="Any text.", pattern=".*")]
    excuse: Annotated[Excuse | None, Meta(description="A sentence in a list.")]
    absences: Annotated[Absences, Meta(description="A count in a list.")]
    silent: OrgId
    fine: Annotated[Slug, Meta(description="A code.")]


def test_the_walk_refuses_everything_else_however_deep_it_lies() -> None:
    found = unlisted_fields(Bad)
    for name in ("person", "remark", "pupils", "share", "bag", "mixed", "odd", "forged", "bent"):
        assert any(each.startswith(f"Bad.{name}:") for each in found), name
    assert any(each.startswith("Bad.inner.note:") for each in found)
    assert any(each.startswith("Bad.list_.note:") for each in found)
    assert "Bad.excuse: 'Ana was ill on Monday' is no code" in found
    assert "Bad.absences: 17 is no code" in found
    assert "Bad.silent: no description" in found
    assert not any("fine" in each for each in found)


@dataclass(frozen=True, kw_only=True)
class NamedByText(Fact):
    """A fact whose subject tells more than which thing it is about."""

    tier = Tier.PUBLIC
    subject_fields = ("code", "name", "perhaps", "gone", "is_open")

    code: Annotated[Slug, Meta(description="A code names a thing.")]
    name: Annotated[PublicName, Meta(description="A name may change, and say anything.")]
    perhaps: Annotated[OrgId | None, Meta(description="Nothing is no name.")]
    is_open: Annotated[Flag, Meta(description="A state is no name.")]


def test_a_subject_is_made_of_identities_and_codes() -> None:
    assert unlisted_fields(NamedByText) == [
        f"NamedByText.{name}: names no subject" for name in ("name", "perhaps", "gone", "is_open")
    ]


def test_what_is_no_dataclass_is_refused() -> None:
    assert unlisted_fields(dict) == ["dict: not a dataclass"]


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (CountryCode, "MD", "MD\n"),
        (CountryCode, "UA", "md"),
        (Slug, "bully", "two words"),
        (TimeZone, "Europe/Chisinau", "Europe/Chisinau\n"),
        (TimeZone, "Etc/GMT+3", "../etc/passwd"),
        (PublicName, "Școala nr. 2 «Любава» โรงเรียน", "line\nbreak"),
        (PublicName, "x" * 300, "x" * 301),
        (PublicName, "one", "nul\x00"),
        (PublicPhone, "116 111", "call Ana"),
        (PublicUrl, "https://help.example.org/ro?x=1", "javascript:alert(1)"),
        (PublicUrl, "http://help.example.org", "https://help.example.org/\nSet-Cookie: x"),
    ],
)
def test_a_kind_takes_what_it_says_and_nothing_else(kind: object, good: str, bad: str) -> None:
    assert msgspec.convert(good, kind) == good
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(bad, kind)
