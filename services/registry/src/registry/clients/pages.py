"""Clients as pages: the list, a new one, its secret shown once, and its end."""

from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from chassis.auth import actor, roles
from chassis.errors import Refused
from chassis.forms import blame, validate_press
from chassis.frame import register_sayings
from chassis.pages import PageBlueprint, said
from registry.clients import actions, queries
from registry.clients import forms as words
from registry.clients.actions import Secret
from registry.clients.forms import ClientForm
from registry.clients.rules import Tier
from registry.doers.actions import calling
from registry.partners.queries import home_partner

pages = PageBlueprint("clients", __name__, url_prefix="/registry")
COORDINATORS = roles("coordinator")
WHO_SHOWED = COORDINATORS.again()
ON_A_PAGE = 50

register_sayings({"client_ended": _l("The program can read nothing any more.")})


@pages.get("/clients", allow=COORDINATORS)
def list_(session: Session) -> str:
    """Show the programs that read events."""
    partner = home_partner(session, actor().partner)
    found = queries.page(session, partner.id, after=request.args.get("after"), limit=ON_A_PAGE)
    return _render("list", found=found)


@pages.get("/clients/new", allow=WHO_SHOWED)
def new(session: Session) -> str:  # noqa: ARG001 - the form asks nothing of the database
    """Ask for a program."""
    return _render("new", form=ClientForm())


@pages.post("/clients/new", allow=WHO_SHOWED)
def new_(session: Session) -> Any:
    """Make it, and show its secret once."""
    form = ClientForm()
    if not form.validate_on_submit():
        return _render("new", form=form), 422
    try:
        tier = Tier(form.tier.data)
        made = actions.add(session, name=form.name.data, tier=tier, by=calling(session))
    except Refused as error:
        blame(form, {"": [error.detail]})
        return _render("new", form=form), error.status
    return _secret(made)


@pages.get("/clients/<uuid:client_id>", allow=WHO_SHOWED)
def one(session: Session, client_id: UUID) -> str:
    """Show one program, and what can be done with it."""
    partner = home_partner(session, actor().partner)
    return _render("one", client=queries.get(session, partner.id, client_id))


@pages.post("/clients/<uuid:client_id>/secret", allow=WHO_SHOWED)
def renew_secret(session: Session, client_id: UUID) -> str:
    """Give it a new secret, and show that once."""
    validate_press()
    return _secret(actions.renew_secret(session, client_id, by=calling(session)))


@pages.post("/clients/<uuid:client_id>/ending", allow=WHO_SHOWED)
def end(session: Session, client_id: UUID) -> Any:
    """Let it in no more."""
    validate_press()
    actions.end(session, client_id, by=calling(session))
    return said("client_ended", url_for("clients.list__get"))


def _secret(made: Secret) -> str:
    return _render("secret", made=made)


def _render(name: str, **more: Any) -> str:
    return render_template(f"registry/clients/{name}.html", words=words, **more)
