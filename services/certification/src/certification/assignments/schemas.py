"""Offers to assessors as JSON."""

from marshmallow import Schema, fields, validate

from certification.assignments import rules

_tie = validate.OneOf(rules.TIES)


class OfferSchema(Schema):
    """Whom to ask, and whether they would lead."""

    accreditation = fields.UUID(required=True)
    lead = fields.Boolean(load_default=True)


class AcceptanceSchema(Schema):
    """What ties the assessor to the school; nothing, for who can assess it."""

    declared = fields.List(
        fields.String(validate=_tie), load_default=list, validate=validate.Length(max=4)
    )


class RefusalSchema(Schema):
    """Why not, if something ties the assessor to the school."""

    kind = fields.String(load_default=None, allow_none=True, validate=_tie)


class AssignmentSchema(Schema):
    """An offer and its answer."""

    id = fields.UUID()
    assessment = fields.UUID(attribute="assessment_id")
    user = fields.UUID(attribute="user_id")
    lead = fields.Boolean(attribute="is_lead")
    state = fields.String()
    row_version = fields.Integer()
