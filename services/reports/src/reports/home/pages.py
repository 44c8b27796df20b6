"""The first page of this service."""

from flask import render_template, request
from sqlalchemy.orm import Session

from chassis.auth import actor_or_none, anyone
from chassis.pages import PageBlueprint
from reports.channels import queries as channels
from reports.home import queries

LISTED = 50
pages = PageBlueprint("home", __name__)


@pages.get("/reports", allow=anyone)
def start(session: Session) -> str:
    """Show the page for pupils of the reader's school, or of each school they coordinate."""
    reader = actor_or_none()
    mine = channels.mine(session, reader) if reader else []
    listed = None
    if reader and reader.has("coordinator"):
        listed = channels.page(
            session, reader, owner=None, after=request.args.get("after"), limit=LISTED
        )
    return render_template(
        "reports/home/start.html", known=queries.known(session), mine=mine, listed=listed
    )
