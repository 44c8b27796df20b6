"""Asking assessors over the JSON API."""

from typing import Any
from uuid import UUID

from flask import Response
from sqlalchemy.orm import Session

from certification.assessments.actions import calling
from certification.assignments import actions
from certification.assignments.model import Assignment
from certification.assignments.rules import tied
from certification.assignments.schemas import (
    AcceptanceSchema,
    AssignmentSchema,
    OfferSchema,
    RefusalSchema,
)
from chassis.auth import roles
from chassis.faults import problem
from chassis.http import ApiBlueprint

api = ApiBlueprint("assignments", "/certification/api/v1", about="Who assesses which school.")


@api.post(
    "/assessments/<uuid:identifier>/assignments",
    allow=roles("coordinator"),
    body=OfferSchema,
    answer=AssignmentSchema,
    status=201,
)
def offer(session: Session, body: dict[str, Any], identifier: UUID) -> Assignment:
    """Ask an assessor; 409 `wrong_state`, `enough_assessors`, `asked_already`."""
    return actions.offer(
        session, identifier, body["accreditation"], lead=body["lead"], doing=calling("coordinator")
    )


@api.post(
    "/assignments/<uuid:identifier>/acceptance",
    allow=roles("assessor"),
    body=AcceptanceSchema,
    answer=AssignmentSchema,
)
def accept(session: Session, body: dict[str, Any], identifier: UUID) -> Assignment | Response:
    """Say yes; 409 `conflict_of_interest` with the `kind`, which is kept, `wrong_state`."""
    made = actions.accept(session, identifier, body["declared"], calling("assessor"))
    return problem(tied(made.conflict)) if made.conflict else made


@api.post(
    "/assignments/<uuid:identifier>/refusal",
    allow=roles("assessor"),
    body=RefusalSchema,
    answer=AssignmentSchema,
)
def refuse(session: Session, body: dict[str, Any], identifier: UUID) -> Assignment:
    """Say no; 409 `wrong_state`."""
    return actions.refuse(session, identifier, body["kind"], calling("assessor"))
