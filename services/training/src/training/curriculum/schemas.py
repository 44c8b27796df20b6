"""A curriculum as JSON: what is taught, and nothing of the questions."""

from marshmallow import Schema, fields


class OutcomeSchema(Schema):
    """What somebody can do who has passed."""

    id = fields.String()
    text = fields.String()


class UnitSchema(Schema):
    """A part of a module."""

    title = fields.String()
    minutes = fields.Integer()
    summary = fields.String()


class DrawSchema(Schema):
    """How many questions of each kind a quiz has, and the percentage that passes."""

    kinds = fields.Dict(keys=fields.String(), values=fields.Integer())
    size = fields.Integer()
    pass_mark = fields.Integer()


class ModuleSchema(Schema):
    """A course that is passed as a whole; of its questions `critical` must be right."""

    code = fields.String()
    title = fields.String()
    minutes = fields.Integer()
    valid_months = fields.Integer()
    audience = fields.String()
    about = fields.String()
    outcomes = fields.List(fields.Nested(OutcomeSchema))
    units = fields.List(fields.Nested(UnitSchema))
    draw = fields.Nested(DrawSchema)
    critical = fields.Integer()
    passes_also = fields.String(allow_none=True)
    task = fields.String(allow_none=True)


class CurriculumSchema(Schema):
    """One version of what is taught."""

    version = fields.String()
    status = fields.String()
    langs = fields.List(fields.String())
    modules = fields.List(fields.Nested(ModuleSchema))
