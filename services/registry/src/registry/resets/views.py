"""`/registry/api/v1/password-resets`, and links to hand over."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.auth import actor, anyone, roles
from chassis.http import ApiBlueprint
from chassis.resources import clock, resources
from registry.resets import actions
from registry.resets.actions import Done, Handed
from registry.resets.schemas import (
    CompletionBody,
    CompletionSchema,
    ForgottenBody,
    ForgottenSchema,
    HandedSchema,
    HandOverBody,
)
from registry.roles.rules import APPOINTS

api = ApiBlueprint("resets", "/registry/api/v1", about="New passwords for those who lost theirs.")

_ACCEPTED, _CREATED = 202, 201


@api.post(
    "/password-resets",
    allow=anyone,
    body=ForgottenBody,
    answer=ForgottenSchema,
    status=_ACCEPTED,
)
def ask(session: Session, body: dict[str, Any]) -> dict[str, Any]:
    """Send a link to the person with this login, if an address is known; say nothing of that."""
    pages_key = resources().pages_key
    actions.ask(session, body["login"], now=clock().now(), pages_key=pages_key)
    return {}


@api.post(
    "/password-resets/<secret>/completion",
    allow=anyone,
    body=CompletionBody,
    answer=CompletionSchema,
    secret=True,
)
def complete(session: Session, body: dict[str, Any], secret: str) -> Done:
    """Choose the new password; 410 `link_used`, `link_replaced`, `link_expired`."""
    pages_key = resources().pages_key
    now = clock().now()
    return actions.use(session, secret, body["password"], now=now, pages_key=pages_key)


@api.post(
    "/people/<uuid:user_id>/reset-links",
    allow=roles(*APPOINTS).again(),
    body=HandOverBody,
    answer=HandedSchema,
    status=_CREATED,
    secret=True,
)
def hand_over(session: Session, body: dict[str, Any], user_id: UUID) -> Handed:
    """Make a link for somebody whom the caller appoints; it is told once and lasts a day."""
    return actions.hand_over(session, user_id, **body, actor=actor(), now=clock().now())
