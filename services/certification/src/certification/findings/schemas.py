"""Findings as JSON."""

from marshmallow import Schema, fields, validate

from certification.findings import rules

MOST_CRITERIA = 100


class NewFindingSchema(Schema):
    """What was found for one criterion."""

    criterion = fields.String(required=True, validate=validate.Length(1, 20))
    found_level = fields.Integer(
        required=True, strict=True, allow_none=True, validate=validate.Range(0, 4)
    )
    kind = fields.String(required=True, validate=validate.OneOf(rules.KINDS))
    reason = fields.String(
        required=True, validate=validate.Length(rules.LEAST_REASON, rules.MOST_REASON)
    )


class NewFindingsSchema(Schema):
    """What was found for some criteria, or all."""

    findings = fields.List(
        fields.Nested(NewFindingSchema),
        required=True,
        validate=validate.Length(1, MOST_CRITERIA),
    )


class FoundSchema(Schema):
    """How far the findings are."""

    id = fields.UUID()
    state = fields.String()
    left = fields.List(fields.String())
    row_version = fields.Integer()


class ResponseSchema(Schema):
    """What the school thinks of the findings."""

    accepted = fields.Boolean(required=True)
    comment = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=3000))
