"""Coverage as JSON."""

from marshmallow import Schema, fields


class ShareSchema(Schema):
    """One group of staff in one module."""

    module = fields.String()
    group = fields.String()
    pct = fields.Raw(metadata={"description": "A whole number up to 100, or `unknown`."})


class CoverageSchema(Schema):
    """How much of a school's staff is trained; groups in which nobody works are left out."""

    as_of = fields.Date()
    stale = fields.Boolean(metadata={"description": "The head count is missing or too old."})
    items = fields.List(fields.Nested(ShareSchema))
    crowded = fields.List(
        fields.String(),
        metadata={"description": "Groups with more people than the school declared."},
    )
