"""Pages that lead to the issuer outside, and the one on which people come back."""

import secrets
from dataclasses import asdict
from typing import Any
from uuid import UUID

from flask import make_response, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from chassis.auth import actor, actor_or_none, anyone, signed_in
from chassis.errors import DomainError, Forbidden, Gone, Invalid
from chassis.forms import blame, validate_press
from chassis.frame import register_sayings
from chassis.pages import PageBlueprint, said
from chassis.resources import clock, database, resources, settings
from registry.accounts import queries as accounts
from registry.externals import formats, rules
from registry.externals.rules import Way
from registry.identities import actions as identities
from registry.identities import queries
from registry.issuers.actions import Provider, provider
from registry.issuers.rules import Expected, Vouched
from registry.people import actions as people
from registry.people import pages as people_pages
from registry.people import queries as invitations
from registry.people import rules as people_rules
from registry.people.forms import AcceptForm
from registry.people.rules import NewPerson
from registry.signins import pages as signins
from registry.signins import queries as signin_queries
from registry.signins import rules as signin_rules
from registry.signins.actions import desk
from registry.stepups import pages as stepups
from registry.stepups.actions import note_shown

pages = PageBlueprint("externals", __name__, url_prefix="/registry")
AGAIN = signed_in.again()
UNPROCESSABLE = 422

register_sayings(
    {
        "external_linked": _l("Linked. You can sign in without your password from now on."),
        "external_unlinked": _l("The link is taken away. You sign in with your password."),
    }
)


@pages.get("/external/start", allow=anyone, own_transactions=True)
def start() -> Any:
    """Send somebody away to sign in."""
    found = actor_or_none()
    if found is not None:
        return redirect(signins.next_url(found.role_names(), request.args.get("next")), 303)
    return _sent(rules.SIGN_IN)


@pages.get("/external/again", allow=signed_in, own_transactions=True)
def again() -> Any:
    """Send somebody away to show once more who they are."""
    return _sent(rules.SHOW_AGAIN, sid=actor().sid)


@pages.get("/me/external", allow=AGAIN)
def one(session: Session) -> str:
    """Show whether the reader's account is linked."""
    issuer = provider().issuer
    user = accounts.get(session, UUID(actor().id))
    return _render(
        "one",
        link=queries.of_user(session, user.id, issuer.issuer),
        has_password=user.password_hash is not None,
    )


@pages.post("/me/external/linking", allow=AGAIN, own_transactions=True)
def link() -> Any:
    """Send the reader away to be linked."""
    validate_press()
    return _leaving(rules.LINK, sid=actor().sid)


@pages.post("/me/external/unlinking", allow=AGAIN)
def unlink(session: Session) -> Any:
    """Take the link away."""
    validate_press()
    issuer = provider().issuer.issuer
    identities.unlink(session, UUID(actor().id), issuer, now=clock().now())
    return said("external_unlinked", url_for("signins.me_get"))


@pages.post("/invitations/<secret>/external", allow=anyone, own_transactions=True)
def accept(secret: str) -> Any:
    """Send somebody new away who does not want a password."""
    provider()
    with database().read() as session:
        found = invitations.by_secret(session, secret)
        try:
            people.check_open(found, clock().now())
        except Gone as error:
            return people_pages.link_gone(error)
        form = people_pages.accept_form(session)
        person = _described(form, found.membership.user.login)
        if person is None:
            return people_pages.offer(session, found, form), UNPROCESSABLE
    return _leaving(rules.ACCEPT, secret=secret, person=asdict(person))


@pages.get("/external/callback", allow=anyone, own_transactions=True)
def callback() -> Any:
    """Take in who comes back, for what they had left for."""
    asked = provider()
    way = formats.unseal(request.cookies.get(_cookie_name(), ""), resources().pages_key)
    is_signed_in = way is not None and bool(way.sid)
    try:
        code = rules.check_answer(request.args.to_dict(), asked.issuer.issuer)
        way = rules.check_way(way, request.args.get("state", ""), clock().now())
    except DomainError as error:
        return _failed(error, is_signed_in=is_signed_in)
    try:
        response = make_response(_ARRIVE[way.purpose](way, _identified(asked, way, code)))
    except Gone as error:
        response = make_response(people_pages.link_gone(error))
    except DomainError as error:
        response = make_response(_failed(error, is_signed_in=is_signed_in))
    _set_way(response, "", 0)
    return response


def _described(form: AcceptForm, login: str) -> NewPerson | None:
    """Return what somebody new says; None where something is to be mended in the form."""
    # The browser may have filled it in by itself.
    form.password.validators, form.password.flags.required = (), False
    is_good = form.validate_on_submit()
    person = NewPerson(form.display_name.data, form.lang.data, email=form.email.data)
    try:
        people_rules.check_person(person, login, has_password=False)
    except Invalid as error:
        if is_good:
            blame(form, error.errors)
        return None
    return person if is_good else None


def _identified(asked: Provider, way: Way, code: str) -> Vouched:
    expected = Expected(asked.issuer.issuer, asked.issuer.client_id, way.nonce, way.shown_since)
    return asked.identify(code, verifier=way.verifier, expected=expected, now=clock().now())


def _sign_in(way: Way, vouched: Vouched) -> Any:
    user_id = _known(vouched)
    if not vouched.is_strong and desk().needs_code(user_id):
        return signins.ask_for_code(user_id, url_for("signins.sign_in__post", next=way.next))
    grant = desk().enter(user_id, None, way.state, signins.device(), vouched=vouched)
    return signins.come_in(grant, way.next)


def _show_again(way: Way, vouched: Vouched) -> Any:
    user_id = _known(vouched)
    if not vouched.is_strong and desk().needs_code(user_id):
        return stepups.ask_for_code(signins.fresh_ticket(user_id), way.next)
    by_issuer = vouched.is_strong
    grant = note_shown(desk(), UUID(way.sid), user_id, None, by_issuer=by_issuer)
    return stepups.go_on(grant, way.next)


def _link(way: Way, vouched: Vouched) -> Any:
    now = clock().now()
    with database().write() as session:
        here = signin_queries.by_id(session, UUID(way.sid), lock=True)
        if here is None or here.revoked_at is not None or now >= here.expires_at:
            raise signin_rules.ended()
        user = accounts.get(session, here.user_id, lock=True)
        identities.link(session, user, vouched, now=now)
    return said("external_linked", url_for("signins.me_get"))


def _accept(way: Way, vouched: Vouched) -> Any:
    with database().write() as session:
        accepted = people.accept(
            session,
            way.secret,
            NewPerson(**way.person),
            caller=None,
            now=clock().now(),
            pages_key=resources().pages_key,
            vouched=vouched,
        )
        return people_pages.welcome(accepted)


_ARRIVE = {
    rules.SIGN_IN: _sign_in,
    rules.SHOW_AGAIN: _show_again,
    rules.LINK: _link,
    rules.ACCEPT: _accept,
}


def _known(vouched: Vouched) -> UUID:
    """Return who this is here.

    Raises:
        Forbidden: `not_known_here`.

    """
    with database().read() as session:
        user_id = queries.active_user(session, vouched.issuer, vouched.subject)
    if user_id is None:
        raise Forbidden("Nobody here is linked to this sign-in.", reason="not_known_here")
    return user_id


def _sent(purpose: str, **more: Any) -> AnyResponse:
    """Send a reader away who has followed a link."""
    try:
        way, url = _way(purpose, **more)
    except DomainError as error:
        return make_response(_failed(error, is_signed_in=bool(more)))
    response = redirect(url, 303)
    _set_way(response, formats.seal(way, resources().pages_key))
    return response


def _leaving(purpose: str, **more: Any) -> AnyResponse:
    """Send a reader away who has sent a form.

    A form of ours may lead to us only, also in the end. So a page comes between, which is
    left by itself where the browser does that.
    """
    try:
        way, url = _way(purpose, **more)
    except DomainError as error:
        return make_response(_failed(error, is_signed_in="sid" in more))
    response = make_response(_render("leaving", url=url))
    response.headers["Refresh"] = f"0; url={url}"
    _set_way(response, formats.seal(way, resources().pages_key))
    return response


def _way(purpose: str, **more: Any) -> tuple[Way, str]:
    asked, wanted = provider(), request.args.get("next", "")
    way = Way(
        purpose=purpose,
        state=secrets.token_urlsafe(24),
        nonce=secrets.token_urlsafe(24),
        verifier=secrets.token_urlsafe(48),
        began_at=clock().now().timestamp(),
        next=wanted if len(wanted.encode()) <= rules.NEXT_MOST else "",
        **more,
    )
    asks_again = purpose == rules.SHOW_AGAIN
    shown = {"state": way.state, "nonce": way.nonce, "verifier": way.verifier}
    return way, asked.leave_url(**shown, asks_again=asks_again)


def _cookie_name() -> str:
    return f"{'__Host-' if settings().is_secure else ''}ciss-way"


def _set_way(response: AnyResponse, sealed: str, seconds: int | None = None) -> None:
    response.set_cookie(
        _cookie_name(),
        sealed,
        max_age=rules.LASTS if seconds is None else seconds,
        path="/",
        secure=settings().is_secure,
        httponly=True,
        samesite="Lax",
    )


def _failed(error: DomainError, *, is_signed_in: bool = False) -> Any:
    page = _render("failed", reason=error.reason, is_signed_in=is_signed_in)
    return page, error.status


def _render(name: str, **more: Any) -> str:
    issuer = provider().issuer
    return render_template(f"registry/externals/{name}.html", name=issuer.name, **more)
