"""A page of the list of schools, and what narrows it."""

from marshmallow import Schema, fields, validate

from chassis.errors import sentence
from registry.directory.rules import SEARCH_LETTERS
from registry.schools.rules import Operating, State
from registry.schools.schemas import Line, OptionalLine, SchoolSchema, word

MOST_AT_ONCE = 200


class SchoolFilterSchema(Schema):
    """What narrows the list."""

    state = word(State, load_default=None)
    country = fields.String(
        load_default=None,
        validate=validate.Regexp(
            r"[A-Z]{2}\Z", error=sentence("Use two capital letters, such as MD.")
        ),
    )
    area = OptionalLine(80)
    operating = word(Operating, load_default=None)
    q = Line(load_default="", validate=validate.Length(max=SEARCH_LETTERS))


class SchoolQuerySchema(SchoolFilterSchema):
    """What narrows the list, and which page of it."""

    limit = fields.Integer(load_default=50, validate=validate.Range(1, MOST_AT_ONCE))
    after = Line(load_default=None, validate=validate.Length(max=2000))


class SchoolPageSchema(Schema):
    """A page of schools; `more` says that the search found more than it shows."""

    items = fields.List(fields.Nested(SchoolSchema))
    next = fields.String(allow_none=True)
    more = fields.Boolean()
