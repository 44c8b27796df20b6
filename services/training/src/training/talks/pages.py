"""A trainer's page: who waits for a talk, and new tries for them."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import render_template, url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from chassis.auth import actor, roles
from chassis.forms import validate_press
from chassis.frame import register_sayings
from chassis.pages import PageBlueprint, said
from chassis.resources import clock
from training.talks import actions, queries

pages = PageBlueprint("talks", __name__, url_prefix="/training")
TRAINERS = roles("trainer")

register_sayings({"tries_given": _l("This person has three more tries and can begin at once.")})


@pages.get("/talks", allow=TRAINERS)
def desk(session: Session) -> str:
    """Show who waits for a talk."""
    found = queries.desk(session, actor().partner or "", actor().id, clock().now())
    return render_template("training/talks/desk.html", desk=found, zone=ZoneInfo(found.zone))


@pages.post("/talks/<uuid:identifier>/release", allow=TRAINERS)
def release(session: Session, identifier: UUID) -> Any:
    """Give somebody new tries."""
    validate_press()
    actions.release(session, identifier, by=actor(), now=clock().now())
    return said("tries_given", url_for("talks.desk_get"))
