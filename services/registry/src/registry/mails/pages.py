"""The mail that did not arrive, for whoever looks after the system."""

from typing import Any
from uuid import UUID

from flask import render_template, url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from chassis import mail
from chassis.auth import roles
from chassis.forms import validate_press
from chassis.frame import register_sayings
from chassis.pages import PageBlueprint, said
from chassis.resources import settings
from registry.mails.formats import NAMES

pages = PageBlueprint("mails", __name__, url_prefix="/registry")
ops = roles("ops")
MOST_SHOWN = 100

register_sayings({"mail_tried": _l("It is tried again now.")})


@pages.get("/mail", allow=ops)
def list_(session: Session) -> str:
    """Show how much mail waits, and what could not be delivered; to whom, is not known here."""
    return render_template(
        "registry/mails/list.html",
        counts=mail.count_by_state(session),
        undelivered=mail.undelivered(session, MOST_SHOWN),
        names=NAMES,
        has_server=settings().mail_url is not None,
    )


@pages.post("/mail/<uuid:mail_id>/retry", allow=ops)
def retry(session: Session, mail_id: UUID) -> Any:
    """Try one that waits again now."""
    validate_press()
    mail.try_now(session, mail_id)
    return said("mail_tried", url_for("mails.list__get"))
