"""Accreditations of trainers as JSON."""

from marshmallow import Schema, fields, validate

from chassis.words import Words
from training.accreditations import rules

MOST_MODULES = 20


class NewTrainerAccreditationSchema(Schema):
    """Who is to be a trainer, in what, and why."""

    user = fields.UUID(required=True)
    modules = fields.List(
        fields.String(validate=validate.Length(1, 10)),
        required=True,
        validate=validate.Length(1, MOST_MODULES),
    )
    basis = fields.String(required=True, validate=validate.OneOf((rules.FOUNDING,)))
    reason = Words(required=True, validate=validate.Length(3, 500))


class TrainerAccreditationSchema(Schema):
    """A trainer."""

    id = fields.UUID()
    user = fields.UUID(attribute="user_id")
    modules = fields.List(fields.String())
    basis = fields.String()
    state = fields.String()
    valid_until = fields.Date()
    row_version = fields.Integer()


class TrainerAccreditationPageSchema(Schema):
    """A page of trainers."""

    items = fields.List(fields.Nested(TrainerAccreditationSchema))
    next = fields.String(allow_none=True)


class TrainerAccreditationQuerySchema(Schema):
    """Where to go on."""

    after = fields.String(load_default=None)
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 100))
