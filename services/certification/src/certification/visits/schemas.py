"""Visits and talks as JSON."""

from marshmallow import Schema, fields, validate

from certification.visits import rules
from chassis.errors import sentence
from chassis.words import Words

TIME = r"^([01]\d|2[0-3]):[0-5]\d\Z"


class AgendaItemSchema(Schema):
    """What happens at which time."""

    at = fields.String(
        required=True, validate=validate.Regexp(TIME, error=sentence("Use the time as 09:00."))
    )
    what = Words(required=True, validate=validate.Length(1, 200))


class AgendaSchema(Schema):
    """The day proposed for a visit, and what happens on it."""

    visit_on = fields.Date(required=True)
    items = fields.List(
        fields.Nested(AgendaItemSchema),
        required=True,
        validate=validate.Length(1, rules.MOST_ITEMS),
    )


class PlannedSchema(Schema):
    """An assessment with its day."""

    id = fields.UUID()
    state = fields.String()
    visit_on = fields.Date()
    items = fields.List(fields.Nested(AgendaItemSchema), attribute="agenda")
    row_version = fields.Integer()


class NewTalkSchema(Schema):
    """With how many of which group, and what was heard, naming nobody."""

    group = fields.String(required=True, validate=validate.OneOf(rules.GROUPS))
    people = fields.Integer(
        required=True, strict=True, validate=validate.Range(1, rules.MOST_PEOPLE)
    )
    summary = Words(required=True, validate=validate.Length(1, 2000))


class TalkSchema(Schema):
    """A talk that was held."""

    id = fields.UUID()
    group = fields.String()
    people = fields.Integer()
    summary = fields.String()
    state = fields.Constant("held")
