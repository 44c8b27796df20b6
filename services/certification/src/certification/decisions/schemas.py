"""Decisions as JSON."""

from marshmallow import Schema, fields, validate

from certification.decisions import rules
from chassis.words import Words


class VerdictSchema(Schema):
    """What the panel decides, and why; the level is never typed."""

    outcome = fields.String(required=True, validate=validate.OneOf(rules.OUTCOMES))
    reasons = Words(
        required=True, validate=validate.Length(rules.LEAST_REASONS, rules.MOST_REASONS)
    )


class DecisionSchema(Schema):
    """What was decided."""

    id = fields.UUID()
    outcome = fields.String()
    level = fields.String()
    module_levels = fields.Dict(keys=fields.String(), values=fields.Integer())
    certificate = fields.String()
    decided_on = fields.Date()
