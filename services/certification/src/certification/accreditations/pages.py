"""A coordinator's pages of assessors."""

from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from certification.accreditations import actions, formats, queries, rules
from certification.accreditations.forms import AssessorForm, ChangeForm
from certification.assessments.rules import check_works_as
from certification.partners import queries as partners
from chassis import seen
from chassis.auth import actor, roles
from chassis.errors import DomainError, Invalid
from chassis.forms import blame
from chassis.frame import register_sayings
from chassis.pages import PageBlueprint, said
from chassis.resources import clock

pages = PageBlueprint("accreditations", __name__, url_prefix="/certification")
COORDINATORS = roles("coordinator")
ONE = "/assessors/<uuid:identifier>"
A_PAGE = 50

register_sayings(
    {
        "assessor_accredited": _l("This person may assess schools now, for 36 months."),
        "assessor_changed": _l("The change is saved."),
    }
)


@pages.get("/assessors", allow=COORDINATORS)
def assessors(session: Session) -> str:
    """Show the assessors, and ask for another one."""
    return _render(session, _form(session))


@pages.post("/assessors", allow=COORDINATORS)
def assessors_(session: Session) -> Any:
    """Make somebody an assessor."""
    form = _form(session)
    if not form.validate_on_submit():
        return _render(session, form), 422
    try:
        actions.accredit(
            session,
            UUID(form.user.data),
            form.langs.data,
            form.reason.data,
            by=actor(),
            now=clock().now(),
        )
    except DomainError as error:
        blame(form, error.errors if isinstance(error, Invalid) else {"user": [error.detail]})
        return _render(session, form), error.status
    return said("assessor_accredited", url_for("accreditations.assessors_get"))


@pages.get(ONE, allow=COORDINATORS)
def one(session: Session, identifier: UUID) -> str:
    """Ask what becomes of an accreditation."""
    return _one(session, identifier, ChangeForm())


@pages.post(ONE, allow=COORDINATORS)
def one_(session: Session, identifier: UUID) -> Any:
    """Change it."""
    form = ChangeForm()
    form.offer(queries.known(session, identifier).state)
    if not form.validate_on_submit():
        return _one(session, identifier, form), 422
    try:
        actions.change(
            session,
            identifier,
            form.state.data,
            form.reason.data,
            by=actor(),
            now=clock().now(),
        )
    except DomainError as error:
        blame(form, {"": [error.detail]})
        return _one(session, identifier, form), error.status
    return said("assessor_changed", url_for("accreditations.assessors_get"))


def _form(session: Session) -> AssessorForm:
    form = AssessorForm()
    partner = partners.by_code(session, actor().partner)
    reader = get_locale()
    langs = [(code, formats.language(code, reader)) for code in partner.langs]
    today = partners.today(partner, clock().now())
    form.offer(queries.candidates(session, partner.id, partner.code, today), langs)
    return form


def _render(session: Session, form: AssessorForm) -> str:
    partner = partners.by_code(session, actor().partner)
    after = request.args.get("after")
    found = queries.page(session, partner.code, after=after, limit=A_PAGE)
    return render_template(
        "certification/accreditations/assessors.html",
        form=form,
        found=found,
        is_first=not after,
        names=seen.names(session, [each.user_id for each in found["items"]]),
        today=partners.today(partner, clock().now()),
        formats=formats,
        rules=rules,
        reader=get_locale(),
    )


def _one(session: Session, identifier: UUID, form: ChangeForm) -> str:
    found = queries.known(session, identifier)
    check_works_as(actor(), "coordinator", found.partner)
    form.offer(found.state)
    return render_template(
        "certification/accreditations/one.html",
        found=found,
        form=form,
        name=seen.names(session, [found.user_id]).get(found.user_id),
        formats=formats,
    )
