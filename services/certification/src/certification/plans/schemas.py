"""Plans as JSON."""

import re

from marshmallow import Schema, fields, validate

from certification.plans import rules
from certification.standards.rules import HIGHEST
from chassis.errors import sentence
from chassis.words import Words

_LINE = validate.Regexp(
    re.compile(r"[^\x00-\x1f\x7f\ud800-\udfff]*\Z"), error=sentence("Write it on one line.")
)


class NewActionSchema(Schema):
    """What is to be done, by which post and by when."""

    criterion = fields.String(required=True, validate=validate.Length(1, 20))
    to_level = fields.Integer(required=True, strict=True, validate=validate.Range(1, HIGHEST))
    title = Words(
        required=True, validate=[validate.Length(rules.LEAST_TITLE, rules.MOST_TITLE), _LINE]
    )
    owner_role = fields.String(required=True, validate=validate.OneOf(rules.OWNERS))
    due_on = fields.Date(required=True)
    effort = fields.String(required=True, validate=validate.OneOf(rules.SIZES))


class DroppingSchema(Schema):
    """Why an action is dropped."""

    reason = Words(
        required=True, validate=[validate.Length(rules.LEAST_REASON, rules.MOST_REASON), _LINE]
    )


class ActionSchema(Schema):
    """An action of a plan."""

    id = fields.UUID()
    review = fields.UUID(attribute="review_id")
    criterion = fields.String()
    from_level = fields.Integer()
    to_level = fields.Integer()
    title = fields.String()
    owner_role = fields.String()
    due_on = fields.Date()
    effort = fields.String()
    state = fields.String()
    reason = fields.String(allow_none=True)
    row_version = fields.Integer()


class ActionPageSchema(Schema):
    """A page of actions."""

    items = fields.List(fields.Nested(ActionSchema))
    next = fields.String(allow_none=True)


class ActionQuerySchema(Schema):
    """Where to go on."""

    after = fields.String(load_default=None)
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 100))
