"""Certificates over the JSON API."""

from typing import Any

from sqlalchemy.orm import Session

from certification.assessments.actions import Doing
from certification.certificates import actions
from certification.certificates.model import Certificate
from certification.certificates.schemas import CertificateSchema, ChangeSchema, SuspensionSchema
from chassis.auth import actor, roles
from chassis.http import ApiBlueprint
from chassis.resources import clock

api = ApiBlueprint("certificates", "/certification/api/v1", about="What certificates are worth.")


@api.post(
    "/certificates/<number>/suspension",
    allow=roles("coordinator"),
    body=SuspensionSchema,
    answer=CertificateSchema,
)
def suspend(session: Session, body: dict[str, Any], number: str) -> Certificate:
    """Put a certificate out of force; 409 `wrong_state`, 422 `not_heard_yet`."""
    return actions.suspend(
        session, number, body["reason_code"], body["head_heard_on"], _as("coordinator")
    )


@api.post(
    "/certificates/<number>/reinstatement",
    allow=roles("panel"),
    body=ChangeSchema,
    answer=CertificateSchema,
)
def reinstate(session: Session, body: dict[str, Any], number: str) -> Certificate:  # noqa: ARG001 - it is empty
    """Put a suspended certificate in force again; 409 `wrong_state`."""
    return actions.reinstate(session, number, _as("panel"))


@api.post(
    "/certificates/<number>/revocation",
    allow=roles("panel"),
    body=ChangeSchema,
    answer=CertificateSchema,
)
def revoke(session: Session, body: dict[str, Any], number: str) -> Certificate:  # noqa: ARG001 - it is empty
    """Take a suspended certificate back for good; 409 `wrong_state`."""
    return actions.revoke(session, number, _as("panel"))


def _as(role: str) -> Doing:
    return Doing(actor(), role, clock().now())
