"""New tries over the JSON API."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.auth import actor, roles
from chassis.http import ApiBlueprint
from chassis.resources import clock
from training.enrolments.schemas import EnrolmentSchema, shown
from training.learners import queries as learners
from training.talks import actions

api = ApiBlueprint("talks", "/training/api/v1", about="New tries after a talk with a trainer.")


@api.post("/enrolments/<uuid:identifier>/release", allow=roles("trainer"), answer=EnrolmentSchema)
def release(session: Session, identifier: UUID) -> dict[str, Any]:
    """Give three more tries, 24 hours after the last one or later.

    403 `not_accredited`; 409 `not_locked`, `too_early`, `same_person`.
    """
    now = clock().now()
    enrolment = actions.release(session, identifier, by=actor(), now=now)
    learner = learners.get(session, enrolment.learner_id)
    return shown(enrolment, learners.today(session, learner, now))
