"""Trainers over the JSON API."""

from typing import Any

from sqlalchemy.orm import Session

from chassis.auth import actor, roles
from chassis.http import ApiBlueprint
from chassis.resources import clock
from training.accreditations import actions, queries
from training.accreditations.model import TrainerAccreditation
from training.accreditations.schemas import (
    NewTrainerAccreditationSchema,
    TrainerAccreditationPageSchema,
    TrainerAccreditationQuerySchema,
    TrainerAccreditationSchema,
)

api = ApiBlueprint("accreditations", "/training/api/v1", about="Who may train.")


@api.post(
    "/trainer-accreditations",
    allow=roles("coordinator"),
    body=NewTrainerAccreditationSchema,
    answer=TrainerAccreditationSchema,
    status=201,
)
def accredit(session: Session, body: dict[str, Any]) -> TrainerAccreditation:
    """Take a founding trainer on for 24 months.

    409 `not_known_yet`, `already_accredited`, `founding_over`; 422 `not_a_trainer`.
    """
    return actions.accredit(
        session, body["user"], body["modules"], body["reason"], by=actor(), now=clock().now()
    )


@api.get(
    "/trainer-accreditations",
    allow=roles("coordinator"),
    query=TrainerAccreditationQuerySchema,
    answer=TrainerAccreditationPageSchema,
)
def page(session: Session, query: dict[str, Any]) -> dict[str, Any]:
    """List the trainers of the caller's partner."""
    return queries.page(session, actor().partner or "", **query)
