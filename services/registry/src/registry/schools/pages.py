"""One school as pages: what is known of it, what happened, what can be done next."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import render_template, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import Schema, ValidationError
from sqlalchemy.orm import Session

from chassis.auth import actor, roles, signed_in
from chassis.errors import DomainError, Invalid, Stale
from chassis.forms import Form, SelectChoice, blame, version_shown
from chassis.frame import register_sayings
from chassis.pages import PageBlueprint, said
from contracts.logs import log_url
from registry.doers.actions import calling
from registry.jurisdictions.formats import country_name
from registry.partners.queries import home_partner
from registry.roles.rules import MANAGERS
from registry.schools import actions, queries, rules
from registry.schools import forms as words
from registry.schools.forms import (
    ClosureForm,
    NewSchoolForm,
    OwnForm,
    SchoolForm,
    VerificationForm,
    answers_of,
)
from registry.schools.model import School
from registry.schools.rules import Basis, Closure
from registry.schools.schemas import NewSchoolSchema, SchoolContentSchema

pages = PageBlueprint("schools", __name__, url_prefix="/registry")
COORDINATORS = roles("coordinator")
EDITORS = roles("coordinator", "head")
ONE = "/schools/<uuid:school_id>"

register_sayings(
    {
        "school_added": _l("The school is added to the list."),
        "school_saved": _l("The change is saved."),
        "school_verified": _l("The school is verified. Next, invite its head."),
        "school_closed": _l("The school is closed. Its history stays here."),
    }
)


@pages.get(ONE, allow=signed_in)
def one(session: Session, school_id: UUID) -> str:
    """Show one school."""
    school = _school(session, school_id)
    partner = home_partner(session, actor().partner)
    may_decide = actor().has("coordinator", "partner", partner.id)
    successor = school.successor_id and session.get(School, school.successor_id)
    return _render(
        "one",
        school=school,
        successor=successor,
        history=queries.history(session, school.id) if may_decide else None,
        zone=ZoneInfo(school.tz or partner.tz),
        panels={name: show(session, school, actor()) for name, show in queries.PANELS.items()},
        may_decide=may_decide,
        may_read_log=may_decide
        or actor().has("auditor", "partner", partner.id)
        or actor().has("head", "school", school.id),
        log_url=log_url("registry", school.id),
        may_change=may_decide or actor().has("head", "school", school.id),
        may_see_people=may_decide
        or any(actor().has(role, "school", school.id) for role in MANAGERS),
    )


@pages.get("/schools/new", allow=COORDINATORS)
def new(session: Session) -> str:
    """Ask for a school to be added by hand."""
    return _render("new", form=_new_form(session))


@pages.post("/schools/new", allow=COORDINATORS)
def new_(session: Session) -> Any:
    """Add it, unless it is there already or looks like one that is."""
    form = _new_form(session)
    if not form.validate_on_submit():
        return _render("new", form=form), 422
    alike: list[Any] = []
    try:
        content = _loaded(NewSchoolSchema(), form.written())
        confirmed = content.pop("confirmed")
        school = actions.add(session, content, confirmed=confirmed, by=calling(session))
        return said("school_added", _url(school.id))
    except DomainError as error:
        alike = error.extra.get("possible_duplicates", [])
        taken = error.extra.get("school")
        _blame(form, error, "official_code" if error.reason == "already_listed" else "confirmed")
        return _render("new", form=form, alike=alike, taken=taken), error.status


@pages.get(f"{ONE}/edit", allow=EDITORS)
def edit(session: Session, school_id: UUID) -> str:
    """Show what is known as a form: all of it to coordinators, the school's own to its head."""
    school = _school(session, school_id)
    rules.check_not_ended(school.state)
    form = _edit_form(session, school, data=answers_of(school))
    form.row_version.data = school.row_version
    return _render("edit", form=form, school=school)


@pages.post(f"{ONE}/edit", allow=EDITORS)
def edit_(session: Session, school_id: UUID) -> Any:
    """Save it; when somebody was faster, show both texts."""
    school = _school(session, school_id)
    form = _edit_form(session, school)
    if not form.validate_on_submit():
        return _render("edit", form=form, school=school), 422
    try:
        content = _loaded(SchoolContentSchema(), form.written())
        actions.change(
            session, school_id, content, row_version=version_shown(form), by=calling(session)
        )
    except Stale:
        both = _both_texts(form, school)
        form.row_version.data = school.row_version
        return _render("edit", form=form, school=school, stale=both), 409
    except DomainError as error:
        _blame(form, error, "official_code" if "official_code" in form else "")
        return _render("edit", form=form, school=school), error.status
    return said("school_saved", _url(school_id))


@pages.get(f"{ONE}/verification", allow=COORDINATORS)
def verification(session: Session, school_id: UUID) -> str:
    """Ask what the verification rests on."""
    return _render("verify", form=VerificationForm(), school=_school(session, school_id))


@pages.post(f"{ONE}/verification", allow=COORDINATORS)
def verification_(session: Session, school_id: UUID) -> Any:
    """Take the school into the programme."""
    form, school = VerificationForm(), _school(session, school_id)
    if not form.validate_on_submit():
        return _render("verify", form=form, school=school), 422
    try:
        actions.verify(session, school_id, Basis(form.basis.data), by=calling(session))
    except DomainError as error:
        _blame(form, error, "basis")
        return _render("verify", form=form, school=school), error.status
    return said("school_verified", _url(school_id))


@pages.get(f"{ONE}/closure", allow=COORDINATORS)
def closure(session: Session, school_id: UUID) -> str:
    """Ask why the school ends and what follows, and say what is lost."""
    school = _school(session, school_id)
    rules.check_not_ended(school.state)
    return _render("close", form=ClosureForm(), school=school)


@pages.post(f"{ONE}/closure", allow=COORDINATORS)
def closure_(session: Session, school_id: UUID) -> Any:
    """End the school."""
    form, school = ClosureForm(), _school(session, school_id)
    if not form.validate_on_submit():
        return _render("close", form=form, school=school), 422
    try:
        actions.close(session, school_id, _closure(session, school, form), by=calling(session))
    except DomainError as error:
        _blame(form, error, "reason")
        return _render("close", form=form, school=school), error.status
    return said("school_closed", _url(school_id))


def _closure(session: Session, school: School, form: ClosureForm) -> Closure:
    named = form.successor.data
    heir = queries.named(session, school.partner_id, school.country, named) if named else None
    if named and heir is None:
        raise Invalid(errors={"successor": [_("No school of this programme is called so.")]})
    return Closure(
        reason=form.reason.data,
        merged=form.how.data == "merged",
        successor_id=heir.id if heir else None,
        on=form.closed_on.data,
    )


def _school(session: Session, school_id: UUID) -> School:
    return queries.get(session, home_partner(session, actor().partner).id, school_id)


def _new_form(session: Session) -> NewSchoolForm:
    form = NewSchoolForm()
    countries = home_partner(session, actor().partner).countries
    form.country.choices = [SelectChoice(code, _country(code)) for code in countries]
    return form


def _edit_form(session: Session, school: School, **data: Any) -> OwnForm:
    is_coordinator = calling(session).role_at(school.id) == "coordinator"
    return SchoolForm(**data) if is_coordinator else OwnForm(**data)


def _loaded(schema: Schema, written: Mapping[str, Any]) -> dict[str, Any]:
    """Check what was written as the API would.

    Raises:
        Invalid: with the messages of each field.

    """
    try:
        found: dict[str, Any] = schema.load(written)
    except ValidationError as error:
        messages = error.messages_dict
        errors = {str(name): list(_flat(texts)) for name, texts in messages.items()}
        raise Invalid(errors=errors) from error
    return found


def _flat(texts: Any) -> list[str]:
    if isinstance(texts, dict):
        return [text for inner in texts.values() for text in _flat(inner)]
    if isinstance(texts, list):
        return [text for inner in texts for text in _flat(inner)]
    return [str(texts)]


def _blame(form: Form, error: DomainError, field: str) -> None:
    """Show field messages beside their fields, and any other refusal beside `field`."""
    blame(form, getattr(error, "errors", None) or {field: [error.detail]})


def _both_texts(form: OwnForm, school: School) -> list[tuple[str, Any, Any]]:
    theirs = answers_of(school)
    return [
        (str(field.label.text), field.data, theirs[field.name])
        for field in form
        if field.name in theirs and (field.data or "") != (theirs[field.name] or "")
    ]


def _country(code: str) -> str:
    return country_name(code, str(get_locale() or "en"))


def _render(name: str, **more: Any) -> str:
    return render_template(
        f"registry/schools/{name}.html", words=words, country_name=_country, **more
    )


def _url(school_id: UUID) -> str:
    return url_for("schools.one_get", school_id=school_id)
