"""A successor as JSON."""

from marshmallow import Schema, fields, validate


class SuccessorBody(Schema):
    """Who shall have the post."""

    login = fields.String(required=True, validate=validate.Length(1, 100))
