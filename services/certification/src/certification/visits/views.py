"""Visits and talks over the JSON API."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from certification.assessments.actions import Doing
from certification.assessments.model import Assessment
from certification.submissions.schemas import MovedSchema, NothingSchema
from certification.visits import actions
from certification.visits.model import Interview
from certification.visits.schemas import AgendaSchema, NewTalkSchema, PlannedSchema, TalkSchema
from chassis.auth import actor, roles
from chassis.http import ApiBlueprint
from chassis.resources import clock

api = ApiBlueprint("visits", "/certification/api/v1", about="The visit to a school.")


@api.post(
    "/assessments/<uuid:identifier>/agenda",
    allow=roles("assessor"),
    body=AgendaSchema,
    answer=PlannedSchema,
    status=201,
)
def plan(session: Session, body: dict[str, Any], identifier: UUID) -> Assessment:
    """Propose a day; 409 `wrong_state`."""
    return actions.plan(session, identifier, body["visit_on"], body["items"], _as("assessor"))


@api.post(
    "/assessments/<uuid:identifier>/agenda-acceptance",
    allow=roles("head"),
    body=NothingSchema,
    answer=MovedSchema,
)
def agree(session: Session, body: dict[str, Any], identifier: UUID) -> Assessment:  # noqa: ARG001 - it is empty
    """Accept the day; 409 `wrong_state`, `no_agenda`."""
    return actions.agree(session, identifier, _as("head"))


@api.post(
    "/assessments/<uuid:identifier>/fieldwork",
    allow=roles("assessor"),
    body=NothingSchema,
    answer=MovedSchema,
)
def begin(session: Session, body: dict[str, Any], identifier: UUID) -> Assessment:  # noqa: ARG001 - it is empty
    """Begin the visit; 409 `too_early`, `wrong_state`."""
    return actions.begin(session, identifier, _as("assessor"))


@api.post(
    "/assessments/<uuid:identifier>/interviews",
    allow=roles("assessor"),
    body=NewTalkSchema,
    answer=TalkSchema,
    status=201,
)
def talk(session: Session, body: dict[str, Any], identifier: UUID) -> Interview:
    """Note a talk; 409 `wrong_state`."""
    return actions.talk(
        session,
        identifier,
        body["group"],
        body["people"],
        summary=body["summary"],
        doing=_as("assessor"),
    )


def _as(role: str) -> Doing:
    return Doing(actor(), role, clock().now())
