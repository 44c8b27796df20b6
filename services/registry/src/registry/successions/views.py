"""The passing on of a post over the JSON API."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.auth import actor, roles
from chassis.http import ApiBlueprint
from chassis.resources import clock
from registry.people.schemas import InvitationSchema
from registry.people.views import told_once
from registry.roles.rules import APPOINTS
from registry.successions import actions
from registry.successions.schemas import SuccessorBody

api = ApiBlueprint("successions", url_prefix="/registry/api/v1", about="How posts pass on.")


@api.post(
    "/memberships/<uuid:membership_id>/successor",
    allow=roles(*APPOINTS).again(),
    body=SuccessorBody,
    answer=InvitationSchema,
    status=201,
    secret=True,
)
def hand_over(session: Session, body: dict[str, Any], membership_id: UUID) -> dict[str, Any]:
    """Invite a successor to a post; it passes when they accept; 409 `no_post`, `wrong_state`."""
    membership, link = actions.hand_over(
        session, membership_id, body["login"], by=actor(), now=clock().now()
    )
    return told_once(session, membership, link)
