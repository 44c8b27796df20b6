"""Countries' profiles as JSON."""

import re
from typing import Any

from marshmallow import Schema, ValidationError, fields, pre_load, validate

from chassis.errors import sentence
from registry.countries.rules import country_code
from registry.jurisdictions import rules

# marshmallow's check looks at the beginning only, so the end is named here.
_HTTPS = re.compile(rf"(?:{rules.HTTPS.pattern})\Z")
_PHONE = re.compile(rf"(?:{rules.PHONE.pattern})\Z")
_CODE = re.compile(rf"(?:{rules.CODE.pattern})\Z")
_LINE = validate.Regexp(
    re.compile(rf"(?:{rules.LINE.pattern})\Z"), error=sentence("Write it on one line.")
)
_TEXT = validate.Regexp(
    re.compile(rf"(?:{rules.TEXT.pattern})\Z"), error=sentence("Use letters and signs only.")
)
_text = validate.And(
    validate.Length(min=1, max=120),
    _LINE,
)


def _one_line(data: Any) -> Any:
    """Take away spaces around every text, so that a text of spaces counts as none."""
    if isinstance(data, dict):
        return {key: _one_line(value) for key, value in data.items()}
    return data.strip() if isinstance(data, str) else data


def _is_country(code: str) -> None:
    if country_code(code) != code:
        raise ValidationError(sentence("Use the two capital letters of a country, such as MD."))


def _https(*, required: bool) -> fields.String:
    check = [
        validate.Length(max=300),
        validate.Regexp(_HTTPS, error=sentence("Use an address that begins with https://.")),
    ]
    return fields.String(required=required, allow_none=not required, validate=check)


def _phone(*, required: bool) -> fields.String:
    check = validate.Regexp(_PHONE, error=sentence("Use the number as it is dialled."))
    return fields.String(required=required, allow_none=not required, validate=check)


class HotlineSchema(Schema):
    """Where pictures of abuse are reported."""

    name = fields.String(required=True, validate=_text)
    url = _https(required=True)


class HelplineSchema(Schema):
    """Who a child can talk to."""

    name = fields.String(required=True, validate=_text)
    phone = _phone(required=True)
    hours = fields.String(load_default="", validate=[validate.Length(max=120), _LINE])
    free = fields.Boolean(load_default=False)


class PublicServiceSchema(Schema):
    """A public service people can turn to."""

    name = fields.String(required=True, validate=_text)
    url = _https(required=False)
    phone = _phone(required=False)


class JurisdictionDutySchema(Schema):
    """Who must tell which authority about what, and by when."""

    who = fields.String(required=True, validate=_text)
    codes = fields.List(
        fields.String(
            validate=validate.Regexp(_CODE, error=sentence("Use codes such as SEXTORT."))
        ),
        required=True,
        validate=validate.Length(min=1, max=40),
    )
    authority = fields.String(required=True, validate=_text)
    deadline_hours = fields.Integer(
        required=True, strict=True, validate=validate.Range(*rules.DEADLINE_HOURS)
    )
    clock = fields.String(required=True, validate=validate.OneOf(rules.CLOCKS))


class JurisdictionRetentionSchema(Schema):
    """For how long something may be kept, where the law differs from our rule."""

    what = fields.String(required=True, validate=validate.Regexp(r"[a-z][a-z_]{1,39}\Z"))
    days = fields.Integer(
        required=True, strict=True, validate=validate.Range(*rules.RETENTION_DAYS)
    )


class JurisdictionContentSchema(Schema):
    """What people write in a profile."""

    hotline = fields.Nested(HotlineSchema, allow_none=True)
    helpline = fields.Nested(HelplineSchema, allow_none=True)
    emergency = _phone(required=False)
    police_unit = fields.Nested(PublicServiceSchema, allow_none=True)
    social_service = fields.Nested(PublicServiceSchema, allow_none=True)
    duties = fields.List(
        fields.Nested(JurisdictionDutySchema), validate=validate.Length(max=rules.MOST_DUTIES)
    )
    minority_age = fields.Integer(strict=True, validate=validate.Range(*rules.ADULT_AGES))
    weekend = fields.List(
        fields.Integer(strict=True, validate=validate.Range(1, 7)), validate=validate.Length(max=7)
    )
    holidays = fields.List(fields.Date(), validate=validate.Length(max=rules.MOST_HOLIDAYS))
    retention = fields.List(
        fields.Nested(JurisdictionRetentionSchema), validate=validate.Length(max=20)
    )
    source = fields.String(validate=[validate.Length(min=1, max=500), _TEXT])
    note = fields.String(allow_none=True, validate=[validate.Length(max=500), _TEXT])

    @pre_load
    def _trim(self, data: Any, **_: Any) -> Any:
        return _one_line(data)


class NewJurisdictionSchema(JurisdictionContentSchema):
    """A profile to be drafted."""

    country = fields.String(required=True, validate=_is_country)
    source = fields.String(required=True, validate=[validate.Length(min=1, max=500), _TEXT])


class JurisdictionPublicationSchema(Schema):
    """The review that a publication rests on."""

    reviewed_on = fields.Date(required=True)


class JurisdictionSchema(JurisdictionContentSchema):
    """A profile as it is answered."""

    id = fields.UUID()
    country = fields.String()
    version = fields.Integer()
    state = fields.String()
    reviewed_on = fields.Date(allow_none=True)
    published_at = fields.DateTime(allow_none=True)
    row_version = fields.Integer()
    holidays: Any = fields.List(fields.String())


class JurisdictionPageSchema(Schema):
    """A page of profiles."""

    items = fields.List(fields.Nested(JurisdictionSchema))
    next = fields.String(allow_none=True)


class JurisdictionQuerySchema(Schema):
    """What narrows the list."""

    country = fields.String(load_default=None, validate=_is_country)
    state = fields.String(
        load_default=None, validate=validate.OneOf((rules.DRAFT, rules.PUBLISHED, rules.RETIRED))
    )
    after = fields.String(load_default=None)
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 100))
