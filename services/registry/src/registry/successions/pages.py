"""The page on which a post of a school is passed on."""

from typing import Any
from uuid import UUID

from flask import render_template, url_for
from sqlalchemy.orm import Session

from chassis.auth import actor, roles
from chassis.errors import DomainError, Invalid
from chassis.forms import blame
from chassis.pages import PageBlueprint
from chassis.resources import clock
from chassis.speech import told
from registry.people.pages import invited
from registry.roles import formats
from registry.roles.model import Membership
from registry.roles.rules import APPOINTS
from registry.successions import actions
from registry.successions.forms import SuccessorForm

pages = PageBlueprint("successions", __name__, url_prefix="/registry")
SUCCESSOR = "/memberships/<uuid:membership_id>/successor"
APPOINTERS = roles(*APPOINTS).again()
UNPROCESSABLE = 422


@pages.get(SUCCESSOR, allow=APPOINTERS)
def successor(session: Session, membership_id: UUID) -> str:
    """Ask to whom a post passes."""
    return _ask(session, actions.look(session, membership_id), SuccessorForm())


@pages.post(SUCCESSOR, allow=APPOINTERS)
def successor_(session: Session, membership_id: UUID) -> Any:
    """Make the link for the new person and show it, once."""
    found, form, now = actions.look(session, membership_id), SuccessorForm(), clock().now()
    if not form.validate_on_submit():
        return _ask(session, found, form), UNPROCESSABLE
    try:
        membership, link = actions.hand_over(
            session, membership_id, form.login.data, by=actor(), now=now
        )
    except Invalid as error:
        blame(form, error.errors)
        return _ask(session, found, form), error.status
    except DomainError as error:
        blame(form, {"login": [told(error.detail)]})
        return _ask(session, found, form), error.status
    return invited(session, membership, link)


def _ask(session: Session, found: Membership, form: SuccessorForm) -> str:
    return render_template(
        "registry/successions/successor.html",
        form=form,
        membership=found,
        place=formats.place_names(session, [found.place])[found.place],
        role_names=formats.ROLE_NAMES,
        team_url=_team(found),
    )


def _team(found: Membership) -> str:
    return url_for("teams.team_get", school_id=found.scope_id)
