"""Findings as JSON."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from certification.findings import rules
from chassis.errors import sentence
from chassis.words import Words

MOST_CRITERIA = 100


class NewFindingSchema(Schema):
    """What was found for one criterion."""

    criterion = fields.String(required=True, validate=validate.Length(1, 20))
    found_level = fields.Integer(
        required=True, strict=True, allow_none=True, validate=validate.Range(0, 4)
    )
    kind = fields.String(required=True, validate=validate.OneOf(rules.KINDS))
    reason = Words(required=True, validate=validate.Length(rules.LEAST_REASON, rules.MOST_REASON))


class NewFindingsSchema(Schema):
    """What was found for some criteria, or all."""

    findings = fields.List(
        fields.Nested(NewFindingSchema),
        required=True,
        validate=validate.Length(1, MOST_CRITERIA),
    )


class FoundSchema(Schema):
    """How far the findings are."""

    id = fields.UUID()
    state = fields.String()
    left = fields.List(fields.String())
    row_version = fields.Integer()


class ResponseSchema(Schema):
    """What the school thinks of the findings."""

    accepted = fields.Boolean(required=True)
    comment = Words(load_default=None, allow_none=True, validate=validate.Length(max=3000))

    @validates_schema
    def _check(self, data: dict[str, Any], **_: Any) -> None:
        """Ask for words where the school does not agree."""
        if not data["accepted"] and not data["comment"]:
            raise ValidationError(sentence("Say with what you do not agree."), "comment")
