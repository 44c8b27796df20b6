"""The only kinds of field a fact may have; there is none for a person, a free text or a count.

A kind is a type with a mark that is made here. `unlisted_fields` walks a fact and names what
bears no such mark; a test holds every contract to it. Adding a kind is a decision, with a record
under `docs/adr/`. Codes and bands of a list that is closed are enums.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import Enum, StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from msgspec import Meta

from chassis.bus.events import Fact


class Kind(StrEnum):
    """What a value may be about."""

    ORG_ID = "org_id"
    CODE = "code"
    FLAG = "flag"
    DAY = "day"
    INSTANT = "instant"
    PUBLIC_NAME = "public_name"
    PUBLIC_SERVICE = "public_service"
    PUBLIC_URL = "public_url"
    HASH = "hash"


_NAMES_A_THING = frozenset({Kind.ORG_ID, Kind.CODE})
"""The kinds that a subject may be made of."""
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_+-]{0,31}")
"""A member of an enum: a code or a band, never a sentence."""

_made: dict[int, Kind] = {}
"""The marks that were made here, by identity: one made elsewhere does not count."""


def _kind(kind: Kind, title: str, **bounds: Any) -> Meta:
    """Return a mark; the schema shows the title and the kind."""
    made = Meta(title=title, extra_json_schema={"x-kind": str(kind)}, **bounds)
    _made[id(made)] = kind
    return made


def _whole(pattern: str) -> str:
    """Return a pattern for the whole text; `$` alone forgives a line break at the end."""
    return rf"^{pattern}$(?![\s\S])"


OrgId = Annotated[UUID, _kind(Kind.ORG_ID, "identity (UUID)")]
"""Identity of an organisation or of a thing it owns; never of a person."""

Slug = Annotated[
    str, _kind(Kind.CODE, "code word", pattern=_whole(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}"))
]
"""A short word from a published list that may grow."""

CountryCode = Annotated[
    str, _kind(Kind.CODE, "country (ISO 3166-1, like MD)", pattern=_whole(r"[A-Z]{2}"))
]
"""ISO 3166-1, two letters."""

LanguageTag = Annotated[
    str,
    _kind(
        Kind.CODE,
        "language (BCP 47, like ro)",
        pattern=_whole(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}"),
    ),
]
"""BCP 47, like `ro` or `sr-Latn`."""

TimeZone = Annotated[
    str,
    _kind(
        Kind.CODE,
        "time zone (IANA, like Europe/Chisinau)",
        pattern=_whole(r"[A-Za-z]+(/[A-Za-z0-9_+-]+){0,2}"),
        max_length=64,
    ),
]
"""A name of the IANA time zone list."""

Version = Annotated[int, _kind(Kind.CODE, "version number", ge=1, le=1_000_000)]
"""The number of a published text."""

SemVer = Annotated[
    str,
    _kind(
        Kind.CODE,
        "version (like 1.0.0)",
        pattern=_whole(r"\d{1,4}(\.\d{1,4}){2}(\+[a-z0-9.-]{1,40})?"),
    ),
]
"""The version of a published text, like `1.0.0`, or `1.0.0+md.1` where a partner added to it."""

Round = Annotated[int, _kind(Kind.CODE, "round, from 1", ge=1, le=1_000)]
"""Which of several rounds; a place in a row, never a count of people."""

Level = Annotated[int, _kind(Kind.CODE, "level, 0 to 4", ge=0, le=4)]
"""A level of the standard, from absent to institutionalised."""

AwardNumber = Annotated[
    str,
    _kind(
        Kind.CODE,
        "printed number (like SIS-MD-2026-000001-5)",
        pattern=_whole(r"[A-Z]{2,6}-[A-Z]{2}-\d{4}-\d{6}-\d"),
    ),
]
"""The printed number of a certificate or sticker, with its check digit."""

Weekday = Annotated[int, _kind(Kind.CODE, "weekday, 1 (Monday) to 7", ge=1, le=7)]
"""1 is Monday, 7 is Sunday, as in ISO 8601."""

LegalFigure = Annotated[int, _kind(Kind.CODE, "figure of a law", ge=0, le=36_500)]
"""A number that stands in a published law or rule, like an age or a deadline; never counted."""

Flag = Annotated[bool, _kind(Kind.FLAG, "yes or no")]
"""Yes or no."""

Day = Annotated[date, _kind(Kind.DAY, "day (like 2026-02-03)")]
"""A calendar day where the thing is."""

Instant = Annotated[datetime, _kind(Kind.INSTANT, "moment, with its zone (RFC 3339)", tz=True)]
"""A moment, with its zone."""

PublicName = Annotated[
    str,
    _kind(
        Kind.PUBLIC_NAME,
        "public name",
        min_length=1,
        max_length=300,
        pattern=_whole(r"[^\x00-\x1f\x7f]*"),
    ),
]
"""The public name of an organisation, a place or a campaign."""

PublicPhone = Annotated[
    str,
    _kind(
        Kind.PUBLIC_SERVICE,
        "number of a public service",
        pattern=_whole(r"(000 demo|[0-9+*#() ./-]{2,40})"),
    ),
]
"""The number of a public service, as people dial it; `000 demo` stands for all in practice data."""

PublicUrl = Annotated[
    str,
    _kind(
        Kind.PUBLIC_URL,
        "public address (URL)",
        pattern=_whole(r"https?://[^\s\x00-\x1f\x7f]+"),
        max_length=500,
    ),
]
"""An address anybody may open."""

Hash = Annotated[str, _kind(Kind.HASH, "SHA-256, hexadecimal", pattern=_whole(r"[0-9a-f]{64}"))]
"""SHA-256 in hexadecimal."""


@dataclass(frozen=True, kw_only=True)
class PublicService:
    """A service anybody may call or visit."""

    name: Annotated[PublicName, Meta(description="What it is called.")]
    url: Annotated[PublicUrl | None, Meta(description="Its page.")] = None
    phone: Annotated[PublicPhone | None, Meta(description="Its number.")] = None


def unlisted_fields(fact: type) -> list[str]:
    """Name each field that is of no allowed kind, says nothing about itself, or may name nothing.

    The last is a field of the subject that is neither an identity nor a code.
    """
    found = list(_unlisted(fact, fact.__name__))
    if is_dataclass(fact) and issubclass(fact, Fact):
        found += _unfit_subject(fact)
    return found


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
    if any(not _only_describes(meta) for meta in _metas(hint) if id(meta) not in _made):
        yield f"{path}: bends its kind"
        return
    if _kind_of(hint) is not None:
        return
    plain = _bare(hint)
    parts = _parts(plain)
    if parts is not None:
        for part in parts:
            yield from _unlisted_kind(part, path)
    elif isinstance(plain, type) and is_dataclass(plain):
        yield from _unlisted(plain, path)
    elif _is_enum(plain):
        yield from (
            f"{path}: {member.value!r} is no code" for member in plain if not _is_code(member)
        )
    else:
        yield f"{path}: {plain} is no allowed kind"


def _unfit_subject(fact: type[Fact]) -> Iterator[str]:
    hints = get_type_hints(fact, include_extras=True)
    for name in fact.subject_fields:
        hint = hints.get(name)
        if _kind_of(hint) not in _NAMES_A_THING and not _is_enum(_bare(hint)):
            yield f"{fact.__name__}.{name}: names no subject"


def _kind_of(hint: Any) -> Kind | None:
    """Return the kind whose mark a hint bears itself, not in its parts."""
    return next((_made[id(meta)] for meta in _metas(hint) if id(meta) in _made), None)


def _only_describes(meta: Meta) -> bool:
    return meta == Meta(description=meta.description)


def _is_enum(plain: Any) -> bool:
    return isinstance(plain, type) and issubclass(plain, Enum)


def _is_code(member: Enum) -> bool:
    return isinstance(member.value, str) and _WORD.fullmatch(member.value) is not None


def _bare(hint: Any) -> Any:
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint


def _parts(plain: Any) -> list[Any] | None:
    """Return what a union or a tuple is made of, or None for anything else."""
    if get_origin(plain) in (Union, UnionType):
        return [part for part in get_args(plain) if part is not NoneType]
    if get_origin(plain) is tuple:
        return [part for part in get_args(plain) if part is not Ellipsis]
    return None


def _metas(hint: Any) -> list[Meta]:
    return [each for each in getattr(hint, "__metadata__", ()) if isinstance(each, Meta)]
