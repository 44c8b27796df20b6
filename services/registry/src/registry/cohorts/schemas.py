"""Cohorts as JSON."""

from marshmallow import Schema, fields, validate

from chassis.errors import sentence
from registry.cohorts import rules
from registry.schools.schemas import Line, word

_version = validate.Regexp(rules.SEMVER, error=sentence("Use a version such as 1.0.0."))


class NewCohortSchema(Schema):
    """A cohort to be planned."""

    name = Line(
        required=True, validate=validate.Length(rules.NAME_LETTERS[0], rules.NAME_LETTERS[-1])
    )
    standard_version = fields.String(required=True, validate=_version)
    curriculum_version = fields.String(required=True, validate=_version)
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True)
    target = fields.Integer(
        required=True, strict=True, validate=validate.Range(rules.TARGETS[0], rules.TARGETS[-1])
    )


class CohortSchema(NewCohortSchema):
    """A cohort as it is answered."""

    id = fields.UUID()
    state = fields.String()
    row_version = fields.Integer()


class CohortPageSchema(Schema):
    """A page of cohorts."""

    items = fields.List(fields.Nested(CohortSchema))
    next = fields.String(allow_none=True)


class CohortQuerySchema(Schema):
    """What narrows the list."""

    state = word(rules.State, load_default=None)
    after = Line(load_default=None, validate=validate.Length(max=2000))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 100))
