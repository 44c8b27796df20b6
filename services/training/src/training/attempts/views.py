"""Attempts over the JSON API."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.auth import actor, signed_in
from chassis.errors import Refused
from chassis.http import ApiBlueprint
from chassis.resources import clock
from training.attempts import actions, queries
from training.attempts.schemas import (
    AnswersSchema,
    AttemptSchema,
    ResultSchema,
    asked,
    is_handed_in,
    result,
)
from training.learners import queries as learners

api = ApiBlueprint("attempts", "/training/api/v1", about="Quizzes, and what became of them.")


@api.post(
    "/enrolments/<uuid:identifier>/attempts",
    allow=signed_in,
    answer=AttemptSchema,
    status=201,
)
def begin(session: Session, identifier: UUID) -> dict[str, Any]:
    """Draw a quiz. While one is open you get the same again, so a lost answer costs nothing.

    409 `locked`, `already_passed`, `left`.
    """
    attempt = actions.begin(session, identifier, by=actor(), now=clock().now())
    _, enrolment = queries.own(session, attempt.id, actor().id)
    return asked(attempt, enrolment.module)


@api.get("/attempts/<uuid:identifier>", allow=signed_in, answer=AttemptSchema)
def one(session: Session, identifier: UUID) -> dict[str, Any]:
    """Show a quiz of your own as it was drawn; anybody else's is not found."""
    attempt, enrolment = queries.own(session, identifier, actor().id)
    return asked(attempt, enrolment.module)


@api.post(
    "/attempts/<uuid:identifier>/submission",
    allow=signed_in,
    body=AnswersSchema,
    answer=ResultSchema,
)
def submit(session: Session, body: dict[str, Any], identifier: UUID) -> dict[str, Any]:
    """Hand a quiz in, once; what is not answered is wrong.

    409 `already_submitted`; 422 `unknown_item`, `unknown_option`.
    """
    now = clock().now()
    attempt, enrolment = actions.submit(session, identifier, body["answers"], by=actor(), now=now)
    learner = learners.placed(session, actor().id)
    return result(attempt, enrolment, learners.today(session, learner, now))


@api.get("/attempts/<uuid:identifier>/submission", allow=signed_in, answer=ResultSchema)
def submission(session: Session, identifier: UUID) -> dict[str, Any]:
    """Show what became of a quiz you handed in, with the reasons."""
    attempt, enrolment = queries.own(session, identifier, actor().id)
    if not is_handed_in(attempt):
        raise Refused("You have not handed this in yet.", reason="not_submitted")
    learner = learners.placed(session, actor().id)
    return result(attempt, enrolment, learners.today(session, learner, clock().now()))
