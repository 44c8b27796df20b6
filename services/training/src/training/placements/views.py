"""Learners over the JSON API."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.auth import actor, roles, signed_in
from chassis.errors import NotFound
from chassis.http import ApiBlueprint
from chassis.readings import Recorded, belongs_to
from chassis.resources import clock
from training.learners import queries
from training.learners.model import Learner
from training.placements import actions
from training.placements.schemas import (
    LearnerPageSchema,
    LearnerQuerySchema,
    LearnerSchema,
    LearnerStateSchema,
    PlacementSchema,
    wish_of,
)
from training.schools.rules import MANAGERS, check_manages, manages

api = ApiBlueprint("learners", "/training/api/v1", about="Where people learn.")


@api.put("/learners/me", allow=signed_in, body=PlacementSchema, answer=LearnerSchema)
def place_me(session: Session, body: dict[str, Any], row_version: int | None) -> Learner:
    """Say where you learn. The first time without `If-Match`, later with it (428, 412).

    403 `not_your_place` where your token has no role, `not_leadership`.
    """
    return actions.place_me(
        session, wish_of(body), row_version=row_version, by=actor(), now=clock().now()
    )


@api.get("/learners/me", allow=signed_in, answer=LearnerSchema)
def me(session: Session) -> Learner:
    """Show where you learn; 404 `not_placed` before you said it."""
    learner = queries.of_user(session, actor().id)
    if learner is None:
        raise NotFound("You have not said where you learn.", reason="not_placed")
    return learner


@api.get(
    "/learners",
    allow=roles(*MANAGERS),
    query=LearnerQuerySchema,
    answer=LearnerPageSchema,
    recorded=Recorded("learners.read"),
)
def page(session: Session, query: dict[str, Any]) -> dict[str, Any]:
    """List the learners of your school."""
    check_manages(actor(), query["school"])
    belongs_to(query["school"])
    return queries.page(session, query["school"], after=query["after"], limit=query["limit"])


@api.get(
    "/learners/<uuid:identifier>",
    allow=roles(*MANAGERS),
    answer=LearnerSchema,
    recorded=Recorded("learner.read", subject="identifier"),
)
def one(session: Session, identifier: UUID) -> Learner:
    """Show a learner of your school; one of another school is not found."""
    learner = queries.get(session, identifier)
    if not manages(actor(), learner.place_id):
        raise NotFound("There is no such learner.")
    belongs_to(learner.school_id)
    return learner


@api.patch(
    "/learners/<uuid:identifier>",
    allow=roles(*MANAGERS),
    body=LearnerStateSchema,
    answer=LearnerSchema,
)
def set_state(
    session: Session, body: dict[str, Any], identifier: UUID, row_version: int | None
) -> Learner:
    """Note that somebody left your school, or came back; they count only while active."""
    return actions.set_state(
        session,
        identifier,
        body["state"],
        row_version=row_version,
        by=actor(),
        now=clock().now(),
    )
