"""Find the actions of plans."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from certification.plans.model import PlanAction
from chassis import paging
from chassis.errors import NotFound


def of_review(session: Session, review_id: UUID) -> Sequence[PlanAction]:
    """Return the actions of a self-review, the one due first first."""
    return session.scalars(
        select(PlanAction)
        .where(PlanAction.review_id == review_id)
        .order_by(PlanAction.due_on, PlanAction.id)
    ).all()


def page(session: Session, review_id: UUID, after: str | None, limit: int) -> dict[str, Any]:
    """Return actions of a self-review in the order they were planned, as `{items, next}`."""
    statement = select(PlanAction).where(PlanAction.review_id == review_id)
    if (beyond := paging.after((PlanAction.id,), after)) is not None:
        statement = statement.where(beyond)
    rows = session.scalars(statement.order_by(PlanAction.id).limit(limit + 1)).all()
    return paging.page(rows, limit, lambda row: (row.id,))


def get(session: Session, review_id: UUID, action_id: UUID) -> PlanAction:
    """Return an action of a self-review.

    Raises:
        NotFound: this self-review has no such action.

    """
    return _of(session.get(PlanAction, action_id), review_id)


def held(session: Session, review_id: UUID, action_id: UUID) -> PlanAction:
    """Return an action of a self-review, held until the end of the write.

    Raises:
        NotFound: this self-review has no such action.

    """
    found = session.get(PlanAction, action_id, with_for_update=True, populate_existing=True)
    return _of(found, review_id)


def _of(found: PlanAction | None, review_id: UUID) -> PlanAction:
    if found is None or found.review_id != review_id:
        raise NotFound("There is no such action.", reason="no_such_action")
    return found
