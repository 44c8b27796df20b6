"""Enrolments as JSON."""

from datetime import date
from typing import Any

from marshmallow import Schema, fields, validate

from training.enrolments import rules
from training.enrolments.model import Enrolment

ME = "me"


class NewEnrolmentSchema(Schema):
    """Which module to begin; a person begins it for themselves."""

    learner = fields.String(required=True, validate=validate.OneOf((ME,)))
    module = fields.String(required=True, validate=validate.Length(1, 10))


class EnrolmentSchema(Schema):
    """How far a learner is in a module."""

    id = fields.UUID()
    module = fields.String()
    curriculum_version = fields.String()
    state = fields.String(
        metadata={
            "description": "assigned, in_progress, locked, passed, due_soon (renewable) or expired"
        }
    )
    attempts_left = fields.Integer()
    passed_on = fields.Date(allow_none=True)
    valid_until = fields.Date(allow_none=True)
    renew_from = fields.Date(allow_none=True)
    release_from = fields.DateTime(allow_none=True)
    row_version = fields.Integer()


class EnrolmentPageSchema(Schema):
    """A page of enrolments."""

    items = fields.List(fields.Nested(EnrolmentSchema))
    next = fields.String(allow_none=True)


class EnrolmentQuerySchema(Schema):
    """Whose enrolments, and where to go on."""

    learner = fields.String(load_default=ME, validate=validate.OneOf((ME,)))
    after = fields.String(load_default=None)
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 100))


def shown(row: Enrolment, today: date) -> dict[str, Any]:
    """Return an enrolment as it is answered on a day: what was passed grows old by itself."""
    return {
        "id": row.id,
        "module": row.module,
        "curriculum_version": row.curriculum_version,
        "state": rules.shown_state(row.state, row.valid_until, today),
        "attempts_left": max(0, row.attempts_allowed - row.attempts_made),
        "passed_on": row.passed_on,
        "valid_until": row.valid_until,
        "renew_from": row.valid_until and rules.renewable_from(row.valid_until),
        "release_from": row.locked_at and row.locked_at + rules.TALK_AFTER,
        "row_version": row.row_version,
    }
