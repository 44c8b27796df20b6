"""Plans over the JSON API."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from certification.plans import actions, queries, rules
from certification.plans.model import PlanAction
from certification.plans.rules import Wish
from certification.plans.schemas import (
    ActionPageSchema,
    ActionQuerySchema,
    ActionSchema,
    DroppingSchema,
    NewActionSchema,
)
from certification.reviews import queries as reviews
from certification.reviews.schemas import ReviewSchema
from certification.schools.rules import MANAGERS, check_manages
from chassis.auth import actor, roles
from chassis.http import ApiBlueprint
from chassis.resources import clock

api = ApiBlueprint("plans", "/certification/api/v1", about="What schools will do about their gaps.")
ALL = "/reviews/<uuid:review_id>/actions"
ONE = f"{ALL}/<uuid:action_id>"


@api.post(ALL, allow=roles(*MANAGERS), body=NewActionSchema, answer=ActionSchema, status=201)
def plan(session: Session, body: dict[str, Any], review_id: UUID) -> PlanAction:
    """Plan an action; 422 when it does not lead above the present level or is due in the past."""
    return actions.plan(session, review_id, Wish(**body), by=actor(), now=clock().now())


@api.get(ALL, allow=roles(*MANAGERS), query=ActionQuerySchema, answer=ActionPageSchema)
def page(session: Session, query: dict[str, Any], review_id: UUID) -> dict[str, Any]:
    """List the actions of your self-review in the order they were planned."""
    review = reviews.get(session, review_id)
    check_manages(actor(), review.school_id)
    return queries.page(session, review_id, **query)


@api.post(f"{ONE}/beginning", allow=roles(*MANAGERS), answer=ActionSchema)
def begin(session: Session, review_id: UUID, action_id: UUID) -> PlanAction:
    """Begin an action; 409 `wrong_state` when it was begun or is finished."""
    return actions.move(session, review_id, action_id, rules.DOING, by=actor(), now=clock().now())


@api.post(f"{ONE}/completion", allow=roles(*MANAGERS), answer=ActionSchema)
def complete(session: Session, review_id: UUID, action_id: UUID) -> PlanAction:
    """Say that an action is done; 409 `wrong_state` when it is finished."""
    return actions.move(session, review_id, action_id, rules.DONE, by=actor(), now=clock().now())


@api.post(f"{ONE}/dropping", allow=roles("head"), body=DroppingSchema, answer=ActionSchema)
def drop(session: Session, body: dict[str, Any], review_id: UUID, action_id: UUID) -> PlanAction:
    """Drop an action and say why; 409 `wrong_state` when it is finished."""
    return actions.drop(
        session, review_id, action_id, body["reason"], by=actor(), now=clock().now()
    )


@api.post("/reviews/<uuid:review_id>/plan-adoption", allow=roles("head"), answer=ReviewSchema)
def adopt(session: Session, review_id: UUID) -> dict[str, Any]:
    """Adopt the plan of your school, once.

    409 `wrong_state` before everything is rated, `adopted_already`, `plan_incomplete` with the
    `modules` below your target that have no action.
    """
    review = actions.adopt(session, review_id, by=actor(), now=clock().now())
    return reviews.answered(session, review, with_ratings=False)
