"""The first page of this service."""

from flask import render_template
from sqlalchemy.orm import Session

from certification.home import queries
from chassis.auth import anyone
from chassis.pages import PageBlueprint

pages = PageBlueprint("home", __name__)


@pages.get("/certification", allow=anyone)
def start(session: Session) -> str:
    """Say what will be here, and what is known already."""
    return render_template("certification/home/start.html", known=queries.known(session))
