"""The button by which a role is given for longer."""

from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from chassis.auth import actor, roles
from chassis.forms import validate_press
from chassis.frame import register_sayings
from chassis.pages import PageBlueprint, said
from chassis.resources import clock
from registry.renewals import actions
from registry.roles.rules import APPOINTS

pages = PageBlueprint("renewals", __name__, url_prefix="/registry")

register_sayings({"role_renewed": _l("The role is given for longer.")})


@pages.post("/memberships/<uuid:membership_id>/renewal", allow=roles(*APPOINTS))
def renew(session: Session, membership_id: UUID) -> Any:
    """Give it for longer."""
    validate_press()
    found = actions.renew(session, membership_id, by=actor(), now=clock().now())
    return said("role_renewed", url_for("people.people_get", role=found.role))
