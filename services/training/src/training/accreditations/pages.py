"""A coordinator's page of trainers."""

from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from chassis import seen
from chassis.auth import actor, roles
from chassis.errors import DomainError, Invalid
from chassis.forms import blame
from chassis.frame import register_sayings
from chassis.pages import PageBlueprint, said
from chassis.resources import clock
from training.accreditations import actions, queries
from training.accreditations.forms import TrainerForm
from training.curriculum import formats as curriculum
from training.partners import queries as partners

pages = PageBlueprint("accreditations", __name__, url_prefix="/training")
COORDINATORS = roles("coordinator")
A_PAGE = 50

register_sayings({"trainer_accredited": _l("This person is a trainer now, for 24 months.")})


@pages.get("/trainers", allow=COORDINATORS)
def trainers(session: Session) -> str:
    """Show the trainers, and ask for another one."""
    return _render(session, _form(session))


@pages.post("/trainers", allow=COORDINATORS)
def trainers_(session: Session) -> Any:
    """Make somebody a trainer."""
    form = _form(session)
    if not form.validate_on_submit():
        return _render(session, form), 422
    try:
        actions.accredit(
            session,
            UUID(form.user.data),
            form.modules.data,
            form.reason.data,
            by=actor(),
            now=clock().now(),
        )
    except DomainError as error:
        blame(form, error.errors if isinstance(error, Invalid) else {"user": [error.detail]})
        return _render(session, form), 422
    return said("trainer_accredited", url_for("accreditations.trainers_get"))


def _form(session: Session) -> TrainerForm:
    form = TrainerForm()
    partner = partners.by_code(session, actor().partner)
    modules = [(each.code, f"{each.code} {each.title}") for each in curriculum.modules()]
    form.offer(queries.candidates(session, partner.id), modules)
    return form


def _render(session: Session, form: TrainerForm) -> str:
    found = queries.page(
        session, actor().partner or "", after=request.args.get("after"), limit=A_PAGE
    )
    names = seen.names(session, [each.user_id for each in found["items"]])
    return render_template(
        "training/accreditations/trainers.html", form=form, found=found, names=names
    )
