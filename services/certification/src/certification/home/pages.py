"""The first page of this service, by role."""

from uuid import UUID

from flask import redirect, render_template, url_for
from sqlalchemy.orm import Session

from certification.home import queries
from certification.schools.rules import INVOLVED, MANAGERS
from chassis.auth import Actor, actor_or_none, anyone
from chassis.pages import PageBlueprint

pages = PageBlueprint("home", __name__)


@pages.get("/certification", allow=anyone)
def start(session: Session) -> object:
    """Lead people to their own school; show others what they look after, or what this is."""
    who = actor_or_none()
    managed = _managed(who) if who else set()
    if len(managed) == 1:
        return redirect(url_for("overviews.school_get", school_id=managed.pop()))
    return render_template(
        "certification/home/start.html",
        known=queries.known(session),
        schools=queries.schools_named(session, managed),
        oversees=who is not None and any(who.has(role) for role in INVOLVED),
    )


def _managed(who: Actor) -> set[UUID]:
    return {UUID(each.id) for each in who.roles if each.scope == "school" and each.role in MANAGERS}
