"""Assessors over the JSON API."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from certification.accreditations import actions, queries, rules
from certification.accreditations.model import AssessorAccreditation
from certification.accreditations.schemas import (
    AssessorAccreditationPageSchema,
    AssessorAccreditationQuerySchema,
    AssessorAccreditationSchema,
    NewAssessorAccreditationSchema,
    ReasonSchema,
)
from chassis.auth import actor, roles
from chassis.http import ApiBlueprint
from chassis.resources import clock

api = ApiBlueprint("accreditations", "/certification/api/v1", about="Who may assess.")
COORDINATORS = roles("coordinator")
PATH = "/assessor-accreditations"


@api.post(
    PATH,
    allow=COORDINATORS,
    body=NewAssessorAccreditationSchema,
    answer=AssessorAccreditationSchema,
    status=201,
)
def accredit(session: Session, body: dict[str, Any]) -> AssessorAccreditation:
    """Take a founding assessor on for 36 months.

    409 `not_known_yet`, `already_accredited`, `founding_over`; 422 `not_an_assessor`.
    """
    return actions.accredit(
        session, body["user"], body["langs"], body["reason"], by=actor(), now=clock().now()
    )


@api.get(
    PATH,
    allow=COORDINATORS,
    query=AssessorAccreditationQuerySchema,
    answer=AssessorAccreditationPageSchema,
)
def page(session: Session, query: dict[str, Any]) -> dict[str, Any]:
    """List the assessors of the caller's partner."""
    return queries.page(session, actor().partner or "", **query)


@api.post(
    f"{PATH}/<uuid:identifier>/suspension",
    allow=COORDINATORS,
    body=ReasonSchema,
    answer=AssessorAccreditationSchema,
)
def suspend(session: Session, body: dict[str, Any], identifier: UUID) -> AssessorAccreditation:
    """Let an assessor accept nothing for a time; 409 `wrong_state`."""
    return _change(session, identifier, rules.SUSPENDED, body)


@api.post(
    f"{PATH}/<uuid:identifier>/reinstatement",
    allow=COORDINATORS,
    body=ReasonSchema,
    answer=AssessorAccreditationSchema,
)
def reinstate(session: Session, body: dict[str, Any], identifier: UUID) -> AssessorAccreditation:
    """Take a suspended accreditation up again; 409 `wrong_state`."""
    return _change(session, identifier, rules.ACCREDITED, body)


@api.post(
    f"{PATH}/<uuid:identifier>/lapse",
    allow=COORDINATORS,
    body=ReasonSchema,
    answer=AssessorAccreditationSchema,
)
def lapse(session: Session, body: dict[str, Any], identifier: UUID) -> AssessorAccreditation:
    """End an accreditation for good; 409 `wrong_state`."""
    return _change(session, identifier, rules.LAPSED, body)


def _change(
    session: Session, identifier: UUID, state: str, body: dict[str, Any]
) -> AssessorAccreditation:
    return actions.change(session, identifier, state, body["reason"], by=actor(), now=clock().now())
