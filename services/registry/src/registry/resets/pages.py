"""Pages on which a new password is asked for, handed over and chosen."""

from typing import Any
from uuid import UUID

import segno
from flask import render_template, url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from chassis.auth import SIGN_IN_PATH, actor, anyone, roles
from chassis.errors import Gone, Invalid
from chassis.forms import blame
from chassis.frame import register_sayings
from chassis.pages import PageBlueprint, said
from chassis.resources import clock, resources
from registry.accounts import actions as proofs
from registry.accounts import queries as accounts
from registry.accounts.actions import SecondFactor
from registry.resets import actions, queries
from registry.resets.forms import ForgottenForm, HandOverForm, NewPasswordForm
from registry.roles.rules import APPOINTS

pages = PageBlueprint("resets", __name__, url_prefix="/registry")
APPOINTERS = roles(*APPOINTS).again()
UNPROCESSABLE = 422

register_sayings({"password_chosen": _l("The new password is yours. Sign in with it.")})


@pages.get("/forgotten", allow=anyone)
def forgotten(session: Session) -> str:  # noqa: ARG001 - the form asks nothing of the database
    """Ask whose password is lost."""
    return _render("forgotten", form=ForgottenForm())


@pages.post("/forgotten", allow=anyone)
def forgotten_(session: Session) -> Any:
    """Send a link if an address is known, and say the same to everybody."""
    form = ForgottenForm()
    if not form.validate_on_submit():
        return _render("forgotten", form=form), UNPROCESSABLE
    pages_key = resources().pages_key
    actions.ask(session, form.login.data, now=clock().now(), pages_key=pages_key)
    return _render("asked")


@pages.get("/resets/<secret>", allow=anyone)
def reset(session: Session, secret: str) -> Any:
    """Ask for the new password, as long as the link is good."""
    found = queries.by_secret(session, secret)
    try:
        actions.check_open(found, clock().now())
    except Gone as error:
        return _render("link_gone", reason=error.reason), error.status
    return _render("reset", form=NewPasswordForm(), login=found.user.login)


@pages.post("/resets/<secret>", allow=anyone)
def reset_(session: Session, secret: str) -> Any:
    """Take the new password; show new codes, once, where the link gives some."""
    form = NewPasswordForm()
    login = queries.by_secret(session, secret).user.login
    if not form.validate_on_submit():
        return _render("reset", form=form, login=login), UNPROCESSABLE
    now, pages_key = clock().now(), resources().pages_key
    try:
        done = actions.use(session, secret, form.password.data, now=now, pages_key=pages_key)
    except Gone as error:
        return _render("link_gone", reason=error.reason), error.status
    except Invalid as error:
        blame(form, error.errors)
        return _render("reset", form=form, login=login), UNPROCESSABLE
    if done.second_factor is None:
        return said("password_chosen", SIGN_IN_PATH)
    return render_codes(done.second_factor, SIGN_IN_PATH)


@pages.get("/people/<uuid:user_id>/reset", allow=APPOINTERS)
def hand_over(session: Session, user_id: UUID) -> str:
    """Ask what the person has lost."""
    user = accounts.get(session, user_id)
    return _render("hand_over", form=HandOverForm(), user=user)


@pages.post("/people/<uuid:user_id>/reset", allow=APPOINTERS)
def hand_over_(session: Session, user_id: UUID) -> Any:
    """Make the link and show it, once."""
    form = HandOverForm()
    if not form.validate_on_submit():
        return _render("hand_over", form=form, user=accounts.get(session, user_id)), UNPROCESSABLE
    made = actions.hand_over(
        session, user_id, renews_codes=form.renews_codes.data, actor=actor(), now=clock().now()
    )
    return _render("handed", made=made)


def render_codes(made: SecondFactor, next_url: str) -> str:
    """Show new codes, once, and where to go on."""
    picture = segno.make(made.totp_uri, error="m").svg_data_uri(scale=5, border=4)
    return _render(
        "codes",
        made=made,
        key=proofs.key_in_groups(made.totp_uri),
        picture=picture,
        next_url=next_url,
    )


def _render(name: str, **more: Any) -> str:
    people_url = url_for("people.people_get")
    return render_template(f"registry/resets/{name}.html", people_url=people_url, **more)
