"""Pages for children. They set no cookie and show no menu, so nothing is left behind."""

from typing import Any

from flask import Blueprint, make_response, render_template
from flask_babel import get_locale
from sqlalchemy.orm import Session

from chassis.auth import anyone
from chassis.pages import PageBlueprint
from reports.help.rules import country_name
from reports.home import queries as home
from reports.jurisdictions import queries as jurisdictions

EXIT_URL = "https://www.wikipedia.org/"
"""Where the exit button leads: a page that says nothing about who looks at it."""

pages = PageBlueprint("help", __name__)
files = Blueprint(
    "help_files", __name__, static_folder="static", static_url_path="/reports/static/help"
)


@pages.get("/help", allow=anyone)
def start(session: Session) -> str:
    """Show whom to call."""
    return _render(session, is_known=True)


@pages.get("/help/<slug>", allow=anyone)
def channel(session: Session, slug: str) -> Any:  # noqa: ARG001 - no school has a way in yet
    """Show whom to call, also where there is no such way in."""
    return make_response(_render(session, is_known=False), 404)


def _render(session: Session, *, is_known: bool) -> str:
    lang = str(get_locale() or "en")
    host = home.host(session)
    return render_template(
        "reports/help/start.html",
        profiles=jurisdictions.all_known(session),
        partner=host.partner_name,
        is_demo=host.is_demo,
        country_name=lambda code: country_name(code, lang),
        exit_url=EXIT_URL,
        is_known=is_known,
    )
