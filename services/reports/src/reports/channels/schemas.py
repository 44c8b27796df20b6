"""Ways to report as JSON."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from chassis.errors import sentence
from reports.channels.rules import LANGUAGE, SCHOOL, TIME

_time = validate.Regexp(TIME, error=sentence("Use the time as 08:00."))


class OwnerSchema(Schema):
    """Whose way to report it is."""

    type = fields.String(required=True, validate=validate.OneOf([SCHOOL]))
    id = fields.UUID(required=True)


class HoursSchema(Schema):
    """When somebody is there to answer; 1 is Monday."""

    days = fields.List(
        fields.Integer(strict=True, validate=validate.Range(1, 7)),
        required=True,
        validate=validate.Length(1, 7),
    )
    from_ = fields.String(required=True, data_key="from", attribute="from", validate=_time)
    to = fields.String(required=True, validate=_time)

    @validates_schema
    def _check_order(self, hours: dict[str, Any], **_: Any) -> None:
        if hours["from"] >= hours["to"]:
            raise ValidationError({"to": [sentence("Use a time after the first one.")]})


class NewChannelSchema(Schema):
    """What a school says to make its way to report."""

    owner = fields.Nested(OwnerSchema, required=True)
    langs = fields.List(
        fields.String(
            validate=validate.Regexp(
                LANGUAGE, error=sentence("Use a language tag such as ro or sr-Latn.")
            )
        ),
        required=True,
        validate=validate.Length(1, 20),
    )
    hours = fields.Nested(HoursSchema, required=True)


class ChannelSchema(Schema):
    """A way to report."""

    id = fields.UUID()
    slug = fields.String()
    address = fields.String(metadata={"description": "Where pupils find it."})
    owner = fields.Nested(OwnerSchema)
    school_name = fields.String()
    langs = fields.List(fields.String())
    hours = fields.Nested(HoursSchema)
    state = fields.String()
    row_version = fields.Integer()
    demonstration = fields.Boolean(
        metadata={"description": "While true, nobody reads what is written there."}
    )
    notice = fields.String(allow_none=True)


class ChannelQuerySchema(Schema):
    """What narrows the list."""

    owner = fields.UUID(load_default=None)
    after = fields.String(load_default=None)
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 100))


class ChannelPageSchema(Schema):
    """A page of ways to report."""

    items = fields.List(fields.Nested(ChannelSchema))
    next = fields.String(allow_none=True)
