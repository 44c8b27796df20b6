"""Assessments as JSON."""

from typing import Any

from marshmallow import Schema, fields, validate

from certification.assessments import rules
from certification.dossiers.queries import Dossier, Item
from certification.gates.schemas import GateSchema
from certification.visits.schemas import AgendaItemSchema, TalkSchema

MOST = 100


class AskedSchema(Schema):
    """An assessor who was asked."""

    id = fields.UUID()
    user = fields.UUID(attribute="user_id")
    lead = fields.Boolean(attribute="is_lead")
    state = fields.String()


class AssessmentItemSchema(Schema):
    """One assessment of a list."""

    id = fields.UUID()
    school = fields.UUID(attribute="school_id")
    school_name = fields.String()
    kind = fields.String()
    state = fields.String()
    visit_on = fields.Date()
    deadline_on = fields.Date()
    outcome = fields.String()
    level = fields.String()
    submitted_at = fields.AwareDateTime()
    row_version = fields.Integer()


class FindingSchema(Schema):
    """What was found for one criterion."""

    criterion = fields.String()
    self_level = fields.Integer()
    found_level = fields.Integer()
    kind = fields.String()
    reason = fields.String()


class AssessmentSchema(AssessmentItemSchema):
    """An assessment with all that belongs to it."""

    agenda = fields.List(fields.Nested(AgendaItemSchema))
    assignments = fields.List(fields.Nested(AskedSchema))
    interviews = fields.List(fields.Nested(TalkSchema))
    gates = fields.Dict(keys=fields.String(), values=fields.Nested(GateSchema))
    self_levels = fields.Dict(keys=fields.String(), values=fields.Integer(allow_none=True))
    findings = fields.List(fields.Nested(FindingSchema))
    has_accepted = fields.Boolean()
    comment = fields.String()


class AssessmentPageSchema(Schema):
    """A page of assessments."""

    items = fields.List(fields.Nested(AssessmentItemSchema))
    next = fields.String(allow_none=True)


class AssessmentQuerySchema(Schema):
    """Which assessments to list."""

    state = fields.String(load_default=None, validate=validate.OneOf(rules.STATES))
    after = fields.String(load_default=None, validate=validate.Length(max=200))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, MOST))


def item_body(item: Item) -> dict[str, Any]:
    """Return what `AssessmentItemSchema` dumps."""
    return _columns(item) | {"school_name": item.school_name}


def body(dossier: Dossier) -> dict[str, Any]:
    """Return what `AssessmentSchema` dumps; who may not read yet is shown how far it is."""
    unread = {} if dossier.reads else {"has_accepted": None, "comment": None}
    return (
        _columns(dossier)
        | unread
        | {
            "school_name": dossier.school.name,
            "assignments": dossier.assignments,
            "interviews": dossier.talks,
            "gates": dossier.gates if dossier.reads else {},
            "self_levels": dossier.said,
            "findings": list(dossier.findings.values()),
        }
    )


def _columns(holder: Item | Dossier) -> dict[str, Any]:
    row = holder.assessment
    return {column.key: getattr(row, column.key) for column in row.__table__.columns}
