"""The state of the system, for whoever looks after it."""

from flask import render_template
from sqlalchemy.orm import Session

from chassis.auth import roles
from chassis.bus.verdict import ALL_IS_WELL
from chassis.pages import PageBlueprint
from registry.traffic import queries

pages = PageBlueprint("traffic", __name__)


@pages.get("/registry/system", allow=roles("ops"))
def system(session: Session) -> str:  # noqa: ARG001 - the figures come from all databases
    """Show how news travels between the parts, and what got stuck."""
    found = queries.parts()
    return render_template(
        "registry/traffic/system.html",
        parts=found,
        total=queries.total(found),
        troubles=queries.found_troubles(found),
        all_is_well=ALL_IS_WELL,
        stuck=queries.stuck(),
        elsewhere=queries.elsewhere(found),
    )
