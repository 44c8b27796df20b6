"""Where people learn, as pages: they choose it, and their school says who has left."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from chassis.auth import actor, roles, signed_in
from chassis.errors import DomainError
from chassis.forms import blame, validate_press, version_shown
from chassis.frame import register_sayings
from chassis.pages import PageBlueprint, said
from chassis.resources import clock
from training.learners import queries as learners
from training.learners import rules
from training.learners.model import Learner
from training.placements import actions, queries
from training.placements.actions import Wish
from training.placements.forms import PlacementForm
from training.schools.rules import MANAGERS

pages = PageBlueprint("placements", __name__, url_prefix="/training")

register_sayings(
    {
        "placed": _l("Your place is saved. You can begin your first module."),
        "learner_left": _l("This person no longer counts for your school."),
        "learner_returned": _l("This person counts for your school again."),
    }
)


@pages.get("/place", allow=signed_in)
def place(session: Session) -> str:
    """Ask where a person belongs."""
    learner = learners.of_user(session, actor().id)
    return _render(session, _form(session, _answers(learner)), learner)


@pages.post("/place", allow=signed_in)
def place_(session: Session) -> Any:
    """Put them there."""
    learner = learners.of_user(session, actor().id)
    form = _form(session, None)
    if not form.validate_on_submit():
        return _render(session, form, learner), 422
    version = version_shown(form) if form.row_version.data else None
    try:
        actions.place_me(session, _wish(form), row_version=version, by=actor(), now=clock().now())
    except DomainError as error:
        blame(form, {"place": [error.detail]})
        form.row_version.data = learner.row_version if learner else ""
        return _render(session, form, learner), 422
    return said("placed", url_for("home.start_get"))


@pages.post(
    "/learners/<uuid:identifier>/<any(active,left):state>/<int:row_version>",
    allow=roles(*MANAGERS),
)
def set_state(session: Session, identifier: UUID, state: str, row_version: int) -> Any:
    """Note that somebody left the school, or came back."""
    validate_press()
    learner = actions.set_state(
        session, identifier, state, row_version=row_version, by=actor(), now=clock().now()
    )
    code = "learner_left" if state == rules.LEFT else "learner_returned"
    return said(code, url_for("overviews.school_get", school_id=learner.place_id))


def _form(session: Session, answers: Mapping[str, Any] | None) -> PlacementForm:
    form = PlacementForm(data=answers)
    offers = queries.offers(session, actor().roles)
    form.offer([(each.value, _words(each)) for each in offers], _groups(offers))
    if len(offers) == 1 and not form.place.data:
        form.place.data = offers[0].value
    return form


def _words(offer: queries.Offer) -> str:
    if offer.place == rules.VENUE:
        return str(_("The café or other place I run"))
    return str(offer.name)


def _groups(offers: list[queries.Offer]) -> list[str]:
    """Offer the leadership to whoever leads one of their schools."""
    schools = [each.place_id for each in offers if each.place == rules.SCHOOL]
    leads = any(rules.leads(actor(), each) for each in schools)
    return [each for each in rules.GROUPS if leads or each != rules.LEADERSHIP]


def _answers(learner: Learner | None) -> dict[str, Any] | None:
    if learner is None:
        return None
    return {
        "place": f"{learner.place}:{learner.place_id}",
        "group": learner.staff_group,
        "row_version": learner.row_version,
    }


def _wish(form: PlacementForm) -> Wish:
    kind, _sep, identifier = form.place.data.partition(":")
    group = form.group.data if form.is_school() else None
    return Wish(kind, UUID(identifier), group, actor().lang)


def _render(session: Session, form: PlacementForm, learner: Learner | None) -> str:
    offers = queries.offers(session, actor().roles)
    has_school = any(each.place == rules.SCHOOL for each in offers)
    return render_template(
        "training/placements/place.html",
        form=form,
        learner=learner,
        has_places=bool(offers),
        has_school=has_school,
    )
