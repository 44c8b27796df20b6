"""Countries' profiles over the JSON API."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.auth import actor, roles, signed_in
from chassis.http import ApiBlueprint, row_version_named
from chassis.resources import clock
from registry.jurisdictions import actions, queries
from registry.jurisdictions.model import Jurisdiction
from registry.jurisdictions.schemas import (
    JurisdictionContentSchema,
    JurisdictionPageSchema,
    JurisdictionPublicationSchema,
    JurisdictionQuerySchema,
    JurisdictionSchema,
    NewJurisdictionSchema,
)

api = ApiBlueprint(
    "jurisdictions",
    "/registry/api/v1",
    about="Help numbers, duties to report and working days of each country.",
)


@api.get(
    "/jurisdictions", allow=signed_in, query=JurisdictionQuerySchema, answer=JurisdictionPageSchema
)
def page(session: Session, query: dict[str, Any]) -> dict[str, Any]:
    """List profiles by country and version."""
    return queries.page(session, **query)


@api.get("/jurisdictions/<uuid:identifier>", allow=signed_in, answer=JurisdictionSchema)
def one(session: Session, identifier: UUID) -> Jurisdiction:
    """Show one profile."""
    return queries.get(session, identifier)


@api.post(
    "/jurisdictions",
    allow=roles("safeguarding"),
    body=NewJurisdictionSchema,
    answer=JurisdictionSchema,
    status=201,
)
def draft(session: Session, body: dict[str, Any]) -> Jurisdiction:
    """Draft the next version of a country; 422 when the week has no working day."""
    content = dict(body)
    return actions.draft(session, content.pop("country"), content, by=actor(), now=clock().now())


@api.patch(
    "/jurisdictions/<uuid:identifier>",
    allow=roles("safeguarding"),
    body=JurisdictionContentSchema,
    answer=JurisdictionSchema,
)
def change(
    session: Session, body: dict[str, Any], identifier: UUID, row_version: int | None
) -> Jurisdiction:
    """Change parts of a draft; 409 `not_a_draft`, 412 when somebody was faster."""
    return actions.change(
        session, identifier, body, row_version=row_version, by=actor(), now=clock().now()
    )


@api.post(
    "/jurisdictions/<uuid:identifier>/publication",
    allow=roles("coordinator"),
    body=JurisdictionPublicationSchema,
    answer=JurisdictionSchema,
)
def publish(session: Session, body: dict[str, Any], identifier: UUID) -> Jurisdiction:
    """Put a draft in force; 409 `not_complete`, `not_a_draft`, `newer_published`, `same_person`.

    With `If-Match`, only the version that was looked at: 412 when somebody changed it since.
    """
    return actions.publish(
        session,
        identifier,
        body["reviewed_on"],
        row_version=row_version_named(),
        by=actor(),
        now=clock().now(),
    )
