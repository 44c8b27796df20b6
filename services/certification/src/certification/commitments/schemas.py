"""Commitments as JSON."""

from marshmallow import Schema, fields, validate


class NewCommitmentSchema(Schema):
    """What the head signs, and whether the school may be listed as committed."""

    statement = fields.String(required=True, validate=validate.Length(1, 40))
    public_entry = fields.Boolean(required=True)


class CommitmentSchema(Schema):
    """A signed commitment."""

    id = fields.UUID()
    school = fields.UUID(attribute="school_id")
    statement = fields.String()
    public_entry = fields.Boolean()
    signed_on = fields.Date()
    state = fields.Constant("signed")
    row_version = fields.Integer()
