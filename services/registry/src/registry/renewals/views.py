"""The renewal of a role over the JSON API."""

from uuid import UUID

from sqlalchemy.orm import Session

from chassis.auth import actor, roles
from chassis.http import ApiBlueprint
from chassis.resources import clock
from registry.renewals import actions
from registry.roles.model import Membership
from registry.roles.rules import APPOINTS
from registry.roles.schemas import MembershipSchema

api = ApiBlueprint("renewals", url_prefix="/registry/api/v1", about="Roles given for longer.")


@api.post(
    "/memberships/<uuid:membership_id>/renewal", allow=roles(*APPOINTS), answer=MembershipSchema
)
def renew(session: Session, membership_id: UUID) -> Membership:
    """Give a role for as long again; 409 `wrong_state`, `no_end`, or `too_early` until 60 days."""
    return actions.renew(session, membership_id, by=actor(), now=clock().now())
