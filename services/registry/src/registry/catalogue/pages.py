"""`/registry/events/catalogue`, for people who build on our events."""

from flask import render_template
from sqlalchemy.orm import Session

from chassis.auth import actor_or_none, anyone
from chassis.bus.events import Tier
from chassis.catalogues import STAFF
from chassis.pages import PageBlueprint
from chassis.resources import settings
from contracts import envelope
from contracts.catalogue import EVERYBODY
from registry.catalogue import queries

pages = PageBlueprint("catalogue", __name__, langs=STAFF)


@pages.get("/registry/events/catalogue", allow=anyone)
def catalogue(session: Session) -> str:  # noqa: ARG001 - the contracts stand in the code
    """Describe every event to those who may get it; to operators, the internal ones too."""
    reader = actor_or_none()
    is_ops = reader is not None and reader.has("ops")
    return render_template(
        "registry/catalogue/catalogue.html",
        services=queries.events(frozenset(Tier) if is_ops else EVERYBODY),
        is_ops=is_ops,
        attributes=envelope.MEANINGS,
        envelope=envelope.NAME,
        address=settings().public_url,
    )
