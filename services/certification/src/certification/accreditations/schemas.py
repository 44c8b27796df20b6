"""Accreditations of assessors as JSON."""

from marshmallow import Schema, fields, validate

from certification.accreditations import rules
from chassis.errors import sentence
from chassis.words import Words

LANGUAGE = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z"


class NewAssessorAccreditationSchema(Schema):
    """Who is to be an assessor, in which languages, and why."""

    user = fields.UUID(required=True)
    basis = fields.String(required=True, validate=validate.OneOf((rules.FOUNDING,)))
    reason = Words(required=True, validate=validate.Length(3, 500))
    langs = fields.List(
        fields.String(
            validate=[
                validate.Length(2, 35),
                validate.Regexp(LANGUAGE, error=sentence("Use a tag of a language, like ro.")),
            ]
        ),
        required=True,
        validate=validate.Length(1, rules.MOST_LANGS),
    )


class ReasonSchema(Schema):
    """Why an accreditation changes."""

    reason = Words(required=True, validate=validate.Length(3, 500))


class AssessorAccreditationSchema(Schema):
    """An assessor."""

    id = fields.UUID()
    user = fields.UUID(attribute="user_id")
    langs = fields.List(fields.String())
    basis = fields.String()
    state = fields.String()
    valid_until = fields.Date()
    row_version = fields.Integer()


class AssessorAccreditationPageSchema(Schema):
    """A page of assessors."""

    items = fields.List(fields.Nested(AssessorAccreditationSchema))
    next = fields.String(allow_none=True)


class AssessorAccreditationQuerySchema(Schema):
    """Where to go on."""

    after = fields.String(load_default=None)
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 100))
