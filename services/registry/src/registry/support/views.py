"""`/registry/api/v1/support-visits`."""

from typing import Any

from sqlalchemy.orm import Session

from chassis.auth import actor, roles
from chassis.http import ApiBlueprint
from registry.doers.actions import calling
from registry.partners.queries import home_partner
from registry.support import actions, queries
from registry.support.model import SupportVisit
from registry.support.schemas import (
    NewVisitSchema,
    VisitPageSchema,
    VisitQuerySchema,
    VisitSchema,
)

api = ApiBlueprint("support", "/registry/api/v1", about="What coaches do for their schools.")

READERS = roles("coach", "coordinator", "head", "focal", "deputy")


@api.get("/support-visits", allow=READERS, query=VisitQuerySchema, answer=VisitPageSchema)
def list_(session: Session, query: dict[str, Any]) -> dict[str, Any]:
    """List the visits the caller may read, those noted last first."""
    partner = home_partner(session, actor().partner)
    return queries.page(
        session,
        partner.id,
        actor(),
        query["school"],
        after=query["after"],
        limit=query["limit"],
    )


@api.post(
    "/support-visits", allow=roles("coach"), body=NewVisitSchema, answer=VisitSchema, status=201
)
def note(session: Session, body: dict[str, Any]) -> SupportVisit:
    """Note a visit; 403 `not_yours`, 422 when its day lies ahead."""
    content = dict(body)
    school = content.pop("school")
    return actions.note(session, school, content, by=calling(session))
