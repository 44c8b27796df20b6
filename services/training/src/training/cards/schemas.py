"""Cards as JSON."""

from marshmallow import Schema, fields


class ValidModuleSchema(Schema):
    """A module, and the last day it is valid."""

    module = fields.String()
    valid_until = fields.Date()


class CardSchema(Schema):
    """What a card says today; `valid_until` is the last day on which all of it is valid."""

    number = fields.String()
    modules = fields.List(fields.String())
    valid_until = fields.Date(allow_none=True)
    passes = fields.List(fields.Nested(ValidModuleSchema))
