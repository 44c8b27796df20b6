"""Claims as JSON."""

from typing import Any

from marshmallow import Schema, fields, validate

from chassis.errors import sentence
from registry.claims.rules import CONTACT_CHARACTERS, OWN_FIELDS, Proof, State
from registry.schools.schemas import Line, NewSchoolSchema, OptionalLine, SchoolSchema, word


class RegistrationBody(NewSchoolSchema):
    """A school: added by a coordinator, or claimed by anybody else, who only names it."""

    contact = OptionalLine(CONTACT_CHARACTERS)


def foreign_fields(body: dict[str, Any], *, adds: bool) -> dict[str, list[str]]:
    """Return the fields that this caller cannot send, each with why.

    `adds` says that the caller is a coordinator, who adds the school instead of claiming it.
    """
    if adds:
        return {"contact": [sentence("Only a claim has a contact.")]} if "contact" in body else {}
    given = {name for name in body if body[name] is not False}
    return {name: [sentence("Only a coordinator can say this.")] for name in given - OWN_FIELDS}


class RegisteredSchema(SchoolSchema):
    """The school that was added, or what became a claim."""

    claim = fields.UUID()
    answer_by = fields.Date()


class ClaimedSchoolSchema(Schema):
    """The school of the list that a claim is about."""

    id = fields.UUID()
    name = fields.String()
    state = fields.String()


class ClaimSchema(Schema):
    """A claim with how long it has waited."""

    id = fields.UUID(attribute="claim.id")
    state = fields.String(attribute="claim.state")
    country = fields.String(attribute="claim.country")
    official_code = fields.String(attribute="claim.official_code")
    name = fields.String(attribute="claim.name")
    town = fields.String(attribute="claim.town")
    contact = fields.String(attribute="claim.contact")
    school = fields.Nested(ClaimedSchoolSchema, attribute="claim.school", allow_none=True)
    proof = fields.String(attribute="claim.proof")
    reason = fields.String(attribute="claim.why")
    created_at = fields.AwareDateTime(attribute="claim.created_at")
    decided_at = fields.AwareDateTime(attribute="claim.decided_at")
    working_days = fields.Integer()
    answer_by = fields.Date()
    is_late = fields.Boolean()
    row_version = fields.Integer(attribute="claim.row_version")


class ClaimQuery(Schema):
    """Which claims are wanted."""

    state = word(State, load_default=None)
    after = fields.String(load_default=None, validate=validate.Length(max=200))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 100))


class ClaimPage(Schema):
    """A page of claims."""

    items = fields.List(fields.Nested(ClaimSchema))
    next = fields.String(allow_none=True)


class ApprovalBody(Schema):
    """How the coordinator made sure, and what follows."""

    proof = word(Proof, required=True)
    school = fields.UUID(load_default=None, allow_none=True)
    confirmed = fields.Boolean(load_default=False)
    login = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 100))


class RefusalBody(Schema):
    """Why a claim is refused."""

    reason = Line(required=True, validate=validate.Length(3, 300))


class DecidedSchema(ClaimSchema):
    """A claim just decided; the link for the head is told once."""

    invite_url = fields.String()
    expires_at = fields.AwareDateTime()
