"""Plans as JSON."""

import re
from typing import Any

from marshmallow import Schema, fields, pre_load, validate

from certification.plans import rules
from certification.standards.rules import HIGHEST

_LINE = validate.Regexp(
    re.compile(r"[^\x00-\x1f\x7f\ud800-\udfff]*\Z"), error="Write it on one line."
)


def _trimmed(data: Any, name: str) -> Any:
    if isinstance(data, dict) and isinstance(data.get(name), str):
        return {**data, name: data[name].strip()}
    return data


class NewActionSchema(Schema):
    """What is to be done, by which post and by when."""

    criterion = fields.String(required=True, validate=validate.Length(1, 20))
    to_level = fields.Integer(required=True, strict=True, validate=validate.Range(1, HIGHEST))
    title = fields.String(
        required=True, validate=[validate.Length(rules.LEAST_TITLE, rules.MOST_TITLE), _LINE]
    )
    owner_role = fields.String(required=True, validate=validate.OneOf(rules.OWNERS))
    due_on = fields.Date(required=True)
    effort = fields.String(required=True, validate=validate.OneOf(rules.SIZES))

    @pre_load
    def _trim(self, data: Any, **_: Any) -> Any:
        return _trimmed(data, "title")


class DroppingSchema(Schema):
    """Why an action is dropped."""

    reason = fields.String(
        required=True, validate=[validate.Length(rules.LEAST_REASON, rules.MOST_REASON), _LINE]
    )

    @pre_load
    def _trim(self, data: Any, **_: Any) -> Any:
        return _trimmed(data, "reason")


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
