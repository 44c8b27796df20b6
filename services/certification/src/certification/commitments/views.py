"""Commitments over the JSON API."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from certification.commitments import actions
from certification.commitments.model import Commitment
from certification.commitments.schemas import CommitmentSchema, NewCommitmentSchema
from chassis.auth import actor, roles
from chassis.http import ApiBlueprint
from chassis.resources import clock

api = ApiBlueprint("commitments", "/certification/api/v1", about="What heads of schools promise.")


@api.post(
    "/schools/<uuid:school_id>/commitments",
    allow=roles("head"),
    body=NewCommitmentSchema,
    answer=CommitmentSchema,
    status=201,
)
def sign(session: Session, body: dict[str, Any], school_id: UUID) -> Commitment:
    """Sign for your school, once; 409 `not_known_yet` before the school is known here.

    409 `signed_already`, `school_ended`; 422 when there is no such statement.
    """
    return actions.sign(
        session,
        school_id,
        body["statement"],
        public_entry=body["public_entry"],
        by=actor(),
        now=clock().now(),
    )
