"""Assessments over the JSON API."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from certification.dossiers import queries
from certification.dossiers.schemas import (
    AssessmentPageSchema,
    AssessmentQuerySchema,
    AssessmentSchema,
    body,
    item_body,
)
from certification.schools.rules import INVOLVED
from chassis.auth import actor, roles
from chassis.http import ApiBlueprint
from chassis.readings import Recorded, belongs_to
from chassis.resources import clock

api = ApiBlueprint(
    "assessments", "/certification/api/v1", about="Schools on their way to a decision."
)
_readers = roles(*INVOLVED)


@api.get("/assessments", allow=_readers, query=AssessmentQuerySchema, answer=AssessmentPageSchema)
def page(session: Session, query: dict[str, Any]) -> dict[str, Any]:
    """List the assessments the caller has a part in, the newest first."""
    found = queries.page(session, actor(), **query)
    return {"items": [item_body(each) for each in found["items"]], "next": found["next"]}


@api.get(
    "/assessments/<uuid:identifier>",
    allow=_readers,
    answer=AssessmentSchema,
    recorded=Recorded("assessment.read", subject="identifier"),
)
def one(session: Session, identifier: UUID) -> dict[str, Any]:
    """Show an assessment; the school sees what was found once it is shared."""
    found = queries.dossier(session, identifier, actor(), clock().now())
    belongs_to(found.school.id)
    return body(found)
