"""Put the reports service together."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from flask import Flask

from chassis.resources import Resources
from chassis.service import Service
from chassis.timers import Timer
from chassis.web import UNCOUNTED
from chassis.web import create_app as create_service_app
from contracts import reissues
from contracts.logs import school_log
from contracts.places import SURROUNDINGS
from reports.belongings.queries import FINDERS
from reports.channels import consumers as channels
from reports.channels import pages as channel_pages
from reports.channels import views as channel_views
from reports.deeds import formats as deed_words
from reports.deeds import queries as deeds
from reports.desks import views as desk_views
from reports.help import pages as help_pages
from reports.home import pages as home_pages
from reports.home import queries as home
from reports.jurisdictions import consumers as jurisdictions
from reports.keys import actions as keys
from reports.keys.formats import Keys
from reports.paces import queries as paces
from reports.partners import consumers as partners
from reports.posts import consumers as posts
from reports.returns import pages as return_pages
from reports.submissions import actions as submissions
from reports.submissions import views as submission_views
from reports.threads import actions as threads
from reports.threads import views as thread_views

WSGI = Callable[[dict[str, Any], Any], Iterable[bytes]]
CHILDREN = (
    "/help",
    "/reports/static/help",
    "/reports/api/v1/public-channels",
    "/reports/api/v1/return-sessions",
    "/reports/api/v1/threads",
)
"""Where children are: no sign-in is looked at, and no log and no figure says that they came."""

SERVICE = Service(
    name="reports",
    about="Reporting channels, cases and help numbers.",
    pages=(
        home_pages.pages.blueprint,
        channel_pages.pages.blueprint,
        return_pages.pages.blueprint,
        help_pages.pages.blueprint,
        help_pages.files,
    ),
    apis=(channel_views.api, desk_views.api, submission_views.api, thread_views.api),
    subscriptions=(
        partners.SUBSCRIPTION,
        jurisdictions.SUBSCRIPTION,
        channels.SUBSCRIPTION,
        posts.SUBSCRIPTION,
        reissues.SUBSCRIPTION,
    ),
    error_pages={"/help": help_pages.trouble},
    timers=(
        Timer("forget-first-answers", 60.0, submissions.tidy),
        Timer("end-visits", 60.0, threads.tidy),
    ),
    finders=FINDERS,
    host=home.host,
    surroundings=SURROUNDINGS,
    log=school_log(deeds.find, deed_words.SHOWN, kept=deed_words.KEPT),
    translations=Path(__file__).parent / "translations",
    remembers_people=True,
)


def create_app(resources: Resources, pepper: bytes | None = None) -> Flask:
    """Return the web application; without the pepper it takes nothing in and says so."""
    app = create_service_app(SERVICE, resources)
    if pepper is not None:
        app.extensions[keys.EXTENSION] = Keys(pepper)
    app.extensions[paces.EXTENSION] = paces.Paces()
    app.wsgi_app = _without_traces(app.wsgi_app)  # type: ignore[method-assign, assignment] # Flask's own way
    return app


def _without_traces(inner: WSGI) -> WSGI:
    def run(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if any(path == each or path.startswith(f"{each}/") for each in CHILDREN):
            environ.pop("HTTP_COOKIE", None)
            if environ.get("HTTP_AUTHORIZATION", "").startswith("Bearer"):
                del environ["HTTP_AUTHORIZATION"]
            environ[UNCOUNTED] = True
        return inner(environ, start)

    return run
