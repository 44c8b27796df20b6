"""The only kinds of field a fact may have; there is none for a person, a free text or a count.

A kind is a type with a mark. `unlisted_fields` walks a fact and names what bears no mark; a
test holds every contract to it. Adding a kind is a decision, with a record under `docs/adr/`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from msgspec import Meta

KIND = "kind"
KINDS = frozenset(
    {
        "org_id",
        "code",
        "band",
        "flag",
        "day",
        "instant",
        "public_name",
        "public_service",
        "public_url",
        "hash",
    }
)


def _mark(kind: str) -> dict[str, str]:
    return {KIND: kind}


def _whole(pattern: str) -> str:
    """Return a pattern for the whole text; `$` alone forgives a line break at the end."""
    return rf"^{pattern}$(?![\s\S])"


OrgId = Annotated[UUID, Meta(extra=_mark("org_id"))]
"""Identity of an organisation or of a thing it owns; never of a person."""

Slug = Annotated[str, Meta(pattern=_whole(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}"), extra=_mark("code"))]
"""A short word from a published list."""

CountryCode = Annotated[str, Meta(pattern=_whole(r"[A-Z]{2}"), extra=_mark("code"))]
"""ISO 3166-1, two letters."""

LanguageTag = Annotated[
    str, Meta(pattern=_whole(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}"), extra=_mark("code"))
]
"""BCP 47, like `ro` or `sr-Latn`."""

TimeZone = Annotated[
    str,
    Meta(pattern=_whole(r"[A-Za-z]+(/[A-Za-z0-9_+-]+){0,2}"), max_length=64, extra=_mark("code")),
]
"""A name of the IANA time zone list."""

Version = Annotated[int, Meta(ge=1, le=1_000_000, extra=_mark("code"))]
"""The number of a published text."""

SemVer = Annotated[
    str, Meta(pattern=_whole(r"\d{1,4}(\.\d{1,4}){2}(\+[a-z0-9.-]{1,40})?"), extra=_mark("code"))
]
"""The version of a published text, like `1.0.0`, or `1.0.0+md.1` where a partner added to it."""

Round = Annotated[int, Meta(ge=1, le=1_000, extra=_mark("code"))]
"""Which of several rounds; a place in a row, never a count of people."""

Level = Annotated[int, Meta(ge=0, le=4, extra=_mark("code"))]
"""A level of the standard, from absent to institutionalised."""

AwardNumber = Annotated[
    str, Meta(pattern=_whole(r"[A-Z]{2,6}-[A-Z]{2}-\d{4}-\d{6}-\d"), extra=_mark("code"))
]
"""The printed number of a certificate or sticker, with its check digit."""

Weekday = Annotated[int, Meta(ge=1, le=7, extra=_mark("code"))]
"""1 is Monday, 7 is Sunday, as in ISO 8601."""

LegalFigure = Annotated[int, Meta(ge=0, le=36_500, extra=_mark("code"))]
"""A number that stands in a published law or rule, like an age or a deadline; never counted."""

Flag = Annotated[bool, Meta(extra=_mark("flag"))]
"""Yes or no."""

Day = Annotated[date, Meta(extra=_mark("day"))]
"""A calendar day where the thing is."""

Instant = Annotated[datetime, Meta(tz=True, extra=_mark("instant"))]
"""A moment, with its zone."""

PublicName = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=300,
        pattern=_whole(r"[^\x00-\x1f\x7f]*"),
        extra=_mark("public_name"),
    ),
]
"""The public name of an organisation, a place or a campaign."""

PublicPhone = Annotated[
    str, Meta(pattern=_whole(r"(000 demo|[0-9+*#() ./-]{2,40})"), extra=_mark("public_service"))
]
"""The number of a public service, as people dial it; `000 demo` stands for all in practice data."""

PublicUrl = Annotated[
    str,
    Meta(
        pattern=_whole(r"https?://[^\s\x00-\x1f\x7f]+"), max_length=500, extra=_mark("public_url")
    ),
]
"""An address anybody may open."""

Hash = Annotated[str, Meta(pattern=_whole(r"[0-9a-f]{64}"), extra=_mark("hash"))]
"""SHA-256 in hexadecimal."""


@dataclass(frozen=True, kw_only=True)
class PublicService:
    """A service anybody may call or visit."""

    name: Annotated[PublicName, Meta(description="What it is called.")]
    url: Annotated[PublicUrl | None, Meta(description="Its page.")] = None
    phone: Annotated[PublicPhone | None, Meta(description="Its number.")] = None


def unlisted_fields(fact: type) -> list[str]:
    """Name each field whose kind is not on the list, or that says nothing about itself."""
    return list(_unlisted(fact, fact.__name__))


def _unlisted(fact: type, path: str) -> Iterator[str]:
    if not is_dataclass(fact):
        yield f"{path}: not a dataclass"
        return
    hints = get_type_hints(fact, include_extras=True)
    for field in fields(fact):
        hint = hints[field.name]
        if not any(meta.description for meta in _metas(hint)):
            yield f"{path}.{field.name}: no description"
        yield from _unlisted_kind(hint, f"{path}.{field.name}")


def _unlisted_kind(hint: Any, path: str) -> Iterator[str]:
    kinds = {meta.extra[KIND] for meta in _metas(hint) if meta.extra and KIND in meta.extra}
    if kinds:
        yield from (f"{path}: unknown kind {kind}" for kind in sorted(kinds - KINDS))
        return
    plain = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    parts = _parts(plain)
    if parts is not None:
        for part in parts:
            yield from _unlisted_kind(part, path)
    elif isinstance(plain, type) and is_dataclass(plain):
        yield from _unlisted(plain, path)
    elif not (isinstance(plain, type) and issubclass(plain, Enum)):
        yield f"{path}: {plain} is no allowed kind"


def _parts(plain: Any) -> list[Any] | None:
    """Return what a union or a tuple is made of, or None for anything else."""
    if get_origin(plain) in (Union, UnionType):
        return [part for part in get_args(plain) if part is not NoneType]
    if get_origin(plain) is tuple:
        return [part for part in get_args(plain) if part is not Ellipsis]
    return None


def _metas(hint: Any) -> list[Meta]:
    return [each for each in getattr(hint, "__metadata__", ()) if isinstance(each, Meta)]
