"""Pages on which people are invited, and on which they come in."""

from typing import Any
from urllib.parse import urlencode

import segno
from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from chassis.auth import SIGN_IN_PATH, Actor, actor, actor_or_none, anyone, roles
from chassis.errors import DomainError, Gone, Invalid, Unauthenticated
from chassis.forms import Form, blame
from chassis.pages import PageBlueprint, said
from chassis.readings import Recorded
from chassis.resources import clock, resources, settings
from registry.accounts import actions as proofs
from registry.partners import queries as partners
from registry.people import actions, queries, rules
from registry.people.actions import Accepted
from registry.people.forms import AcceptForm, InviteForm
from registry.people.model import Invitation
from registry.people.rules import Link, NewPerson
from registry.roles import formats
from registry.roles import queries as role_queries
from registry.roles import rules as role_rules
from registry.roles.model import Membership
from registry.roles.rules import Place

pages = PageBlueprint("people", __name__, url_prefix="/registry")
APPOINTERS = roles(*role_rules.APPOINTS)
AGAIN = APPOINTERS.again()
UNPROCESSABLE = 422


@pages.get("/people", allow=APPOINTERS, recorded=Recorded("people.read"))
def people(session: Session) -> Any:
    """Show who holds the roles that the reader may appoint to; at a school, everybody there."""
    own_school = _only_school(actor())
    if own_school is not None:
        return redirect(url_for("teams.team_get", school_id=own_school), 303)
    wanted = request.args.get("role") or None
    choices = role_rules.appointable(actor().role_names())
    role = wanted if wanted in choices else None
    found = role_queries.page_for(session, actor(), role=role, after=request.args.get("after"))
    names = formats.place_names(session, (each.place for each in found["items"]))
    invited = [each.id for each in found["items"] if each.state == "invited"]
    return _render(
        "people",
        found=found,
        role=role,
        choices=choices,
        names=names,
        late=queries.run_out(session, invited, clock().now()),
        bounced=queries.bounced(session, invited),
        coordinates=actor().has("coordinator"),
        soon=clock().now() + role_rules.ENDS_SOON,
    )


@pages.get("/people/invite", allow=AGAIN)
def invite(session: Session) -> str:
    """Ask whom to invite."""
    return _render("invite", form=_invite_form(session, actor()))


@pages.post("/people/invite", allow=AGAIN)
def invite_(session: Session) -> Any:
    """Make the link and show it, once."""
    form = _invite_form(session, actor())
    if not form.validate_on_submit():
        return _render("invite", form=form), UNPROCESSABLE
    kind, _colon, place_id = form.place.data.partition(":")
    try:
        membership, link = actions.invite(
            session,
            actor(),
            login=form.login.data,
            role=form.role.data,
            place=Place(kind, place_id),
            now=clock().now(),
        )
    except DomainError as error:
        blame(form, _errors_of(error))
        return _render("invite", form=form), error.status
    return invited(session, membership, link)


@pages.get("/invitations/<secret>", allow=anyone)
def invitation(session: Session, secret: str) -> Any:
    """Say what a link offers, and ask what is needed to accept."""
    found = queries.by_secret(session, secret)
    try:
        actions.check_open(found, clock().now())
    except Gone as error:
        return link_gone(error)
    return offer(session, found, accept_form(session))


@pages.post("/invitations/<secret>", allow=anyone)
def invitation_(session: Session, secret: str) -> Any:
    """Accept, then show the codes, once."""
    found = queries.by_secret(session, secret)
    is_new = found.membership.user.state == "invited"
    form = accept_form(session) if is_new else Form()
    if not form.validate_on_submit():
        return offer(session, found, form), UNPROCESSABLE
    try:
        accepted = actions.accept(
            session,
            secret,
            person_of(form) if isinstance(form, AcceptForm) else NewPerson(),
            caller=actor_or_none(),
            now=clock().now(),
            pages_key=resources().pages_key,
        )
    except Invalid as error:
        blame(form, error.errors)
        return offer(session, found, form), UNPROCESSABLE
    except Gone as error:
        return link_gone(error)
    except Unauthenticated:
        return offer(session, found, form), UNPROCESSABLE
    if not accepted.is_new and accepted.second_factor is None:
        return said("role_accepted", "/registry/me")
    return welcome(accepted)


def _only_school(reader: Actor) -> str | None:
    """Return the school of somebody who appoints there and nowhere else."""
    places = {(each.scope, each.id) for each in reader.roles if each.role in role_rules.APPOINTS}
    [(kind, place_id), *more] = sorted(places)
    return place_id if kind == "school" and not more else None


def invited(session: Session, membership: Membership, link: Link) -> str:
    """Mail a fresh link where an address is known, and show it, once."""
    is_mailed = actions.mail_link(session, link, now=clock().now(), pages_key=resources().pages_key)
    kind, place_id = membership.place
    team = kind == "school" and url_for("teams.team_get", school_id=place_id)
    return _render("invited", membership=membership, link=link, team_url=team, is_mailed=is_mailed)


def link_gone(error: Gone) -> Any:
    """Say why a link is good no more."""
    return _render("link_gone", reason=error.reason), error.status


def offer(session: Session, found: Invitation, form: Form) -> str:
    """Show an offer to somebody new, to the right person signed in, or to anybody else."""
    membership = found.membership
    caller = actor_or_none()
    return _render(
        "invitation",
        form=form,
        membership=membership,
        place=formats.place_names(session, [membership.place])[membership.place],
        is_new=membership.user.state == "invited",
        is_caller=caller is not None and caller.id == str(membership.user_id),
        caller=caller,
        expires_at=found.expires_at,
        external=settings().external,
    )


def welcome(accepted: Accepted) -> str:
    """Show the codes of somebody who has just accepted, and a way to sign in at once."""
    until = clock().now() + rules.WELCOME_LASTS
    ticket = proofs.make_ticket(accepted.user.id, until=until, pages_key=resources().pages_key)
    made = accepted.second_factor
    picture = segno.make(made.totp_uri, error="m") if made else None
    return _render(
        "welcome",
        accepted=accepted,
        made=made,
        key=proofs.key_in_groups(made.totp_uri) if made else "",
        picture=picture.svg_data_uri(scale=5, border=4) if picture else "",
        ticket=ticket,
        sign_in_url=_sign_in_url(accepted.membership),
    )


def _sign_in_url(membership: Membership) -> str:
    """Return where to sign in; who manages a school sees at once what it lacks."""
    if membership.role not in role_rules.MANAGERS:
        return SIGN_IN_PATH
    team = url_for("teams.team_get", school_id=membership.scope_id)
    return f"{SIGN_IN_PATH}?{urlencode({'next': team})}"


def accept_form(session: Session) -> AcceptForm:
    """Return the form for somebody new."""
    form = AcceptForm()
    partner = partners.first(session)
    form.offer_languages(partner.langs if partner else ())
    return form


def person_of(form: AcceptForm) -> NewPerson:
    """Return what somebody new has written."""
    return NewPerson(
        display_name=form.display_name.data,
        lang=form.lang.data,
        password=form.password.data,
        email=form.email.data,
    )


def _invite_form(session: Session, reader: Actor) -> InviteForm:
    """Offer the reader's own places, and the one the link here named."""
    places = [
        Place(each.scope, each.id)
        for each in reader.roles
        if each.role in role_rules.APPOINTS and each.scope != role_rules.NETWORK.type
    ]
    kind, _colon, place_id = request.args.get("place", "").partition(":")
    asked = Place(kind, place_id)
    partner = role_queries.partner_of(session, asked) if place_id else None
    mine = [Place(each.scope, each.id) for each in reader.roles if each.role in role_rules.APPOINTS]
    if partner and any(role_rules.covers(each, asked, str(partner)) for each in mine):
        places.insert(0, asked)
    if reader.has("hq"):
        places += [Place("partner", str(each.id)) for each in partners.every(session)]
    places = list(dict.fromkeys(places))
    names = formats.place_names(session, places)
    form = InviteForm()
    types = {place.type for place in places}
    choices = [
        role
        for role in role_rules.appointable(reader.role_names())
        if types & set(role_rules.ROLES[role].scopes)
    ]
    if request.method == "GET" and request.args.get("role") in choices:
        form.role.data = request.args["role"]
    form.offer(choices, [(f"{place.type}:{place.id}", names[place]) for place in places])
    return form


def _errors_of(error: DomainError) -> dict[str, list[str]]:
    """Put what the rules say beside the field it is about."""
    if error.reason == "wrong_scope":
        return {"place": [_("This role is not held here. Choose another place or another role.")]}
    if error.reason == "already_holds":
        return {"login": [_("This person has this role here already.")]}
    if isinstance(error, Invalid) and "login" in error.errors:
        return {"login": [str(text) for text in error.errors["login"]]}
    return {"": [error.detail]}


def _render(name: str, **context: Any) -> str:
    return render_template(
        f"registry/people/{name}.html",
        role_names=formats.ROLE_NAMES,
        role_duties=formats.ROLE_DUTIES,
        people_url=url_for("people.people_get"),
        **context,
    )
