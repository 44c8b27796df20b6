"""Certificates as JSON."""

from marshmallow import Schema, fields, validate

from certification.certificates import rules


class SuspensionSchema(Schema):
    """Why a certificate is put out of force, and when the head was heard."""

    reason_code = fields.String(required=True, validate=validate.OneOf(rules.REASONS))
    head_heard_on = fields.Date(required=True)


class CertificateSchema(Schema):
    """A certificate."""

    number = fields.String()
    school = fields.UUID(attribute="school_id")
    name = fields.String()
    town = fields.String()
    country = fields.String()
    level = fields.String()
    module_levels = fields.Dict(keys=fields.String(), values=fields.Integer())
    standard_version = fields.String()
    state = fields.String()
    reason_code = fields.String()
    decide_by = fields.Date()
    valid_from = fields.Date()
    valid_to = fields.Date()
    row_version = fields.Integer()
