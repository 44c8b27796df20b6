"""Enrolments over the JSON API."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.auth import actor, signed_in
from chassis.http import ApiBlueprint
from chassis.resources import clock
from training.enrolments import actions, queries
from training.enrolments.schemas import (
    EnrolmentPageSchema,
    EnrolmentQuerySchema,
    EnrolmentSchema,
    NewEnrolmentSchema,
    shown,
)
from training.learners import queries as learners

api = ApiBlueprint("enrolments", "/training/api/v1", about="Modules you have begun or passed.")


@api.post(
    "/enrolments",
    allow=signed_in,
    body=NewEnrolmentSchema,
    answer=EnrolmentSchema,
    status=201,
)
def assign(session: Session, body: dict[str, Any]) -> dict[str, Any]:
    """Begin a module, or renew one in its last 60 days.

    409 `not_placed`, `left`, `not_due`; `already_open` names the one you have in `enrolment`.
    """
    row = actions.assign(session, body["module"], by=actor(), now=clock().now())
    learner = learners.placed(session, actor().id)
    return shown(row, learners.today(session, learner, clock().now()))


@api.get("/enrolments", allow=signed_in, query=EnrolmentQuerySchema, answer=EnrolmentPageSchema)
def page(session: Session, query: dict[str, Any]) -> dict[str, Any]:
    """List your own enrolments."""
    learner = learners.of_user(session, actor().id)
    if learner is None:
        return {"items": [], "next": None}
    today = learners.today(session, learner, clock().now())
    found = queries.page(session, learner.id, after=query["after"], limit=query["limit"])
    return {**found, "items": [shown(row, today) for row in found["items"]]}


@api.get("/enrolments/<uuid:identifier>", allow=signed_in, answer=EnrolmentSchema)
def one(session: Session, identifier: UUID) -> dict[str, Any]:
    """Show one enrolment of your own; anybody else's is not found."""
    learner = learners.own(session, actor().id)
    row = queries.own(session, identifier, learner)
    return shown(row, learners.today(session, learner, clock().now()))
