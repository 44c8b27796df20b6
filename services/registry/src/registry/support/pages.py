"""Support visits as pages: noted by the coach, read by coach, coordinator and school."""

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from chassis.auth import actor, roles
from chassis.errors import DomainError, Invalid
from chassis.forms import SelectChoice, blame
from chassis.frame import register_sayings
from chassis.pages import PageBlueprint, said
from chassis.resources import clock
from registry.doers.actions import calling
from registry.enrolments.actions import today_at
from registry.partners.queries import home_partner
from registry.roles.queries import uuid_or_none
from registry.schools import queries as schools
from registry.support import actions, queries
from registry.support import forms as words
from registry.support.forms import VisitForm
from registry.support.schemas import NewVisitSchema

pages = PageBlueprint("support", __name__, url_prefix="/registry")
READERS = roles("coach", "coordinator", "head", "focal", "deputy")
COACHES = roles("coach")
ON_A_PAGE = 25

register_sayings({"visit_noted": _l("The visit is noted. The school can read it too.")})


@pages.get("/support-visits", allow=READERS)
def list_(session: Session) -> str:
    """Show the visits a person may read, the newest first."""
    partner = home_partner(session, actor().partner)
    school_id = uuid_or_none(request.args.get("school", ""))
    after = request.args.get("after")
    found = queries.page(session, partner.id, actor(), school_id, after=after, limit=ON_A_PAGE)
    one_school = schools.get(session, partner.id, school_id) if school_id else None
    return _render("list", found=found, school=one_school, is_coach=actor().has("coach"))


@pages.get("/support-visits/new", allow=COACHES)
def new(session: Session) -> str:
    """Ask what was done."""
    form = _form(session)
    school_id = uuid_or_none(request.args.get("school", ""))
    partner = home_partner(session, actor().partner)
    if school_id:
        actions.check_own(session, school_id, actor())
        form.school.data = str(school_id)
        school = schools.get(session, partner.id, school_id)
        form.on.data = today_at(school, partner, clock().now())
    return _render("new", form=form)


@pages.post("/support-visits/new", allow=COACHES)
def new_(session: Session) -> Any:
    """Note it."""
    form = _form(session)
    if not form.validate_on_submit():
        return _render("new", form=form), 422
    try:
        content = _loaded(form)
        school = content.pop("school")
        actions.note(session, school, content, by=calling(session))
    except DomainError as error:
        blame(form, getattr(error, "errors", None) or {"school": [error.detail]})
        return _render("new", form=form), error.status
    return said("visit_noted", url_for("support.list__get", school=school))


def _loaded(form: VisitForm) -> dict[str, Any]:
    """Check what was written as the API would.

    Raises:
        Invalid: with words beside each field.

    """
    try:
        found: dict[str, Any] = NewVisitSchema().load(form.written())
    except ValidationError as error:
        wrong = {str(name): [_("Check this and write it again.")] for name in error.messages_dict}
        raise Invalid(errors=wrong) from error
    return found


def _form(session: Session) -> VisitForm:
    form = VisitForm()
    mine = queries.coached_by(session, actor())
    form.school.choices = [SelectChoice(str(each.school_id), each.name) for each in mine]
    return form


def _render(name: str, **more: Any) -> str:
    return render_template(f"registry/support/{name}.html", words=words, **more)
