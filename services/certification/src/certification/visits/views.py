"""Visits and talks over the JSON API."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from certification.assessments.actions import calling
from certification.assessments.model import Assessment
from certification.submissions.schemas import MovedSchema
from certification.visits import actions
from certification.visits.model import Interview
from certification.visits.schemas import AgendaSchema, NewTalkSchema, PlannedSchema, TalkSchema
from chassis.auth import roles
from chassis.http import ApiBlueprint

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
    return actions.plan(session, identifier, body["visit_on"], body["items"], calling("assessor"))


@api.post(
    "/assessments/<uuid:identifier>/agenda-acceptance",
    allow=roles("head"),
    answer=MovedSchema,
)
def agree(session: Session, identifier: UUID) -> Assessment:
    """Accept the day; 409 `wrong_state`, `no_agenda`, `day_over`."""
    return actions.agree(session, identifier, calling("head"))


@api.post(
    "/assessments/<uuid:identifier>/fieldwork",
    allow=roles("assessor"),
    answer=MovedSchema,
)
def begin(session: Session, identifier: UUID) -> Assessment:
    """Begin the visit; 409 `too_early`, `wrong_state`."""
    return actions.begin(session, identifier, calling("assessor"))


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
        doing=calling("assessor"),
    )
