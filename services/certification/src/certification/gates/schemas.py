"""Gates as JSON."""

from typing import Any

from marshmallow import Schema, fields, post_dump


class GateSchema(Schema):
    """Whether something is so that an award needs."""

    met = fields.Boolean()
    as_of = fields.Date(allow_none=True)

    @post_dump
    def _only_what_is_counted(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {name: value for name, value in data.items() if value is not None}


class GatesSchema(Schema):
    """Every gate of a school."""

    channel = fields.Nested(GateSchema)
    key_people = fields.Nested(GateSchema)
    coverage_silver = fields.Nested(GateSchema)
    coverage_gold = fields.Nested(GateSchema)
