"""`/registry/api/v1/enrolments`."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.auth import actor, roles
from chassis.http import ApiBlueprint, needed
from registry.doers.actions import calling
from registry.enrolments import actions, queries
from registry.enrolments.model import Enrolment
from registry.enrolments.rules import Reason
from registry.enrolments.schemas import (
    CoachSchema,
    EnrolmentPageSchema,
    EnrolmentQuerySchema,
    EnrolmentSchema,
    NewEnrolmentSchema,
    WithdrawalSchema,
)
from registry.partners.queries import home_partner

api = ApiBlueprint("enrolments", "/registry/api/v1", about="Schools on their way through a cohort.")

READERS = roles("hq", "coach", *sorted(queries.SEES_ALL | queries.SEES_OWN))
PARTIES = roles("coordinator", "head")
ONE = "/enrolments/<uuid:enrolment_id>"


@api.get("/enrolments", allow=READERS, query=EnrolmentQuerySchema, answer=EnrolmentPageSchema)
def list_(session: Session, query: dict[str, Any]) -> dict[str, Any]:
    """List the enrolments the caller may look at, oldest first."""
    narrowed = dict(query)
    limit, after = narrowed.pop("limit"), narrowed.pop("after")
    partner = home_partner(session, actor().partner)
    return queries.page(session, partner.id, actor(), narrowed, after=after, limit=limit)


@api.get(ONE, allow=READERS, answer=EnrolmentSchema)
def one(session: Session, enrolment_id: UUID) -> Enrolment:
    """Show one enrolment; 403 `not_yours`."""
    partner = home_partner(session, actor().partner)
    return queries.seen(session, partner.id, enrolment_id, actor())


@api.post("/enrolments", allow=PARTIES, body=NewEnrolmentSchema, answer=EnrolmentSchema, status=201)
def apply(session: Session, body: dict[str, Any]) -> Enrolment:
    """Ask to join; 409 `school_not_verified`, `cohort_not_running`, `already_enrolled`."""
    return actions.apply(session, body["school"], body["cohort"], by=calling(session))


@api.post(f"{ONE}/confirmation", allow=roles("coordinator"), answer=EnrolmentSchema)
def confirm(session: Session, enrolment_id: UUID) -> Enrolment:
    """Take a school in; 409 `wrong_state`, `school_not_verified`, `cohort_not_running`."""
    return actions.confirm(session, enrolment_id, by=calling(session))


@api.post(f"{ONE}/withdrawal", allow=PARTIES, body=WithdrawalSchema, answer=EnrolmentSchema)
def withdraw(session: Session, body: dict[str, Any], enrolment_id: UUID) -> Enrolment:
    """Take a school out; 409 `wrong_state`."""
    return actions.withdraw(session, enrolment_id, Reason(body["reason"]), by=calling(session))


@api.put(f"{ONE}/coach", allow=roles("coordinator"), body=CoachSchema, answer=EnrolmentSchema)
def appoint_coach(
    session: Session, body: dict[str, Any], enrolment_id: UUID, row_version: int | None
) -> Enrolment:
    """Give a school its coach; 412 `stale`, 422 `not_a_coach`."""
    return actions.appoint_coach(
        session, enrolment_id, body["user"], row_version=needed(row_version), by=calling(session)
    )
