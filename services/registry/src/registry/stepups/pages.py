"""The page between a reader and something that cannot be undone."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import redirect, render_template, request
from flask_babel import gettext as _

from chassis.auth import STEP_UP_PATH, actor, signed_in
from chassis.errors import DomainError
from chassis.forms import blame
from chassis.pages import PageBlueprint, safe_next
from chassis.resources import clock, database, resources, settings
from registry.accounts import actions as proofs
from registry.accounts import queries as accounts
from registry.identities import queries as identities
from registry.signins.actions import Grant, desk
from registry.signins.pages import set_cookie
from registry.stepups import actions
from registry.stepups.forms import ShowAgainForm

pages = PageBlueprint("stepups", __name__, url_prefix="/registry")
UNPROCESSABLE = 422


@pages.get("/session/step-up", allow=signed_in, own_transactions=True)
def show_again() -> str:
    """Ask for password and code."""
    return _render(_form())


@pages.post("/session/step-up", allow=signed_in, own_transactions=True)
def show_again_() -> Any:
    """Look at them, and go on to where the reader wanted to go."""
    if request.form.get("ticket"):
        return _take_code()
    form = _form()
    if "password" not in form or not form.validate_on_submit():
        return _render(form), UNPROCESSABLE
    code = form.code.data if "code" in form else None
    try:
        grant = actions.show_again(desk(), UUID(actor().sid), form.password.data, code)
    except DomainError as error:
        return _again(form, error)
    return go_on(grant, request.args.get("next"))


def ask_for_code(ticket: str, wanted: str) -> str:
    """Ask somebody for the code for whom an issuer vouches."""
    form = ShowAgainForm(formdata=None, ticket=ticket)
    del form.password
    return _render(form, f"{STEP_UP_PATH}?{urlencode({'next': wanted})}")


def go_on(grant: Grant, wanted: str | None) -> Any:
    """Send somebody on who has shown who they are."""
    response = redirect(safe_next(wanted, "/registry/me"), 303)
    set_cookie(response, grant)
    return response


def _take_code() -> Any:
    form = ShowAgainForm()
    del form.password
    key = resources().pages_key
    user_id = proofs.read_ticket(form.ticket.data, now=clock().now(), pages_key=key)
    if user_id is None or str(user_id) != actor().id:
        again = _form(formdata=None)
        blame(again, {"": [_("That took too long. Please show once more who you are.")]})
        return _render(again), UNPROCESSABLE
    if not form.validate_on_submit():
        return _render(form), UNPROCESSABLE
    try:
        grant = actions.note_shown(desk(), UUID(actor().sid), user_id, form.code.data)
    except DomainError as error:
        return _again(form, error)
    return go_on(grant, request.args.get("next"))


def _again(form: ShowAgainForm, error: DomainError) -> Any:
    field = "code" if error.reason in ("wrong_otp", "otp_required") else "password"
    blame(form, {field: [error.detail]})
    return _render(form), error.status


def _form(**more: Any) -> ShowAgainForm:
    """Ask for what the reader has: a password, a code."""
    form = ShowAgainForm(**more)
    del form.ticket
    user_id = UUID(actor().id)
    if not desk().needs_code(user_id):
        del form.code
    with database().read() as session:
        if accounts.get(session, user_id).password_hash is None:
            del form.password
    return form


def _render(form: ShowAgainForm, action: str = "") -> str:
    issuer = settings().external
    with database().read() as session:
        link = issuer and identities.of_user(session, UUID(actor().id), issuer.issuer)
    return render_template(
        "registry/stepups/show_again.html",
        form=form,
        action=action,
        external=issuer if link and "ticket" not in form else None,
    )
