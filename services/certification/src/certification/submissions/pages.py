"""Handing in, sending back and giving up, as pages."""

from typing import Any
from uuid import UUID

from flask import render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from certification.assessments import queries
from certification.assessments import rules as states
from certification.assessments.actions import calling
from certification.assessments.model import Assessment
from certification.assignments import queries as assignments
from certification.gates import queries as gates
from certification.reviews import queries as reviews
from certification.reviews import rules as review_rules
from certification.schools import queries as schools
from certification.schools.rules import check_leads
from certification.standards import formats as standards
from certification.submissions import actions
from certification.submissions.forms import ReturnForm, SubmissionForm, return_form
from chassis.auth import actor, roles
from chassis.errors import DomainError
from chassis.forms import blame, validate_press
from chassis.frame import register_sayings
from chassis.pages import PageBlueprint, said
from chassis.resources import clock
from chassis.speech import told

pages = PageBlueprint("submissions", __name__, url_prefix="/certification")
HEADS, ASSESSORS = roles("head"), roles("assessor")
SUBMISSION = "/reviews/<uuid:review_id>/submission"
ONE = "/assessments/<uuid:identifier>"

register_sayings(
    {
        "handed_in": _l("Your self-review is handed in. A coordinator chooses an assessor next."),
        "sent_back": _l("The self-review is sent back. The school reads your reasons now."),
        "given_up": _l("The assessment is given up. Nothing of your self-review is lost."),
    }
)


@pages.get(SUBMISSION, allow=HEADS)
def submission(session: Session, review_id: UUID) -> str:
    """Say what follows, and ask for consent."""
    return _submission(session, review_id, SubmissionForm())


@pages.post(SUBMISSION, allow=HEADS)
def submission_(session: Session, review_id: UUID) -> Any:
    """Hand it in."""
    form = SubmissionForm()
    if not form.validate_on_submit():
        return _submission(session, review_id, form), 422
    doing = calling("head")
    agrees = bool(form.public_entry.data)
    try:
        made = actions.submit(session, review_id, form.kind.data, public_entry=agrees, doing=doing)
    except DomainError as error:
        field = "public_entry" if error.reason == "public_entry_missing" else ""
        blame(form, {field: [_words(error)]})
        return _submission(session, review_id, form), error.status
    return _said("handed_in", made)


@pages.get(f"{ONE}/returning", allow=ASSESSORS)
def returning(session: Session, identifier: UUID) -> str:
    """Ask why it is sent back."""
    page = _returning(session, identifier, None)
    states.check(states.RETURN, queries.known(session, identifier).state)
    return page


@pages.post(f"{ONE}/returning", allow=ASSESSORS)
def returning_(session: Session, identifier: UUID) -> Any:
    """Send it back."""
    assessment = queries.known(session, identifier)
    form = return_form(standards.load(assessment.standard_version).criteria.values())
    if not form.validate_on_submit():
        return _returning(session, identifier, form), 422
    if not form.reasons():
        blame(form, {"": [_("Write a reason for at least one criterion.")]})
        return _returning(session, identifier, form), 422
    doing = calling("assessor")
    try:
        actions.send_back(session, identifier, form.reasons(), doing)
    except DomainError as error:
        blame(form, {"": [error.detail]})
        return _returning(session, identifier, form), error.status
    return _said("sent_back", assessment)


@pages.get(f"{ONE}/withdrawal", allow=HEADS)
def withdrawal(session: Session, identifier: UUID) -> str:
    """Ask once more."""
    assessment = queries.known(session, identifier)
    check_leads(actor(), assessment.school_id)
    return _render(session, "withdraw", assessment)


@pages.post(f"{ONE}/withdrawal", allow=HEADS)
def withdraw(session: Session, identifier: UUID) -> Any:
    """Give up."""
    validate_press()
    made = actions.withdraw(session, identifier, calling("head"))
    return _said("given_up", made)


def _submission(session: Session, review_id: UUID, form: SubmissionForm) -> str:
    review = reviews.get(session, review_id)
    check_leads(actor(), review.school_id)
    school = schools.known(session, review.school_id)
    standard = standards.load(review.standard_version)
    ratings = reviews.ratings(session, review_id)
    return render_template(
        "certification/submissions/submit.html",
        form=form,
        review=review,
        school=school,
        standard=standard,
        left=review_rules.incomplete(standard, ratings.values()),
        can_hand_in=review_rules.SUBMITTED in review_rules.NEXT[review.state],
        was_handed_in=review.state == review_rules.SUBMITTED,
        gates=gates.gates(session, school, clock().now(), review.standard_version),
    )


def _returning(session: Session, identifier: UUID, form: ReturnForm | None) -> str:
    assessment = queries.known(session, identifier)
    assignments.check_assesses(session, assessment, actor())
    standard = standards.load(assessment.standard_version)
    form = form or return_form(standard.criteria.values())
    boxes = {field.label.text.partition(" ")[0]: field for field in form.boxes()}
    return _render(session, "return", assessment, form=form, standard=standard, boxes=boxes)


def _words(error: DomainError) -> str:
    criteria = error.extra.get("criteria")
    return f"{told(error.detail)} ({', '.join(criteria)})" if criteria else told(error.detail)


def _render(session: Session, name: str, assessment: Assessment, **more: Any) -> str:
    return render_template(
        f"certification/submissions/{name}.html",
        assessment=assessment,
        school=schools.known(session, assessment.school_id),
        **more,
    )


def _said(code: str, assessment: Assessment) -> Any:
    return said(code, url_for("dossiers.one_get", identifier=assessment.id))
