"""Head counts as JSON."""

from typing import Any

from marshmallow import Schema, fields, validate

from training.declarations.actions import Declaration
from training.headcounts import rules

MOST_LEFT = 500

ONE_LINE = validate.Regexp(r"[^\x00-\x1f\x7f]*\Z")


def _number() -> fields.Integer:
    return fields.Integer(required=True, strict=True, validate=validate.Range(0, rules.MOST))


class HeadcountGroupsSchema(Schema):
    """How many people each group of staff has."""

    leadership = _number()
    teaching = _number()
    support = _number()
    governing = _number()


class NewHeadcountSchema(Schema):
    """What a school declares, and who left it."""

    term = fields.String(required=True, validate=[validate.Length(1, rules.LONGEST_TERM), ONE_LINE])
    declared_on = fields.Date(required=True)
    groups = fields.Nested(HeadcountGroupsSchema, required=True)
    left = fields.List(fields.UUID(), load_default=list, validate=validate.Length(max=MOST_LEFT))


class HeadcountSchema(Schema):
    """The head count of a school."""

    school = fields.UUID(attribute="school_id")
    term = fields.String()
    declared_on = fields.Date()
    groups = fields.Function(lambda row: row.groups())
    row_version = fields.Integer()


def declaration_of(body: dict[str, Any]) -> Declaration:
    """Return what was declared."""
    return Declaration(body["term"], body["declared_on"], body["groups"], body["left"])
