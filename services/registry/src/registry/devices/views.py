"""`/registry/api/v1/me/sign-ins`."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.auth import actor, signed_in
from chassis.http import ApiBlueprint
from chassis.resources import clock
from registry.devices import actions, queries
from registry.devices.schemas import DeviceListSchema

api = ApiBlueprint("devices", "/registry/api/v1", about="Where one is signed in.")


@api.get("/me/sign-ins", allow=signed_in, answer=DeviceListSchema)
def list_(session: Session) -> dict[str, Any]:
    """List the caller's sign-ins that still stand; this one's id is the token's `sid`."""
    return {"items": queries.live(session, UUID(actor().id), clock().now())}


@api.delete("/me/sign-ins", allow=signed_in)
def end_all(session: Session) -> None:
    """Sign the caller out everywhere, here too."""
    actions.end_all(session, UUID(actor().id), now=clock().now())


@api.delete("/me/sign-ins/<uuid:sid>", allow=signed_in)
def end(session: Session, sid: UUID) -> None:
    """Sign the caller out of one device."""
    actions.end_one(session, UUID(actor().id), sid, now=clock().now())
