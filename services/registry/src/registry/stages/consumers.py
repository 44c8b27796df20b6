"""When a self-review, a plan, an assessment or a certificate changed: move its school on."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from chassis.bus.events import Delivered
from chassis.bus.inbox import Subscription, claim
from contracts.certification import (
    CERTIFICATE_FACTS,
    AssessmentChanged,
    PlanAdopted,
    ReviewState,
    SelfReviewBaselined,
)
from registry.awards import actions as awards
from registry.stages import actions
from registry.stages.queries import ASSESSMENT, BASELINE, PLAN

Row = Callable[[Delivered], Mapping[str, Any]]


def _of_review(kind: str) -> Row:
    def row(event: Delivered) -> Mapping[str, Any]:
        fact: ReviewState = event.fact
        return {
            "kind": kind,
            "subject": fact.review,
            "school_id": fact.school,
            "state": None,
            "outcome": None,
            "on": fact.on,
        }

    return row


def _of_assessment(event: Delivered) -> Mapping[str, Any]:
    fact: AssessmentChanged = event.fact
    return {
        "kind": ASSESSMENT,
        "subject": fact.assessment,
        "school_id": fact.school,
        "state": str(fact.state),
        "outcome": fact.outcome and str(fact.outcome),
        "on": fact.on,
    }


def _moving(fact: type[Any], projection: str, row: Row) -> Subscription:
    """Return the subscription that keeps the newest of a fact and moves the schools it is about."""

    def handle(session: Session, events: Sequence[Delivered]) -> None:
        won = claim(session, projection, events)
        actions.keep(session, [row(each) for each in won])
        actions.follow(session, won)

    return Subscription((fact,), handle, projection)


def _certificates(session: Session, events: Sequence[Delivered]) -> None:
    """Keep the public register, then move the schools whose certificates these are."""
    actions.follow(session, awards.take_certificates(session, events))


SUBSCRIPTIONS = (
    _moving(SelfReviewBaselined, "stage_baselines", _of_review(BASELINE)),
    _moving(PlanAdopted, "stage_plans", _of_review(PLAN)),
    _moving(AssessmentChanged, "stage_assessments", _of_assessment),
    Subscription(CERTIFICATE_FACTS, _certificates, awards.CERTIFICATES),
)
