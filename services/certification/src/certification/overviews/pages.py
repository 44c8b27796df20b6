"""A school on its way to a certificate, as a page."""

from uuid import UUID

from flask import render_template
from sqlalchemy.orm import Session

from certification.overviews import queries
from certification.raises.rules import by_criterion
from certification.schools.rules import MANAGERS, check_manages, leads
from chassis.auth import actor, roles
from chassis.pages import PageBlueprint
from chassis.resources import clock

pages = PageBlueprint("overviews", __name__, url_prefix="/certification")
MOST_SHOWN = 3
"""So many steps are shown at once; more would discourage."""


@pages.get("/schools/<uuid:school_id>", allow=roles(*MANAGERS))
def school(session: Session, school_id: UUID) -> str:
    """Show what a school has reached, and what comes next."""
    check_manages(actor(), school_id)
    overview = queries.of_school(session, school_id, clock().now())
    return render_template(
        "certification/overviews/school.html",
        overview=overview,
        raises=by_criterion(overview.outlook.raises if overview.outlook else ()),
        is_head=leads(actor(), school_id),
        most_shown=MOST_SHOWN,
    )
