"""`/registry/api/v1/memberships`."""

from typing import Any

from sqlalchemy.orm import Session

from chassis.auth import actor, signed_in
from chassis.http import ApiBlueprint
from chassis.readings import Recorded, belongs_to
from registry.roles import queries
from registry.roles.schemas import MembershipPage, MembershipQuery

api = ApiBlueprint("memberships", url_prefix="/registry/api/v1", about="Who may do what where.")


@api.get(
    "/memberships",
    allow=signed_in,
    query=MembershipQuery,
    answer=MembershipPage,
    recorded=Recorded("people.read"),
)
def list_memberships(session: Session, query: dict[str, Any]) -> dict[str, Any]:
    """List the roles the caller may appoint to: who holds them or was offered them.

    With `school`, everybody's roles there, for its coordinator, head, focal point and deputies;
    403 `role_missing` for others.
    """
    belongs_to(query.get("school"))
    return queries.page_for(session, actor(), **query)
