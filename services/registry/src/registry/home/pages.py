"""The front door and today's work."""

from datetime import date
from typing import Any

from flask import redirect, render_template
from flask_babel import get_locale
from sqlalchemy.orm import Session

from chassis.auth import actor, anyone, signed_in
from chassis.pages import PageBlueprint
from chassis.resources import clock
from registry.home import queries
from registry.jurisdictions.formats import country_name
from registry.jurisdictions.queries import today as day_here
from registry.traffic import queries as traffic

pages = PageBlueprint("home", __name__)


@pages.get("/", allow=anyone)
def start(session: Session) -> str:
    """Offer the four things people come for."""
    return _render("start", helpers=queries.help_numbers(session))


@pages.get("/find", allow=anyone)
def find(session: Session) -> str:  # noqa: ARG001 - nothing is certified yet
    """Say what will be found here."""
    return _render("find")


@pages.get("/about", allow=anyone)
def about(session: Session) -> str:
    """Say what this is and who runs it."""
    return _render("about", helpers=queries.help_numbers(session))


@pages.get("/privacy", allow=anyone)
def privacy(session: Session) -> str:  # noqa: ARG001 - the page says the same to all
    """Say what is kept about whom."""
    return _render("privacy")


@pages.get("/accessibility", allow=anyone)
def accessibility(session: Session) -> str:  # noqa: ARG001 - the page says the same to all
    """Say what works for whom, and what does not yet."""
    return _render("accessibility")


@pages.get("/registry", allow=anyone)
def root(session: Session) -> Any:  # noqa: ARG001 - it only leads on
    """Lead to the front door."""
    return redirect("/", 303)


@pages.get("/registry/today", allow=signed_in)
def today(session: Session) -> str:
    """Show today's work of everything this person is."""
    held = actor().role_names()
    now = clock().now()
    here = day_here(session, now)
    parts: dict[str, Any] = {}
    if "coordinator" in held:
        parts |= _of_coordinator(session, here)
    if "safeguarding" in held:
        parts["reviews"] = queries.reviews(session, here)
        parts["drafts"] = queries.drafts(session, here)
    if "ops" in held:
        parts["services"] = traffic.parts()
    return _render("today", held=held, now=now, soon_days=365 - queries.SOON_DAYS, **parts)


def _of_coordinator(session: Session, here: date) -> dict[str, Any]:
    return {
        "schools": queries.schools_by_state(session),
        "imports": queries.open_imports(session),
        "drafts": queries.drafts(session, here),
        "offers": queries.offers(session, clock().now()),
    }


def _render(name: str, **more: Any) -> str:
    return render_template(
        f"registry/home/{name}.html",
        country_name=lambda code: country_name(code, str(get_locale() or "en")),
        **more,
    )
