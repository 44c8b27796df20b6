"""Findings over the JSON API."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from certification.assessments.actions import calling
from certification.assessments.model import Assessment
from certification.findings import actions, queries, rules
from certification.findings.rules import Wish
from certification.findings.schemas import FoundSchema, NewFindingsSchema, ResponseSchema
from certification.standards import formats as standards
from certification.submissions.schemas import MovedSchema
from chassis.auth import roles
from chassis.http import ApiBlueprint

api = ApiBlueprint("findings", "/certification/api/v1", about="What assessors found.")


@api.patch(
    "/assessments/<uuid:identifier>/findings",
    allow=roles("assessor"),
    body=NewFindingsSchema,
    answer=FoundSchema,
)
def find(
    session: Session, body: dict[str, Any], identifier: UUID, row_version: int | None
) -> dict[str, Any]:
    """Write findings down, with the ETag of the assessment (428, 412)."""
    assessment = actions.find(
        session,
        identifier,
        [Wish(**each) for each in body["findings"]],
        row_version=row_version,
        doing=calling("assessor"),
    )
    standard = standards.load(assessment.standard_version)
    found = queries.findings(session, assessment.id)
    return {
        "id": assessment.id,
        "state": assessment.state,
        "left": rules.missing(standard, found),
        "row_version": assessment.row_version,
    }


@api.post(
    "/assessments/<uuid:identifier>/findings-sharing",
    allow=roles("assessor"),
    answer=MovedSchema,
)
def share(session: Session, identifier: UUID) -> Assessment:
    """Show the findings to the school; 409 `finding_missing`, `interviews_missing`."""
    return actions.share(session, identifier, calling("assessor"))


@api.post(
    "/assessments/<uuid:identifier>/findings-response",
    allow=roles("head"),
    body=ResponseSchema,
    answer=MovedSchema,
)
def respond(session: Session, body: dict[str, Any], identifier: UUID) -> Assessment:
    """Answer the findings, with a comment when not accepted; 409 `wrong_state`."""
    return actions.respond(
        session,
        identifier,
        accepted=body["accepted"],
        comment=body["comment"],
        doing=calling("head"),
    )
