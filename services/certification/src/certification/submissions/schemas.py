"""Handing in and sending back as JSON."""

from marshmallow import Schema, fields, validate

from certification.gates.schemas import GateSchema
from certification.submissions import rules
from chassis.words import Words

MOST_CRITERIA = 100


class SubmissionSchema(Schema):
    """The head's consent to a public entry, and how the school is assessed."""

    public_entry = fields.Boolean(load_default=False)
    kind = fields.String(load_default="visit", validate=validate.OneOf(rules.KINDS))


class SubmittedSchema(Schema):
    """What was handed in, and which gates are open."""

    assessment = fields.UUID()
    state = fields.String()
    gates = fields.Dict(keys=fields.String(), values=fields.Nested(GateSchema))
    row_version = fields.Integer()


class ReturnReasonSchema(Schema):
    """Why one criterion needs another look."""

    criterion = fields.String(required=True, validate=validate.Length(1, 20))
    reason = Words(required=True, validate=validate.Length(20, 1500))


class ReturnSchema(Schema):
    """Why a self-review is sent back, by criterion."""

    reasons = fields.List(
        fields.Nested(ReturnReasonSchema),
        required=True,
        validate=validate.Length(1, MOST_CRITERIA),
    )


class MovedSchema(Schema):
    """How far an assessment is now."""

    id = fields.UUID()
    state = fields.String()
    row_version = fields.Integer()
