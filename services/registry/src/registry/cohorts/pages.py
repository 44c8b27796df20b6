"""Cohorts as pages: the list, and what a coordinator does with them."""

from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from chassis.auth import actor, roles
from chassis.errors import Invalid
from chassis.forms import blame, validate_press
from chassis.frame import register_sayings
from chassis.pages import PageBlueprint, said
from registry.cohorts import actions, queries
from registry.cohorts import forms as words
from registry.cohorts.forms import CohortForm
from registry.doers.actions import calling
from registry.partners.queries import home_partner

pages = PageBlueprint("cohorts", __name__, url_prefix="/registry")
READERS = roles(
    "hq", "coordinator", "safeguarding", "trainer", "assessor", "panel", "coach",
    "head", "focal", "deputy",
)  # fmt: skip
COORDINATORS = roles("coordinator")
ON_A_PAGE = 50

register_sayings(
    {
        "cohort_planned": _l("The cohort is planned. Open it when schools can join."),
        "cohort_opened": _l("The cohort is open. Heads of verified schools can join it now."),
        "cohort_closed": _l("The cohort is closed. The schools in it go on as before."),
    }
)


@pages.get("/cohorts", allow=READERS)
def list_(session: Session) -> str:
    """Show the cohorts of the programme."""
    partner = home_partner(session, actor().partner)
    after = request.args.get("after")
    found = queries.page(session, partner.id, state=None, after=after, limit=ON_A_PAGE)
    may_decide = actor().has("coordinator", "partner", partner.id)
    return _render("list", found=found, may_decide=may_decide, words=words)


@pages.get("/cohorts/new", allow=COORDINATORS)
def new(session: Session) -> str:  # noqa: ARG001 - the form asks nothing of the database
    """Ask for a cohort."""
    return _render("new", form=CohortForm())


@pages.post("/cohorts/new", allow=COORDINATORS)
def new_(session: Session) -> Any:
    """Plan it."""
    form = CohortForm()
    if not form.validate_on_submit():
        return _render("new", form=form), 422
    try:
        cohort = actions.plan(session, form.content(), by=calling(session))
    except Invalid as error:
        blame(form, error.errors)
        return _render("new", form=form), 422
    return said("cohort_planned", _url(cohort.id))


@pages.post("/cohorts/<uuid:cohort_id>/opening", allow=COORDINATORS)
def open_(session: Session, cohort_id: UUID) -> Any:
    """Let schools join."""
    validate_press()
    actions.open_(session, cohort_id, by=calling(session))
    return said("cohort_opened", _url(cohort_id))


@pages.post("/cohorts/<uuid:cohort_id>/closure", allow=COORDINATORS)
def close(session: Session, cohort_id: UUID) -> Any:
    """Let no more schools join."""
    validate_press()
    actions.close(session, cohort_id, by=calling(session))
    return said("cohort_closed", _url(cohort_id))


def _url(cohort_id: UUID) -> str:
    return url_for("enrolments.cohort_get", cohort_id=cohort_id)


def _render(name: str, **more: Any) -> str:
    return render_template(f"registry/cohorts/{name}.html", **more)
