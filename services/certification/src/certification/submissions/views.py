"""Handing in, sending back and giving up over the JSON API."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from certification.assessments.actions import calling
from certification.assessments.model import Assessment
from certification.gates import queries as gates
from certification.schools import queries as schools
from certification.submissions import actions
from certification.submissions.schemas import (
    MovedSchema,
    ReturnSchema,
    SubmissionSchema,
    SubmittedSchema,
)
from chassis.auth import roles
from chassis.http import ApiBlueprint

api = ApiBlueprint("submissions", "/certification/api/v1", about="Handing a self-review in.")


@api.post(
    "/reviews/<uuid:review_id>/submission",
    allow=roles("head"),
    body=SubmissionSchema,
    answer=SubmittedSchema,
    status=201,
)
def submit(session: Session, body: dict[str, Any], review_id: UUID) -> dict[str, Any]:
    """Hand a self-review in.

    409 `not_complete` with the `criteria`, `public_entry_missing`, `wrong_state`.
    """
    doing = calling("head")
    made = actions.submit(
        session, review_id, body["kind"], public_entry=body["public_entry"], doing=doing
    )
    school = schools.known(session, made.school_id)
    return {
        "assessment": made.id,
        "state": made.state,
        "gates": gates.gates(session, school, doing.now, made.standard_version),
        "row_version": made.row_version,
    }


@api.post(
    "/assessments/<uuid:identifier>/return",
    allow=roles("assessor"),
    body=ReturnSchema,
    answer=MovedSchema,
)
def send_back(session: Session, body: dict[str, Any], identifier: UUID) -> Assessment:
    """Send a self-review back with reasons; 409 `wrong_state`."""
    reasons = [(each["criterion"], each["reason"]) for each in body["reasons"]]
    return actions.send_back(session, identifier, reasons, calling("assessor"))


@api.post(
    "/assessments/<uuid:identifier>/withdrawal",
    allow=roles("head"),
    answer=MovedSchema,
)
def withdraw(session: Session, identifier: UUID) -> Assessment:
    """Give an assessment up before it is decided; 409 `wrong_state`."""
    return actions.withdraw(session, identifier, calling("head"))
