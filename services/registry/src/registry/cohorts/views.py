"""`/registry/api/v1/cohorts`."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.auth import actor, roles, signed_in
from chassis.http import ApiBlueprint
from registry.cohorts import actions, queries
from registry.cohorts.model import Cohort
from registry.cohorts.schemas import (
    CohortPageSchema,
    CohortQuerySchema,
    CohortSchema,
    NewCohortSchema,
)
from registry.doers.actions import calling
from registry.partners.queries import home_partner

api = ApiBlueprint(
    "cohorts", "/registry/api/v1", about="Schools that go through the programme together."
)


@api.get("/cohorts", allow=signed_in, query=CohortQuerySchema, answer=CohortPageSchema)
def list_(session: Session, query: dict[str, Any]) -> dict[str, Any]:
    """List the cohorts of the caller's programme, oldest first."""
    return queries.page(session, home_partner(session, actor().partner).id, **query)


@api.get("/cohorts/<uuid:cohort_id>", allow=signed_in, answer=CohortSchema)
def one(session: Session, cohort_id: UUID) -> Cohort:
    """Show one cohort."""
    return queries.get(session, home_partner(session, actor().partner).id, cohort_id)


@api.post(
    "/cohorts", allow=roles("coordinator"), body=NewCohortSchema, answer=CohortSchema, status=201
)
def plan(session: Session, body: dict[str, Any]) -> Cohort:
    """Plan a cohort."""
    return actions.plan(session, body, by=calling(session))


@api.post("/cohorts/<uuid:cohort_id>/opening", allow=roles("coordinator"), answer=CohortSchema)
def open_(session: Session, cohort_id: UUID) -> Cohort:
    """Let schools join; 409 `wrong_state`."""
    return actions.open_(session, cohort_id, by=calling(session))


@api.post("/cohorts/<uuid:cohort_id>/closure", allow=roles("coordinator"), answer=CohortSchema)
def close(session: Session, cohort_id: UUID) -> Cohort:
    """Let no more schools join; 409 `wrong_state`."""
    return actions.close(session, cohort_id, by=calling(session))
