"""Enrolments as JSON; `state` is the stage."""

from marshmallow import Schema, fields, validate

from registry.enrolments.rules import Reason, Stage
from registry.schools.schemas import Line, word


class NewEnrolmentSchema(Schema):
    """A school that asks to join a cohort."""

    school = fields.UUID(required=True)
    cohort = fields.UUID(required=True)


class WithdrawalSchema(Schema):
    """Why a school leaves."""

    reason = word(Reason, required=True)


class CoachSchema(Schema):
    """The person who looks after the school."""

    user = fields.UUID(required=True)


class EnrolmentSchema(Schema):
    """An enrolment as it is answered."""

    id = fields.UUID()
    school = fields.UUID(attribute="school_id")
    school_name = fields.String()
    cohort = fields.UUID(attribute="cohort_id")
    cohort_name = fields.String()
    state = fields.String(attribute="stage")
    state_on = fields.Date(attribute="stage_on")
    coach = fields.UUID(attribute="coach_id", allow_none=True)
    coach_name = fields.String(allow_none=True)
    enrolled_on = fields.Date(allow_none=True)
    baseline_on = fields.Date(allow_none=True)
    withdrawn_reason = fields.String(allow_none=True)
    row_version = fields.Integer()


class EnrolmentPageSchema(Schema):
    """A page of enrolments."""

    items = fields.List(fields.Nested(EnrolmentSchema))
    next = fields.String(allow_none=True)


class EnrolmentFilterSchema(Schema):
    """What narrows the list."""

    school = fields.UUID(load_default=None)
    cohort = fields.UUID(load_default=None)
    state = word(Stage, load_default=None)


class EnrolmentQuerySchema(EnrolmentFilterSchema):
    """What narrows the list, and which page of it."""

    after = Line(load_default=None, validate=validate.Length(max=2000))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 100))
