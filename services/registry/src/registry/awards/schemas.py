"""The public register as JSON."""

from marshmallow import Schema, fields, validate

from chassis.errors import sentence
from registry.awards import rules
from registry.directory.rules import SEARCH_LETTERS
from registry.schools.schemas import Line, word


class PlaceFilterSchema(Schema):
    """What narrows the register."""

    q = Line(load_default="", validate=validate.Length(max=SEARCH_LETTERS))
    country = fields.String(
        load_default=None,
        validate=validate.Regexp(
            r"[A-Z]{2}\Z", error=sentence("Use two capital letters, such as MD.")
        ),
    )
    kind = word(rules.Kind, load_default=None)
    level = word(rules.Level, load_default=None)
    state = word(rules.State, load_default=None)


class PlaceQuerySchema(PlaceFilterSchema):
    """What narrows the register, and which page of it."""

    after = Line(load_default=None, validate=validate.Length(max=2000))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 100))


class CertifiedPlaceSchema(Schema):
    """A place of the register; `number`, `level` and dates are null for a promise."""

    kind = fields.String()
    school = fields.UUID(attribute="school_id")
    name = fields.String()
    town = fields.String(allow_none=True)
    country = fields.String()
    number = fields.String(allow_none=True)
    level = fields.String(allow_none=True)
    state = fields.String()
    valid_from = fields.Date(allow_none=True)
    valid_to = fields.Date(allow_none=True)


class CertifiedPlacePageSchema(Schema):
    """A page of the register."""

    items = fields.List(fields.Nested(CertifiedPlaceSchema))
    next = fields.String(allow_none=True)
