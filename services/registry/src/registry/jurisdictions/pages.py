"""Countries' profiles as pages: safeguarding writes them, the coordinator publishes them."""

from typing import Any
from uuid import UUID

from flask import render_template, url_for
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from chassis.auth import actor, roles
from chassis.errors import DomainError, Stale
from chassis.forms import SelectChoice, blame, validate_press, version_shown
from chassis.frame import register_sayings
from chassis.pages import PageBlueprint, said
from chassis.resources import clock
from registry.jurisdictions import actions, queries, rules
from registry.jurisdictions.formats import country_name
from registry.jurisdictions.forms import (
    DutyForm,
    NewProfileForm,
    ProfileForm,
    PublicationForm,
    answers_of,
)
from registry.jurisdictions.model import Jurisdiction

pages = PageBlueprint("jurisdictions", __name__, url_prefix="/registry")
READERS = roles("safeguarding", "coordinator", "ops")
WRITERS = roles("safeguarding")
PUBLISHERS = roles("coordinator")
DUTIES = "/jurisdictions/<uuid:identifier>/duties"

register_sayings(
    {
        "profile_saved": _l("The draft is saved. A coordinator can now look at it and publish it."),
        "profile_published": _l("These numbers are published. Other pages show them in a moment."),
        "duty_saved": _l("The duty is in the draft."),
        "duty_removed": _l("The duty is taken out of the draft."),
    }
)


@pages.get("/jurisdictions", allow=READERS)
def all_(session: Session) -> str:
    """Show every country with the state and age of its profile."""
    found = queries.in_force(session, queries.today(session, clock().now()))
    return _render("list", found=found, old_after=rules.REVIEW_IS_GOOD_DAYS)


@pages.get("/jurisdictions/<uuid:identifier>", allow=READERS)
def one(session: Session, identifier: UUID) -> str:
    """Show one profile and its other versions."""
    profile = queries.get(session, identifier)
    today = queries.today(session, clock().now())
    listed = queries.versions(session, profile.country, today)
    others = [row for row in listed if row.id != profile.id]
    this = next(row for row in listed if row.id == profile.id)
    return _render("one", profile=profile, others=others, this=this)


@pages.get("/jurisdictions/new", allow=WRITERS)
def new(session: Session) -> str:
    """Ask for the first profile of a country."""
    return _render("edit", form=_new_form(session), profile=None)


@pages.post("/jurisdictions/new", allow=WRITERS)
def new_(session: Session) -> Any:
    """Draft it."""
    form = _new_form(session)
    if form.validate_on_submit():
        profile = actions.draft(
            session, form.country.data, form.content(), by=actor(), now=clock().now()
        )
        return said("profile_saved", _url(profile.id))
    return _render("edit", form=form, profile=None), 422


@pages.post("/jurisdictions/<uuid:identifier>/next", allow=WRITERS)
def next_(session: Session, identifier: UUID) -> Any:
    """Draft the next version of a country, beginning with what this one says."""
    validate_press()
    profile = queries.get(session, identifier)
    fresh = actions.draft(
        session, profile.country, profile.content(), by=actor(), now=clock().now()
    )
    return said("profile_saved", url_for("jurisdictions.edit_get", identifier=fresh.id))


@pages.get("/jurisdictions/<uuid:identifier>/edit", allow=WRITERS)
def edit(session: Session, identifier: UUID) -> str:
    """Show a draft as a form."""
    profile = queries.get(session, identifier)
    rules.check_draft(profile.state)
    form = ProfileForm(data=answers_of(profile.content()))
    form.row_version.data = profile.row_version
    return _render("edit", form=form, profile=profile)


@pages.post("/jurisdictions/<uuid:identifier>/edit", allow=WRITERS)
def edit_(session: Session, identifier: UUID) -> Any:
    """Save a draft; when somebody was faster, show both texts."""
    form = ProfileForm()
    profile = queries.get(session, identifier)
    if not form.validate_on_submit():
        return _render("edit", form=form, profile=profile), 422
    try:
        actions.change(
            session,
            identifier,
            form.content(),
            row_version=version_shown(form),
            by=actor(),
            now=clock().now(),
        )
    except Stale:
        stale = _both_texts(form, profile)
        form.row_version.data = profile.row_version
        return _render("edit", form=form, profile=profile, stale=stale), 409
    return said("profile_saved", _url(identifier))


@pages.get(f"{DUTIES}/new", allow=WRITERS)
def duty(session: Session, identifier: UUID) -> str:
    """Ask for one more duty."""
    profile = queries.get(session, identifier)
    rules.check_draft(profile.state)
    form = DutyForm()
    form.row_version.data = profile.row_version
    return _render("duty", form=form, profile=profile)


@pages.post(f"{DUTIES}/new", allow=WRITERS)
def duty_(session: Session, identifier: UUID) -> Any:
    """Add it to the draft."""
    form = DutyForm()
    profile = queries.get(session, identifier)
    if form.validate_on_submit():
        actions.add_duty(
            session,
            identifier,
            form.content(),
            row_version=version_shown(form),
            by=actor(),
            now=clock().now(),
        )
        return said("duty_saved", _url(identifier))
    return _render("duty", form=form, profile=profile), 422


@pages.post(f"{DUTIES}/<int:place>/removal/<int:row_version>", allow=WRITERS)
def remove_duty(session: Session, identifier: UUID, place: int, row_version: int) -> Any:
    """Take a duty out of the draft."""
    validate_press()
    actions.remove_duty(
        session, identifier, place, row_version=row_version, by=actor(), now=clock().now()
    )
    return said("duty_removed", _url(identifier))


@pages.get("/jurisdictions/<uuid:identifier>/publication", allow=PUBLISHERS)
def publication(session: Session, identifier: UUID) -> str:
    """Ask whether all of it was checked."""
    profile = queries.get(session, identifier)
    rules.check_draft(profile.state)
    form = PublicationForm(row_version=profile.row_version)
    return _render("publish", form=form, profile=profile)


@pages.post("/jurisdictions/<uuid:identifier>/publication", allow=PUBLISHERS)
def publication_(session: Session, identifier: UUID) -> Any:
    """Put the draft in force."""
    form = PublicationForm()
    profile = queries.get(session, identifier)
    if form.validate_on_submit():
        try:
            actions.publish(
                session,
                identifier,
                form.reviewed_on.data,
                row_version=version_shown(form),
                by=actor(),
                now=clock().now(),
            )
            return said("profile_published", _url(identifier))
        except DomainError as error:
            blame(form, getattr(error, "errors", None) or {"": [error.detail]})
            # What is shown now is the newest; the next yes is about that.
            form.row_version.data = profile.row_version
    return _render("publish", form=form, profile=profile), 422


def _render(name: str, **more: Any) -> str:
    held = actor().role_names()
    return render_template(
        f"registry/jurisdictions/{name}.html",
        country_name=_country_name,
        may_write="safeguarding" in held,
        may_publish="coordinator" in held,
        **more,
    )


def _new_form(session: Session) -> NewProfileForm:
    form = NewProfileForm()
    codes = queries.partner(session).countries
    form.country.choices = [SelectChoice(code, _country_name(code)) for code in codes]
    return form


def _country_name(code: str) -> str:
    return country_name(code, str(get_locale() or "en"))


def _both_texts(form: ProfileForm, profile: Jurisdiction) -> list[tuple[str, Any, Any]]:
    theirs = answers_of(profile.content())
    return [
        (str(field.label.text), field.data, theirs.get(field.name))
        for field in form
        if field.name in theirs and (field.data or None) != (theirs[field.name] or None)
    ]


def _url(identifier: UUID) -> str:
    return url_for("jurisdictions.one_get", identifier=identifier)
