"""The page between a reader and something that cannot be undone."""

from typing import Any
from uuid import UUID

from flask import redirect, render_template, request

from chassis.auth import actor, signed_in
from chassis.errors import DomainError
from chassis.forms import blame
from chassis.pages import PageBlueprint, safe_next
from registry.signins.actions import desk
from registry.signins.pages import set_cookie
from registry.stepups.forms import ShowAgainForm

pages = PageBlueprint("stepups", __name__, url_prefix="/registry")
UNPROCESSABLE = 422


@pages.get("/session/step-up", allow=signed_in)
def show_again(_session: object) -> str:
    """Ask for password and code."""
    return _render(_form())


@pages.post("/session/step-up", allow=signed_in, own_transactions=True)
def show_again_() -> Any:
    """Look at them, and go on to where the reader wanted to go."""
    form = _form()
    if not form.validate_on_submit():
        return _render(form), UNPROCESSABLE
    code = form.code.data if "code" in form else None
    try:
        grant = desk().show_again(UUID(actor().sid), form.password.data, code)
    except DomainError as error:
        field = "code" if error.reason in ("wrong_otp", "otp_required") else "password"
        blame(form, {field: [error.detail]})
        return _render(form), error.status
    response = redirect(safe_next(request.args.get("next"), "/registry/me"), 303)
    set_cookie(response, grant)
    return response


def _form() -> ShowAgainForm:
    form = ShowAgainForm()
    if not desk().needs_code(UUID(actor().id)):
        del form.code
    return form


def _render(form: ShowAgainForm) -> str:
    return render_template("registry/stepups/show_again.html", form=form)
