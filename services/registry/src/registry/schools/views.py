"""Schools over the JSON API, one at a time."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.auth import actor, roles, signed_in
from chassis.http import ApiBlueprint, needed
from registry.doers.actions import calling
from registry.partners.queries import home_partner
from registry.schools import actions, queries
from registry.schools.model import School
from registry.schools.rules import Basis, Closure
from registry.schools.schemas import (
    SchoolClosureSchema,
    SchoolContentSchema,
    SchoolSchema,
    SchoolVerificationSchema,
    SchoolWithHistorySchema,
)

api = ApiBlueprint("schools", "/registry/api/v1", about="Schools, from the list to their end.")


@api.get("/schools/<uuid:school_id>", allow=signed_in, answer=SchoolWithHistorySchema)
def one(session: Session, school_id: UUID) -> dict[str, Any]:
    """Show one school; coordinators see what was done to it too."""
    partner = home_partner(session, actor().partner)
    school = queries.get(session, partner.id, school_id)
    shown: dict[str, Any] = {name: getattr(school, name) for name in _SHOWN}
    if actor().has("coordinator", "partner", partner.id):
        shown["history"] = queries.history(session, school.id)
    return shown


_SHOWN = [field.attribute or name for name, field in SchoolSchema().fields.items()]


@api.patch(
    "/schools/<uuid:school_id>",
    allow=roles("coordinator", "head"),
    body=SchoolContentSchema,
    answer=SchoolSchema,
)
def change(
    session: Session, body: dict[str, Any], school_id: UUID, row_version: int | None
) -> School:
    """Change parts of a school; 403 `coordinator_only`, 409 `already_listed`, 412 `stale`."""
    by = calling(session)
    return actions.change(session, school_id, body, row_version=needed(row_version), by=by)


@api.post(
    "/schools/<uuid:school_id>/verification",
    allow=roles("coordinator"),
    body=SchoolVerificationSchema,
    answer=SchoolSchema,
)
def verify(session: Session, body: dict[str, Any], school_id: UUID) -> School:
    """Take a school into the programme; 409 `wrong_state`, `no_official_code`."""
    by = calling(session)
    return actions.verify(session, school_id, Basis(body["basis"]), by=by)


@api.post(
    "/schools/<uuid:school_id>/closure",
    allow=roles("coordinator"),
    body=SchoolClosureSchema,
    answer=SchoolSchema,
)
def close(session: Session, body: dict[str, Any], school_id: UUID) -> School:
    """End a school, or merge it into its successor; 409 `wrong_state`."""
    closure = Closure(
        reason=body["reason"],
        merged=body["merged"],
        successor_id=body["successor"],
        on=body["closed_on"],
    )
    by = calling(session)
    return actions.close(session, school_id, closure, by=by)
