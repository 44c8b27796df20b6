"""The file a deployment is set up with: read, and checked as a whole."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import pycountry
from marshmallow import Schema, ValidationError, fields, validate

from chassis.errors import Invalid
from registry.accounts.rules import fold_login
from registry.people import rules
from registry.people.rules import FirstPerson, SetupConfig

_TEXT: dict[str, Any] = {
    "required": "This is missing.",
    "null": "This is missing.",
    "invalid": "Write a text.",
}
_LIST: dict[str, Any] = {
    "required": "This is missing.",
    "null": "This is missing.",
    "invalid": "Write a list.",
}


def _check_country(value: str) -> None:
    if pycountry.countries.get(alpha_2=value) is None or value != value.upper():
        raise ValidationError(f"{value} is not a country's two-letter code, such as MD.")


def _check_lang(value: str) -> None:
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}", value):
        raise ValidationError(f"{value} is not a language tag, such as ro or uk.")


def _check_zone(value: str) -> None:
    if value not in available_timezones():
        raise ValidationError(f"{value} is not a time zone, such as Europe/Chisinau.")


def _check_url(value: str) -> None:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.path not in ("", "/"):
        raise ValidationError("Write an address such as https://ciss.example.org, without a path.")


def _check_login(value: str) -> None:
    try:
        fold_login(value)
    except Invalid as error:
        raise ValidationError(list(error.errors["login"])) from error


class _Part(Schema):
    error_messages = {  # noqa: RUF012 - marshmallow reads it so
        "unknown": "Nothing of this name is known here.",
        "type": "Write this as a group of named values.",
    }


class _PartnerPart(_Part):
    code = fields.String(
        required=True,
        error_messages=_TEXT,
        validate=validate.Regexp(
            rf"^{rules.CODE.pattern}\Z", error="Use two small letters, such as md or md-north."
        ),
    )
    name = fields.String(
        required=True,
        error_messages=_TEXT,
        validate=validate.Length(2, 120, error="Use 2 to 120 letters."),
    )
    countries = fields.List(
        fields.String(validate=_check_country, error_messages=_TEXT),
        required=True,
        error_messages=_LIST,
        validate=validate.Length(min=1, error="Name at least one."),
    )
    langs = fields.List(
        fields.String(validate=_check_lang, error_messages=_TEXT),
        required=True,
        error_messages=_LIST,
        validate=validate.Length(min=1, error="Name at least one."),
    )
    tz = fields.String(required=True, error_messages=_TEXT, validate=_check_zone)


def _prefix() -> fields.String:
    return fields.String(
        required=True,
        error_messages=_TEXT,
        validate=validate.Regexp(
            rf"^{rules.PREFIX.pattern}\Z", error="Use 2 to 6 capital letters, such as SIS."
        ),
    )


class _PrefixesPart(_Part):
    certificate = _prefix()
    sticker = _prefix()


class _PersonPart(_Part):
    login = fields.String(required=True, error_messages=_TEXT, validate=_check_login)
    role = fields.String(
        required=True,
        error_messages=_TEXT,
        validate=validate.OneOf(
            rules.FIRST_ROLES, error=f"Set-up invites: {', '.join(rules.FIRST_ROLES)}."
        ),
    )


class _SetupFile(_Part):
    partner = fields.Nested(_PartnerPart, required=True, error_messages=_TEXT)
    prefixes = fields.Nested(_PrefixesPart, required=True, error_messages=_TEXT)
    public_url = fields.String(required=True, error_messages=_TEXT, validate=_check_url)
    people = fields.List(
        fields.Nested(_PersonPart),
        required=True,
        error_messages=_LIST,
        validate=validate.Length(min=1, error="Name at least one."),
    )


def read_config(document: object) -> SetupConfig:
    """Return what a deployment is set up with from the parsed file.

    Raises:
        Invalid: all faults of the file at once, each under its path, like `partner.tz`.

    """
    try:
        read = _SetupFile().load(document if isinstance(document, Mapping) else {})
    except ValidationError as error:
        raise Invalid(
            "The set-up file needs a few changes.", errors=_by_path(error.messages)
        ) from error
    partner = read["partner"]
    return SetupConfig(
        code=partner["code"],
        name=" ".join(partner["name"].split()),
        countries=tuple(dict.fromkeys(partner["countries"])),
        langs=tuple(dict.fromkeys(partner["langs"])),
        tz=partner["tz"],
        certificate_prefix=read["prefixes"]["certificate"],
        sticker_prefix=read["prefixes"]["sticker"],
        public_url=read["public_url"].rstrip("/"),
        people=tuple(FirstPerson(fold_login(p["login"]), p["role"]) for p in read["people"]),
    )


def _by_path(messages: Any, path: str = "") -> dict[str, list[str]]:
    """Turn nested messages into `{"people.0.role": [text]}`."""
    return dict(_walk(messages, path))


def _walk(messages: Any, path: str) -> Iterator[tuple[str, list[str]]]:
    if isinstance(messages, Mapping):
        for name, inner in messages.items():
            step = "" if name == "_schema" else str(name)
            yield from _walk(inner, ".".join(part for part in (path, step) if part))
    else:
        yield path or "file", [str(text) for text in messages]
