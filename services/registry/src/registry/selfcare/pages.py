"""Pages on which people look after their own sign-in."""

from typing import Any
from uuid import UUID

from flask import render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from chassis.auth import FILLED_IN, SIGN_IN_PATH, STEP_UP_PATH, actor, signed_in
from chassis.errors import Invalid, Stale, Unauthenticated
from chassis.forms import blame, validate_press, version_shown
from chassis.frame import register_sayings
from chassis.pages import PageBlueprint, said
from chassis.readers import language_asked
from chassis.resources import clock, resources
from chassis.speech import told
from registry.accounts import queries as accounts
from registry.accounts.model import User
from registry.partners import queries as partners
from registry.resets.forms import NewPasswordForm
from registry.resets.pages import render_codes
from registry.selfcare import actions
from registry.selfcare.forms import ProfileForm

pages = PageBlueprint("selfcare", __name__, url_prefix="/registry")
AGAIN = signed_in.again()
UNPROCESSABLE, CONFLICT = 422, 409

register_sayings({"profile_changed": _l("Changed. Others see it the next time they look.")})


@pages.get("/me/profile", allow=signed_in)
def profile(session: Session) -> str:
    """Ask for name, language and address."""
    user = accounts.get(session, UUID(actor().id))
    form = _profile_form(session, user)
    form.lang.data = language_asked() or user.lang
    return _render("profile", form=form)


@pages.post("/me/profile", allow=signed_in)
def profile_(session: Session) -> Any:
    """Take them."""
    form = _profile_form(session, None)
    if not form.validate_on_submit():
        return _render("profile", form=form), UNPROCESSABLE
    user = accounts.get(session, UUID(actor().id))
    try:
        if (form.email.data or "").strip() != (user.email or ""):
            # A link for a new password goes to this address.
            AGAIN.check_shown(actor(), clock().now(), FILLED_IN)
        actions.change_profile(
            session,
            UUID(actor().id),
            display_name=form.display_name.data,
            lang=form.lang.data,
            email=form.email.data,
            row_version=version_shown(form),
            now=clock().now(),
        )
    except Unauthenticated as error:
        blame(form, {"email": [told(error.detail)]})
        return _render(
            "profile", form=form, again_url=f"{STEP_UP_PATH}?next={url_for('selfcare.profile_get')}"
        ), UNPROCESSABLE
    except Invalid as error:
        blame(form, error.errors)
        return _render("profile", form=form), UNPROCESSABLE
    except Stale:
        theirs = accounts.get(session, UUID(actor().id))
        form.row_version.data = theirs.row_version
        words = _(
            "You changed this in another window meanwhile: %(name)s. "
            "Send it again to keep what stands here.",
            name=theirs.display_name,
        )
        blame(form, {"": [words]})
        return _render("profile", form=form), CONFLICT
    return said("profile_changed", url_for("signins.me_get"))


@pages.get("/me/password", allow=AGAIN)
def password(session: Session) -> str:  # noqa: ARG001 - the form asks nothing of the database
    """Ask for a new password."""
    return _render("password", form=NewPasswordForm())


@pages.post("/me/password", allow=AGAIN)
def password_(session: Session) -> Any:
    """Take it."""
    form = NewPasswordForm()
    if not form.validate_on_submit():
        return _render("password", form=form), UNPROCESSABLE
    now, pages_key = clock().now(), resources().pages_key
    user_id = UUID(actor().id)
    try:
        actions.change_password(session, user_id, form.password.data, now=now, pages_key=pages_key)
    except Invalid as error:
        blame(form, error.errors)
        return _render("password", form=form), UNPROCESSABLE
    return said("password_chosen", SIGN_IN_PATH)


@pages.get("/me/codes", allow=AGAIN)
def codes(session: Session) -> str:  # noqa: ARG001 - it only asks
    """Ask whether the codes shall be renewed."""
    return _render("codes")


@pages.post("/me/codes", allow=AGAIN)
def codes_(session: Session) -> str:
    """Renew them and show them, once."""
    validate_press()
    found = actor()
    made = actions.renew_codes(
        session,
        UUID(found.id),
        sid=UUID(found.sid),
        now=clock().now(),
        pages_key=resources().pages_key,
    )
    return render_codes(made, url_for("signins.me_get"))


def _profile_form(session: Session, user: User | None) -> ProfileForm:
    form = ProfileForm(obj=user)
    partner = partners.first(session)
    form.offer_languages(partner.langs if partner else ())
    return form


def _render(name: str, **more: Any) -> str:
    return render_template(f"registry/selfcare/{name}.html", **more)
