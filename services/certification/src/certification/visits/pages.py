"""The day of a visit and the talks held there, as pages."""

from typing import Any
from uuid import UUID

from flask import render_template, url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from certification.assessments import queries as assessments
from certification.assessments.actions import calling
from certification.assignments import queries as assignments
from certification.schools import queries as schools
from certification.visits import actions, formats, queries
from certification.visits.forms import AgendaForm, TalkForm, written
from chassis.auth import actor, roles
from chassis.errors import DomainError, Invalid
from chassis.forms import Form, blame, validate_press
from chassis.frame import register_sayings
from chassis.pages import PageBlueprint, said

pages = PageBlueprint("visits", __name__, url_prefix="/certification")
ONE = "/assessments/<uuid:identifier>"
ASSESSORS = roles("assessor")

register_sayings(
    {
        "day_proposed": _l("The day is proposed. The head of the school agrees, or asks you."),
        "day_agreed": _l("You agreed to the day of the visit."),
        "visit_begun": _l("The visit has begun. Write down talks and findings as you go."),
        "talk_kept": _l("The talk is written down."),
    }
)


@pages.get(f"{ONE}/agenda", allow=ASSESSORS)
def agenda(session: Session, identifier: UUID) -> str:
    """Ask for a day and what happens on it."""
    found = assessments.known(session, identifier)
    asked = AgendaForm(data={"visit_on": found.visit_on, "items": written(found.agenda)})
    return _agenda(session, identifier, asked)


@pages.post(f"{ONE}/agenda", allow=ASSESSORS)
def agenda_(session: Session, identifier: UUID) -> Any:
    """Propose it."""
    form = AgendaForm()
    if not form.validate_on_submit():
        return _agenda(session, identifier, form), 422
    try:
        actions.plan(session, identifier, form.visit_on.data, form.agenda(), calling("assessor"))
    except DomainError as error:
        _blame(form, error)
        return _agenda(session, identifier, form), error.status
    return _said("day_proposed", identifier)


@pages.post(f"{ONE}/agreement", allow=roles("head"))
def agree(session: Session, identifier: UUID) -> Any:
    """Agree to the day."""
    validate_press()
    actions.agree(session, identifier, calling("head"))
    return _said("day_agreed", identifier)


@pages.post(f"{ONE}/beginning", allow=ASSESSORS)
def begin(session: Session, identifier: UUID) -> Any:
    """Begin the visit."""
    validate_press()
    actions.begin(session, identifier, calling("assessor"))
    return _said("visit_begun", identifier)


@pages.get(f"{ONE}/talks", allow=ASSESSORS)
def talks(session: Session, identifier: UUID) -> str:
    """Show the talks, and ask for another one."""
    return _talks(session, identifier, TalkForm())


@pages.post(f"{ONE}/talks", allow=ASSESSORS)
def talks_(session: Session, identifier: UUID) -> Any:
    """Keep a talk."""
    form = TalkForm()
    if not form.validate_on_submit():
        return _talks(session, identifier, form), 422
    try:
        actions.talk(
            session,
            identifier,
            form.group.data,
            form.people.data,
            summary=(form.summary.data or "").strip(),
            doing=calling("assessor"),
        )
    except DomainError as error:
        _blame(form, error)
        return _talks(session, identifier, form), error.status
    return said("talk_kept", url_for("visits.talks_get", identifier=identifier))


def _agenda(session: Session, identifier: UUID, form: AgendaForm) -> str:
    return _render(session, "agenda", identifier, form)


def _talks(session: Session, identifier: UUID, form: TalkForm) -> str:
    held = queries.talks(session, identifier)
    return _render(session, "talks", identifier, form, talks=held, groups=formats.GROUPS)


def _render(session: Session, name: str, identifier: UUID, form: Form, **more: Any) -> str:
    assessment = assessments.known(session, identifier)
    assignments.check_assesses(session, assessment, actor())
    return render_template(
        f"certification/visits/{name}.html",
        form=form,
        assessment=assessment,
        school=schools.known(session, assessment.school_id),
        **more,
    )


def _blame(form: Form, error: DomainError) -> None:
    blame(form, error.errors if isinstance(error, Invalid) else {"": [error.detail]})


def _said(code: str, identifier: UUID) -> Any:
    return said(code, url_for("dossiers.one_get", identifier=identifier))
