"""The first page of this service."""

from flask import render_template
from sqlalchemy.orm import Session

from chassis.auth import anyone
from chassis.pages import PageBlueprint
from reports.home import queries

pages = PageBlueprint("home", __name__)


@pages.get("/reports", allow=anyone)
def start(session: Session) -> str:
    """Say what will be here, and what is known already."""
    return render_template("reports/home/start.html", known=queries.known(session))
