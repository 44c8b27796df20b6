"""Pages for signing in, staying signed in, signing out, and one's own account."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from flask import Response, make_response, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from chassis.auth import (
    ALLOW,
    RENEWAL_PATH,
    SIGN_IN_PATH,
    actor,
    actor_or_none,
    anyone,
    cookie_name,
    cookie_parts,
    signed_in,
)
from chassis.errors import DomainError, Unauthenticated
from chassis.forms import Form, blame
from chassis.frame import register_sayings
from chassis.pages import PageBlueprint, check_same_origin, safe_next, said
from chassis.resources import clock, database, resources, settings
from contracts.places import places_of
from registry.accounts import actions as proofs
from registry.roles import formats
from registry.roles.rules import Place, needs_second_factor
from registry.signins import actions, queries, rules
from registry.signins.actions import Grant, desk
from registry.signins.formats import device_of
from registry.signins.forms import CodeForm, SignInForm

pages = PageBlueprint("signins", __name__, url_prefix="/registry")
ACCOUNT_PATH = "/registry/me"
UNPROCESSABLE = 422

register_sayings(
    {
        "signed_out": _l("You are signed out on this device."),
        "role_accepted": _l("You have accepted. If your new role does not show, sign in again."),
    }
)


@pages.get("/sign-in", allow=anyone)
def sign_in(_session: Session) -> Any:
    """Ask for login and password."""
    if actor_or_none() is not None:
        return redirect(next_url(actor().role_names(), _wanted()), 303)
    return _render_sign_in(SignInForm())


@pages.post("/sign-in", allow=anyone, own_transactions=True)
def sign_in_() -> Any:
    """Look at login and password, or at the code that follows them."""
    found = actor_or_none()
    if found is not None and not Form().validate_on_submit():
        # The second of two clicks: the form is a visitor's, and the first click's cookie is here.
        return redirect(next_url(found.role_names(), _wanted()), 303)
    return _take_code() if "ticket" in request.form else _take_password()


def _take_password() -> Any:
    form = SignInForm()
    if not form.validate_on_submit():
        return _render_sign_in(form), UNPROCESSABLE
    try:
        user_id = desk().check_password(form.login.data, form.password.data)
    except DomainError as error:
        return _again(_render_sign_in, form, "password", error)
    if desk().needs_code(user_id):
        return ask_for_code(user_id)
    return come_in(desk().enter(user_id, None, device=device()), _wanted())


def ask_for_code(user_id: UUID, action: str | None = None) -> str:
    """Ask somebody for the code who has shown the rest; `action` is where the form leads."""
    return _render_code(CodeForm(formdata=None, ticket=fresh_ticket(user_id)), action)


def fresh_ticket(user_id: UUID) -> str:
    """Return a sealed note that a person has shown all but the code."""
    until = clock().now() + rules.TICKET_LASTS
    return proofs.make_ticket(user_id, until=until, pages_key=resources().pages_key)


def _take_code() -> Any:
    form = CodeForm()
    user_id = proofs.read_ticket(
        form.ticket.data or "", now=clock().now(), pages_key=resources().pages_key
    )
    if user_id is None:
        again = SignInForm(formdata=None)
        blame(again, {"": [_("That took too long. Please sign in again.")]})
        return _render_sign_in(again), UNPROCESSABLE
    if not desk().needs_code(user_id):
        del form.code
    if not form.validate_on_submit():
        return _render_code(form), UNPROCESSABLE
    typed = form.code.data if "code" in form else None
    try:
        grant = desk().enter(user_id, typed, form.ticket.data, device())
    except DomainError as error:
        if error.reason == "form_used":
            return redirect(SIGN_IN_PATH, 303)
        return _again(_render_code, form, "code", error)
    return come_in(grant, _wanted())


def device() -> str | None:
    """Return what the browser says it is."""
    return device_of(request.headers.get("User-Agent", ""))


def _again(render: Callable[[Any], str], form: Form, field: str, error: DomainError) -> Response:
    words = {
        "wrong_password": _("This login and password do not fit together. Please look at both."),
        "wrong_otp": _("This code is not good, or was used before. Take the next one."),
    }
    blame(form, {field: [words.get(error.reason, error.detail)]})
    response = make_response(render(form), error.status)
    response.headers.extend(error.headers())
    response.headers.pop("WWW-Authenticate", None)
    return response


def come_in(grant: Grant, wanted: str | None) -> AnyResponse:
    """Let somebody in, and send them on to where they wanted to go."""
    response = redirect(next_url(grant.roles, wanted), 303)
    set_cookie(response, grant)
    return response


def _wanted() -> str | None:
    return request.args.get("next")


def next_url(roles: frozenset[str], wanted: str | None) -> str:
    """Return where to go after the sign-in: as wanted, if that is here and leads not back."""
    places = places_of(roles)
    default = places[0].url if places else ACCOUNT_PATH
    target = safe_next(wanted, default)
    leads_back = urlsplit(target).path == "/" or target.startswith(
        ("/registry/sign-", "/registry/external/", RENEWAL_PATH)
    )
    return default if leads_back else target


@pages.get("/sign-out", allow=anyone)
def sign_out(_session: Session) -> str:
    """Ask whether to sign out."""
    return _render("sign_out")


@pages.post("/sign-out", allow=anyone, own_transactions=True)
def sign_out_() -> Any:
    """End this sign-in; a second click takes the cookie away just the same."""
    form = Form()
    found = actor_or_none()
    if found is not None and not form.validate_on_submit():
        return _render("sign_out", form=form), UNPROCESSABLE
    if found is not None:
        with database().write() as session:
            if row := queries.by_id(session, UUID(found.sid), lock=True):
                actions.end(session, row, now=clock().now())
    response = said("signed_out", SIGN_IN_PATH)
    _forget_cookie(response)
    return response


@pages.get("/me", allow=signed_in)
def me(session: Session) -> str:
    """Show who is signed in, what they may do, and since when."""
    found = actor()
    return _render(
        "me",
        me=found,
        places=formats.place_names(session, (Place(r.scope, r.id) for r in found.roles)),
        here=queries.by_id(session, UUID(found.sid)),
        role_names=formats.ROLE_NAMES,
        role_duties=formats.ROLE_DUTIES,
        needs_code=any(needs_second_factor(each) for each in found.role_names()),
        external=settings().external,
    )


def renew() -> AnyResponse:
    """Renew the sign-in of this browser, and send it on with all that was typed.

    A link from elsewhere may lead here; a form from elsewhere may not.
    """
    if request.method == "POST":
        check_same_origin()
    target = safe_next(request.args.get("next"), ACCOUNT_PATH)
    try:
        grant = desk().renew(cookie_parts()[1])
    except Unauthenticated:
        response = redirect(f"{SIGN_IN_PATH}?{urlencode({'next': target})}", 303)
        _forget_cookie(response)
        return response
    response = redirect(target, 307)
    set_cookie(response, grant)
    return response


# Outside the wrapper of pages, which sends whoever needs renewing here.
setattr(renew, ALLOW, anyone)
pages.blueprint.add_url_rule("/session/renewal", "renewal", renew, methods=["GET", "POST"])


def set_cookie(response: AnyResponse, grant: Grant) -> None:
    """Let a browser carry a sign-in's tokens."""
    # No Max-Age: on a shared computer, closing the browser ends it.
    response.set_cookie(
        cookie_name(),
        f"{grant.access_token}~{grant.refresh_token}",
        path="/",
        secure=settings().is_secure,
        httponly=True,
        samesite="Lax",
    )


def _forget_cookie(response: AnyResponse) -> None:
    response.delete_cookie(
        cookie_name(), path="/", secure=settings().is_secure, httponly=True, samesite="Lax"
    )


def _render_sign_in(form: Form) -> str:
    return _render("sign_in", form=form, external=settings().external)


def _render_code(form: Form, action: str | None = None) -> str:
    return _render("code", form=form, action=action or request.full_path)


def _render(name: str, **context: Any) -> str:
    return render_template(f"registry/signins/{name}.html", **context)
