"""Where one is signed in, as a page; every device can be signed out from here."""

from typing import Any
from uuid import UUID

from flask import render_template, url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from chassis.auth import actor, signed_in
from chassis.forms import validate_press
from chassis.frame import register_sayings
from chassis.pages import PageBlueprint, said
from chassis.resources import clock
from registry.devices import actions, queries

pages = PageBlueprint("devices", __name__, url_prefix="/registry")

register_sayings(
    {
        "device_ended": _l("That device is signed out."),
        "others_ended": _l("All your other devices are signed out."),
    }
)


@pages.get("/me/devices", allow=signed_in)
def list_(session: Session) -> str:
    """Show where the reader is signed in."""
    found = queries.live(session, UUID(actor().id), clock().now())
    return render_template("registry/devices/list.html", devices=found, here=UUID(actor().sid))


@pages.post("/me/devices/<uuid:sid>/ending", allow=signed_in)
def end(session: Session, sid: UUID) -> Any:
    """Sign one of them out."""
    validate_press()
    actions.end_one(session, UUID(actor().id), sid, now=clock().now())
    return said("device_ended", url_for("devices.list__get"))


@pages.post("/me/devices/ending", allow=signed_in)
def end_others(session: Session) -> Any:
    """Sign out all but this one."""
    validate_press()
    actions.end_all(session, UUID(actor().id), now=clock().now(), but=UUID(actor().sid))
    return said("others_ended", url_for("devices.list__get"))
