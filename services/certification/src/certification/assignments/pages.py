"""Asking an assessor, and answering, as pages."""

from typing import Any
from uuid import UUID

from flask import render_template, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from certification.accreditations import queries as accreditations
from certification.accreditations.formats import language
from certification.assessments import queries as assessments
from certification.assessments.actions import calling
from certification.assessments.model import Assessment
from certification.assessments.rules import check_works_as
from certification.assignments import actions, queries, rules
from certification.assignments.forms import AcceptanceForm, OfferForm, RefusalForm
from certification.partners import queries as partners
from certification.schools import queries as schools
from chassis import seen
from chassis.auth import actor, roles
from chassis.errors import DomainError, Invalid
from chassis.forms import blame
from chassis.frame import register_sayings
from chassis.pages import PageBlueprint, said
from chassis.resources import clock

pages = PageBlueprint("assignments", __name__, url_prefix="/certification")
OFFER = "/assessments/<uuid:identifier>/assignments"
ANSWER = "/assignments/<uuid:identifier>"

register_sayings(
    {
        "assessor_asked": _l("The assessor is asked. You see here when they have answered."),
        "offer_accepted": _l("You assess this school now. Read what it says of itself."),
        "tie_noted": _l("Thank you for saying so. The coordinator asks somebody else."),
        "offer_refused": _l("You said no. The coordinator asks somebody else."),
    }
)


@pages.get(OFFER, allow=roles("coordinator"))
def offer(session: Session, identifier: UUID) -> str:
    """Ask which assessor to ask."""
    return _offer(session, identifier, OfferForm())


@pages.post(OFFER, allow=roles("coordinator"))
def offer_(session: Session, identifier: UUID) -> Any:
    """Ask them."""
    form = OfferForm()
    form.offer(_people(session, assessments.known(session, identifier)))
    if not form.validate_on_submit():
        return _offer(session, identifier, form), 422
    doing = calling("coordinator")
    chosen, lead = UUID(form.accreditation.data), bool(form.lead.data)
    try:
        actions.offer(session, identifier, chosen, lead=lead, doing=doing)
    except DomainError as error:
        blame(
            form, error.errors if isinstance(error, Invalid) else {"accreditation": [error.detail]}
        )
        return _offer(session, identifier, form), error.status
    return said("assessor_asked", url_for("dossiers.one_get", identifier=identifier))


@pages.get(ANSWER, allow=roles("assessor"))
def answer(session: Session, identifier: UUID) -> str:
    """Ask an assessor for yes or no."""
    return _answer(session, identifier, AcceptanceForm(), RefusalForm())


@pages.post(f"{ANSWER}/acceptance", allow=roles("assessor"))
def accept(session: Session, identifier: UUID) -> Any:
    """Say yes."""
    form = AcceptanceForm()
    if not form.validate_on_submit():
        return _answer(session, identifier, form, RefusalForm()), 422
    doing = calling("assessor")
    try:
        made = actions.accept(session, identifier, form.declared.data or [], doing)
    except DomainError as error:
        blame(form, {"declared": [error.detail]})
        return _answer(session, identifier, form, RefusalForm(formdata=None)), error.status
    if made.conflict:
        return said("tie_noted", url_for("dossiers.all__get"))
    return said("offer_accepted", url_for("dossiers.one_get", identifier=made.assessment_id))


@pages.post(f"{ANSWER}/refusal", allow=roles("assessor"))
def refuse(session: Session, identifier: UUID) -> Any:
    """Say no."""
    form = RefusalForm()
    if not form.validate_on_submit():
        return _answer(session, identifier, AcceptanceForm(formdata=None), form), 422
    kind = None if form.kind.data == "none" else form.kind.data
    doing = calling("assessor")
    try:
        actions.refuse(session, identifier, kind, doing)
    except DomainError as error:
        blame(form, {"": [error.detail]})
        return _answer(session, identifier, AcceptanceForm(formdata=None), form), error.status
    return said("offer_refused", url_for("dossiers.all__get"))


def _people(session: Session, assessment: Assessment) -> list[tuple[str, str]]:
    """Return who may be asked: accredited today, and not asked already."""
    partner = partners.by_code(session, assessment.partner)
    found = accreditations.valid(session, partner.code, partners.today(partner, clock().now()))
    asked = {
        each.user_id
        for each in queries.of_assessments(session, [assessment.id])
        if each.state in rules.STANDING or each.conflict
    }
    names = seen.names(session, [each.user_id for each in found])
    reader = get_locale()
    return [
        (
            str(each.id),
            _(
                "%(name)s (%(languages)s)",
                name=names.get(each.user_id, "?"),
                languages=", ".join(language(code, reader) for code in each.langs),
            ),
        )
        for each in found
        if each.user_id not in asked
    ]


def _offer(session: Session, identifier: UUID, form: OfferForm) -> str:
    assessment = assessments.known(session, identifier)
    check_works_as(actor(), "coordinator", assessment.partner)
    form.offer(_people(session, assessment))
    standing = [
        each
        for each in queries.of_assessments(session, [identifier])
        if each.state in rules.STANDING
    ]
    if not form.is_submitted():
        form.lead.data = not any(each.is_lead for each in standing)
    return render_template(
        "certification/assignments/offer.html",
        form=form,
        assessment=assessment,
        school=schools.known(session, assessment.school_id),
    )


def _answer(
    session: Session, identifier: UUID, accepting: AcceptanceForm, refusing: RefusalForm
) -> str:
    assignment = queries.known(session, identifier)
    rules.check_whose(actor().id, assignment.user_id)
    assessment = assessments.known(session, assignment.assessment_id)
    return render_template(
        "certification/assignments/answer.html",
        assignment=assignment,
        assessment=assessment,
        school=schools.known(session, assessment.school_id),
        form=refusing if refusing.errors else accepting,
        accepting=accepting,
        refusing=refusing,
    )
