"""The end of a role over the JSON API."""

from uuid import UUID

from sqlalchemy.orm import Session

from chassis.auth import actor, signed_in
from chassis.http import ApiBlueprint
from chassis.resources import clock
from registry.departures import actions

api = ApiBlueprint("departures", url_prefix="/registry/api/v1", about="How roles end.")


@api.delete("/memberships/<uuid:membership_id>", allow=signed_in)
def end(session: Session, membership_id: UUID) -> None:
    """End a role, or take an offer back.

    403 `may_not_end`; 409 `wrong_state`, or `last_second_manager`, `last_head`, `last_holder`
    with `remedy`: a sentence that says what to do first.
    """
    actions.end(session, membership_id, actor=actor(), now=clock().now())
