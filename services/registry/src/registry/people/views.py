"""`/registry/api/v1/invitations`."""

from typing import Any

from flask import Response
from sqlalchemy.orm import Session

from chassis.auth import actor, actor_or_none, anyone, signed_in
from chassis.http import ApiBlueprint, respond
from chassis.resources import clock, resources
from registry.partners import queries as partners
from registry.people import actions, queries
from registry.people.rules import Link, NewPerson
from registry.people.schemas import (
    AcceptanceBody,
    AcceptanceSchema,
    InvitationBody,
    InvitationSchema,
    OpenInvitationSchema,
)
from registry.roles.model import Membership
from registry.roles.rules import Place

api = ApiBlueprint("invitations", url_prefix="/registry/api/v1", about="How people come in.")

_CREATED, _DONE = 201, 200


@api.post(
    "/invitations",
    allow=signed_in,
    body=InvitationBody,
    answer=InvitationSchema,
    status=_CREATED,
    secret=True,
)
def invite(session: Session, body: dict[str, Any]) -> dict[str, Any]:
    """Offer a role to a person; the link is told once and lasts 14 days."""
    membership, link = actions.invite(
        session,
        actor(),
        login=body["login"],
        role=body["role"],
        place=Place(**body["scope"]),
        now=clock().now(),
    )
    return told_once(session, membership, link)


def told_once(session: Session, membership: Membership, link: Link) -> dict[str, Any]:
    """Mail a fresh link where an address is known, and return what `InvitationSchema` dumps."""
    is_mailed = actions.mail_link(session, link, now=clock().now(), pages_key=resources().pages_key)
    return {
        "membership": membership,
        "is_mailed": is_mailed,
        "invite_url": link.url,
        "expires_at": link.expires_at,
    }


@api.get("/invitations/<secret>", allow=anyone, answer=OpenInvitationSchema)
def show_invitation(session: Session, secret: str) -> dict[str, Any]:
    """Say what a link offers, as long as it is good."""
    invitation = queries.by_secret(session, secret)
    actions.check_open(invitation, clock().now())
    membership = invitation.membership
    partner = partners.first(session)
    return {
        "role": membership.role,
        "scope": membership.place._asdict(),
        "partner_name": partner.name if partner else "",
        "is_new": membership.user.state == "invited",
        "expires_at": invitation.expires_at,
    }


@api.post(
    "/invitations/<secret>/acceptance",
    allow=anyone,
    body=AcceptanceBody,
    answer=AcceptanceSchema,
    status=_CREATED,
    secret=True,
)
def accept(session: Session, body: dict[str, Any], secret: str) -> Response:
    """Take the role a link offers.

    Somebody new sends name, language and password and gets 201; a login that exists is signed
    in, sends nothing and gets 200.
    """
    accepted = actions.accept(
        session,
        secret,
        NewPerson(**body),
        caller=actor_or_none(),
        now=clock().now(),
        pages_key=resources().pages_key,
    )
    made = accepted.second_factor
    answer = {
        "user": accepted.user,
        "membership": accepted.membership,
        "totp_uri": made.totp_uri if made else None,
        "one_time_codes": made.one_time_codes if made else None,
    }
    return respond(answer, AcceptanceSchema, _CREATED if accepted.is_new else _DONE)
