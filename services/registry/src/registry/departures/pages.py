"""The page that asks before a role ends, and says what to do first when it cannot."""

from typing import Any
from uuid import UUID

from flask import render_template, url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from chassis.auth import actor, signed_in
from chassis.errors import Refused
from chassis.forms import validate_press
from chassis.frame import register_sayings
from chassis.pages import PageBlueprint, said
from chassis.resources import clock
from chassis.speech import told
from registry.departures import actions
from registry.roles import formats
from registry.roles.model import Membership
from registry.roles.rules import APPOINTS, MANAGERS

pages = PageBlueprint("departures", __name__, url_prefix="/registry")
ENDING = "/memberships/<uuid:membership_id>/ending"
REFUSED = 409

register_sayings(
    {
        "role_ended": _l("The role has ended. Open pages of that person close within 15 minutes."),
        "role_left": _l("You have left. Your pages of this role close within 15 minutes."),
        "offer_withdrawn": _l("The invitation is taken back; its link lets nobody in."),
    }
)


@pages.get(ENDING, allow=signed_in)
def ending(session: Session, membership_id: UUID) -> str:
    """Ask whether a role shall end, or say why it cannot."""
    membership, obstacle = actions.look(session, membership_id, actor=actor())
    return _render(session, membership, obstacle)


@pages.post(ENDING, allow=signed_in)
def ending_(session: Session, membership_id: UUID) -> Any:
    """End it."""
    validate_press()
    membership, _obstacle = actions.look(session, membership_id, actor=actor())
    was_offer = membership.state == "invited"
    try:
        actions.end(session, membership_id, actor=actor(), now=clock().now())
    except Refused as error:
        remedy = error.extra.get("remedy", "")
        return _render(session, membership, f"{told(error.detail)} {remedy}"), REFUSED
    is_own = str(membership.user_id) == actor().id
    words = "offer_withdrawn" if was_offer else "role_left" if is_own else "role_ended"
    return said(words, url_for("signins.me_get") if is_own else _back(membership))


def _render(session: Session, membership: Membership, obstacle: str | None) -> str:
    place = membership.place
    return render_template(
        "registry/departures/ending.html",
        membership=membership,
        place=formats.place_names(session, [place])[place],
        obstacle=obstacle,
        is_own=str(membership.user_id) == actor().id,
        back_url=_back(membership),
        role_names=formats.ROLE_NAMES,
    )


def _back(membership: Membership) -> str:
    """Return the page of people the reader most likely came from."""
    held = actor().role_names()
    if membership.scope_type == "school" and held & {"coordinator", *MANAGERS}:
        return url_for("teams.team_get", school_id=membership.scope_id)
    return url_for("people.people_get") if held & set(APPOINTS) else url_for("signins.me_get")
