"""Deciding over the JSON API."""

from typing import Any
from uuid import UUID

from flask import jsonify
from sqlalchemy.orm import Session

from certification.assessments import rules as assessment_rules
from certification.assessments.actions import calling
from certification.decisions import actions
from certification.decisions.actions import Verdict
from certification.decisions.schemas import DecisionSchema, VerdictSchema
from chassis.auth import roles
from chassis.http import ApiBlueprint
from chassis.resources import settings

api = ApiBlueprint("decisions", "/certification/api/v1", about="What the panel decided.")


@api.post(
    "/assessments/<uuid:identifier>/decision",
    allow=roles("panel"),
    body=VerdictSchema,
    answer=DecisionSchema,
    status=201,
)
def decide(session: Session, body: dict[str, Any], identifier: UUID) -> Any:
    """Decide; 202 while a second person must agree; 409 `already_decided`, `gate_unmet`."""
    made = actions.decide(
        session,
        identifier,
        Verdict(body["outcome"], body["reasons"]),
        settings().certificate_prefix,
        calling("panel"),
    )
    if made is not None:
        return made
    answer = jsonify(state=assessment_rules.MODERATION, needs="second_signature")
    answer.status_code = 202
    return answer
