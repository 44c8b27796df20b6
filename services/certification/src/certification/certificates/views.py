"""Certificates over the JSON API."""

from typing import Any

from sqlalchemy.orm import Session

from certification.assessments.actions import calling
from certification.certificates import actions
from certification.certificates.model import Certificate
from certification.certificates.schemas import CertificateSchema, SuspensionSchema
from chassis.auth import roles
from chassis.http import ApiBlueprint

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
        session, number, body["reason_code"], body["head_heard_on"], calling("coordinator")
    )


@api.post(
    "/certificates/<number>/reinstatement",
    allow=roles("panel"),
    answer=CertificateSchema,
)
def reinstate(session: Session, number: str) -> Certificate:
    """Put a suspended certificate in force again; 409 `wrong_state`."""
    return actions.reinstate(session, number, calling("panel"))


@api.post(
    "/certificates/<number>/revocation",
    allow=roles("panel"),
    answer=CertificateSchema,
)
def revoke(session: Session, number: str) -> Certificate:
    """Take a suspended certificate back for good; 409 `wrong_state`."""
    return actions.revoke(session, number, calling("panel"))
