"""The plan of a school as pages: what it will do, by when, and how far it is."""

from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from certification.outlooks import queries as outlooks
from certification.plans import actions, queries, rules
from certification.plans.forms import (
    EFFORT_WORDS,
    OWNER_WORDS,
    STATE_WORDS,
    ActionForm,
    DroppingForm,
)
from certification.raises.rules import by_criterion
from certification.reviews import queries as reviews
from certification.reviews.model import Review
from certification.schools import queries as schools
from certification.schools.rules import MANAGERS, check_leads, check_manages, leads
from certification.standards import formats
from chassis.auth import actor, roles
from chassis.errors import DomainError, Invalid
from chassis.forms import SelectChoice, blame, validate_press
from chassis.frame import register_sayings
from chassis.pages import PageBlueprint, said
from chassis.resources import clock
from chassis.speech import told

pages = PageBlueprint("plans", __name__, url_prefix="/certification")
PLAN = "/reviews/<uuid:review_id>/plan"
ACTION = f"{PLAN}/<uuid:action_id>"

register_sayings(
    {
        "action_planned": _l("This is in your plan."),
        "action_moved": _l("Your plan is up to date."),
        "action_dropped": _l("It is dropped. It stays in the list with your reason."),
        "plan_adopted": _l("The plan is adopted."),
    }
)


@pages.get(PLAN, allow=roles(*MANAGERS))
def plan(session: Session, review_id: UUID) -> str:
    """Show the plan by due date, what is still needed, and a form to add to it."""
    review = _mine(session, review_id)
    wanted = {
        name: request.args[name] for name in ("criterion", "to_level") if name in request.args
    }
    return _render(session, review, _form(review, wanted))


@pages.post(PLAN, allow=roles(*MANAGERS))
def plan_(session: Session, review_id: UUID) -> Any:
    """Add to the plan."""
    review = _mine(session, review_id)
    form = _form(review, None)
    if not form.validate_on_submit():
        return _render(session, review, form), 422
    try:
        actions.plan(session, review_id, form.wish(), by=actor(), now=clock().now())
    except DomainError as error:
        blame(form, error.errors if isinstance(error, Invalid) else {"": [error.detail]})
        return _render(session, review, form), error.status
    return _said("action_planned", review_id)


@pages.post(f"{ACTION}/<any(doing,done):state>", allow=roles(*MANAGERS))
def move(session: Session, review_id: UUID, action_id: UUID, state: str) -> Any:
    """Begin an action, or say that it is done."""
    validate_press()
    actions.move(session, review_id, action_id, state, by=actor(), now=clock().now())
    return _said("action_moved", review_id)


@pages.get(f"{ACTION}/dropping", allow=roles("head"))
def dropping(session: Session, review_id: UUID, action_id: UUID) -> str:
    """Ask why an action is dropped."""
    return _dropping_page(session, review_id, action_id, DroppingForm())


@pages.post(f"{ACTION}/dropping", allow=roles("head"))
def dropping_(session: Session, review_id: UUID, action_id: UUID) -> Any:
    """Drop it."""
    form = DroppingForm()
    if not form.validate_on_submit():
        return _dropping_page(session, review_id, action_id, form), 422
    try:
        actions.drop(session, review_id, action_id, form.reason.data, by=actor(), now=clock().now())
    except DomainError as error:
        blame(form, {"reason": [error.detail]})
        return _dropping_page(session, review_id, action_id, form), error.status
    return _said("action_dropped", review_id)


@pages.post(f"{PLAN}/adoption", allow=roles("head"))
def adopt(session: Session, review_id: UUID) -> Any:
    """Adopt the plan."""
    validate_press()
    review = _mine(session, review_id)
    try:
        actions.adopt(session, review_id, by=actor(), now=clock().now())
    except DomainError as error:
        form = _form(review, {})
        blame(form, {"": [_refusal(error)]})
        return _render(session, review, form), error.status
    return _said("plan_adopted", review_id)


def _refusal(error: DomainError) -> str:
    modules = error.extra.get("modules")
    if modules:
        return str(_("Add an action for %(modules)s first.", modules=", ".join(modules)))
    return told(error.detail)


def _mine(session: Session, review_id: UUID) -> Review:
    review = reviews.get(session, review_id)
    check_manages(actor(), review.school_id)
    return review


def _form(review: Review, answers: dict[str, str] | None) -> ActionForm:
    form = ActionForm(data=answers)
    standard = formats.load(review.standard_version)
    form.criterion.choices = [
        SelectChoice(each.id, f"{each.id} {each.title}") for each in standard.criteria.values()
    ]
    return form


def _render(session: Session, review: Review, form: ActionForm) -> str:
    ratings = reviews.ratings(session, review.id).values()
    outlook = outlooks.of_review(session, review, ratings, clock().now())
    found = queries.of_review(session, review.id)
    school = schools.known(session, review.school_id)
    meant = {each.criterion for each in found if each.state != rules.DROPPED}
    below = rules.below_target(outlook.standard, review.target, outlook.modules)
    return render_template(
        "certification/plans/plan.html",
        form=form,
        review=review,
        school=school,
        outlook=outlook,
        planned=found,
        missing=[
            module
            for module in below
            if not any(outlook.standard.criteria[each].module == module for each in meant)
        ],
        ideas=[each for each in by_criterion(outlook.raises) if each.criterion not in meant],
        today=schools.today(school, clock().now()),
        is_head=leads(actor(), review.school_id),
        owner_words=OWNER_WORDS,
        effort_words=EFFORT_WORDS,
        state_words=STATE_WORDS,
    )


def _dropping_page(session: Session, review_id: UUID, action_id: UUID, form: DroppingForm) -> str:
    review = reviews.get(session, review_id)
    check_leads(actor(), review.school_id)
    return render_template(
        "certification/plans/drop.html",
        form=form,
        review=review,
        action=queries.get(session, review_id, action_id),
    )


def _said(code: str, review_id: UUID) -> Any:
    return said(code, url_for("plans.plan_get", review_id=review_id))
