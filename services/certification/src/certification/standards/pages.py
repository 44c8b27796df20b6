"""The standard as a page, for anyone to read."""

from flask import render_template
from sqlalchemy.orm import Session

from certification.standards import formats
from chassis.auth import anyone
from chassis.catalogues import STAFF
from chassis.pages import PageBlueprint

pages = PageBlueprint("standards", __name__, url_prefix="/certification", langs=STAFF)


@pages.get("/standard", allow=anyone)
def standard(_session: Session) -> str:
    """Show what schools are rated on, and what each level means."""
    return render_template(
        "certification/standards/standard.html", standard=formats.load(formats.NEWEST)
    )
