"""Schools as JSON."""

import re
from enum import StrEnum
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate

from chassis.errors import sentence
from registry.countries.rules import country_code
from registry.names.rules import CODE_CHARACTERS, NAME_CHARACTERS, clean
from registry.schools import rules

LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}\Z")
_name = validate.Length(NAME_CHARACTERS.start, NAME_CHARACTERS.stop - 1)
_language = validate.Regexp(LANGUAGE, error=sentence("Use a language tag such as ro or sr-Latn."))


class Line(fields.String):
    """One line of text: NFC, control signs taken away, spaces around it too."""

    def _deserialize(self, value: Any, *rest: Any, **more: Any) -> str:
        text = clean(str(super()._deserialize(value, *rest, **more)))
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise ValidationError(sentence("This text has half a letter in it.")) from error
        return text


class OptionalLine(Line):
    """A line that may be missing; an empty one is none."""

    def __init__(self, most: int) -> None:
        super().__init__(allow_none=True, validate=validate.Length(max=most))

    def deserialize(self, value: Any, *rest: Any, **more: Any) -> Any:
        """Turn an empty line into None, so that there is one way to say nothing."""
        found = super().deserialize(value, *rest, **more)
        return None if found == "" else found


def word(words: type[StrEnum], **more: Any) -> fields.String:
    """Return a field that takes one of a few words."""
    return fields.String(validate=validate.OneOf([str(each) for each in words]), **more)


def _is_country(code: str) -> None:
    if country_code(code) != code:
        raise ValidationError(sentence("Use the two capital letters of a country, such as MD."))


def _is_zone(text: str) -> None:
    if not rules.is_zone(text):
        raise ValidationError(sentence("Use a time zone such as Europe/Chisinau."))


class SchoolContentSchema(Schema):
    """What is known of a school."""

    name = Line(validate=_name)
    names = fields.Dict(
        keys=fields.String(validate=_language),
        values=Line(validate=_name),
        validate=validate.Length(max=20),
    )
    official_code = OptionalLine(CODE_CHARACTERS.stop - 1)
    area = OptionalLine(80)
    town = OptionalLine(120)
    kind = word(rules.Kind, allow_none=True)
    ownership = word(rules.Ownership, allow_none=True)
    setting = word(rules.Setting, allow_none=True)
    size_band = word(rules.SizeBand, allow_none=True)
    boarding = fields.Boolean(allow_none=True)
    langs = fields.List(fields.String(validate=_language), validate=validate.Length(max=20))
    tz = fields.String(allow_none=True, validate=_is_zone)
    public_listing = fields.Boolean()
    operating = word(rules.Operating)
    opened_on = fields.Date(allow_none=True)
    closed_on = fields.Date(allow_none=True)
    successor_code = OptionalLine(CODE_CHARACTERS.stop - 1)

    @post_load
    def _once_each(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        if "langs" in data:
            data["langs"] = list(dict.fromkeys(data["langs"]))
        return data


class NewSchoolSchema(SchoolContentSchema):
    """A school to be added by hand."""

    name = Line(required=True, validate=_name)
    country = fields.String(required=True, validate=_is_country)
    confirmed = fields.Boolean(load_default=False)


class SchoolVerificationSchema(Schema):
    """What a verification rests on."""

    basis = word(rules.Basis, required=True)


class SchoolClosureSchema(Schema):
    """Why a school ends, and what follows."""

    reason = Line(required=True, validate=validate.Length(3, 300))
    merged = fields.Boolean(load_default=False)
    successor = fields.UUID(load_default=None, allow_none=True)
    closed_on = fields.Date(load_default=None, allow_none=True)


class SchoolDeedSchema(Schema):
    """One thing that was done to a school."""

    at = fields.DateTime()
    what = fields.String()
    who = fields.String()
    role = fields.String(allow_none=True)
    why = fields.String(allow_none=True)


class SchoolSchema(SchoolContentSchema):
    """A school as it is answered; nothing in it is about a person."""

    id = fields.UUID()
    state = fields.String()
    country = fields.String()
    successor = fields.UUID(attribute="successor_id", allow_none=True)
    updated_at = fields.DateTime()
    row_version = fields.Integer()


class SchoolWithHistorySchema(SchoolSchema):
    """A school with what was done to it, for coordinators."""

    history = fields.List(fields.Nested(SchoolDeedSchema))
