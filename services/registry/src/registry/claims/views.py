"""Claims over the JSON API, and the door at which schools are registered."""

from typing import Any
from uuid import UUID

from flask import Response
from sqlalchemy.orm import Session

from chassis.auth import Actor, actor_or_none, anyone, roles
from chassis.errors import Invalid
from chassis.http import ApiBlueprint, respond
from chassis.resources import clock, resources
from registry.claims import actions, queries
from registry.claims.actions import Approval
from registry.claims.model import Claim
from registry.claims.rules import Proof
from registry.claims.schemas import (
    ApprovalBody,
    ClaimPage,
    ClaimQuery,
    ClaimSchema,
    DecidedSchema,
    RefusalBody,
    RegisteredSchema,
    RegistrationBody,
    foreign_fields,
)
from registry.doers import actions as doers
from registry.doers.actions import Doer, calling
from registry.partners import queries as partners
from registry.people import actions as people
from registry.people.rules import Link
from registry.schools import actions as school_actions
from registry.schools.schemas import SchoolSchema

api = ApiBlueprint("claims", "/registry/api/v1", about="Schools that register themselves.")
COORDINATORS = roles("coordinator")
_CREATED, _ACCEPTED = 201, 202


@api.post(
    "/schools", allow=anyone, body=RegistrationBody, answer=RegisteredSchema, status=_ACCEPTED
)
def register(session: Session, body: dict[str, Any]) -> Response:
    """Register a school.

    A coordinator adds it: 201 with the school; 409 `already_listed`, `possible_duplicates` unless
    `confirmed`. Anybody else claims it, signed in or not: 202 with `claim`, whether the school is
    in the list or not; 429 when too many come in at once.
    """
    caller = actor_or_none()
    adds = caller is not None and caller.has("coordinator")
    foreign = foreign_fields(body, adds=adds)
    if foreign:
        raise Invalid("Please check the fields named here.", errors=foreign)
    if caller is not None and adds:
        return _added(session, body, caller)
    claim = actions.register(session, body, claimant=caller, now=clock().now())
    partner = partners.get(session, claim.partner_id)
    [found] = queries.aged(session, [claim], partner, clock().now())
    answer = {"claim": claim.id, "state": claim.state, "answer_by": found.answer_by}
    return respond(answer, RegisteredSchema, _ACCEPTED)


@api.get("/claims", allow=COORDINATORS, query=ClaimQuery, answer=ClaimPage)
def all_(session: Session, query: dict[str, Any]) -> dict[str, Any]:
    """List the claims of the programme, the one that has waited longest first."""
    by = calling(session)
    by.role_at()
    return queries.page(session, by.partner, by.now, **query)


@api.get("/claims/<uuid:claim_id>", allow=COORDINATORS, answer=ClaimSchema)
def one(session: Session, claim_id: UUID) -> queries.Aged:
    """Show one claim."""
    by = calling(session)
    by.role_at()
    claim = queries.get(session, by.partner.id, claim_id)
    return queries.aged(session, [claim], by.partner, by.now)[0]


@api.post(
    "/claims/<uuid:claim_id>/approval",
    allow=COORDINATORS,
    body=ApprovalBody,
    answer=DecidedSchema,
    secret=True,
)
def approve(session: Session, body: dict[str, Any], claim_id: UUID) -> dict[str, Any]:
    """Believe a claim: its school is verified, its head invited if `login` is given.

    409 `already_decided`, `wrong_state`; `possible_duplicates` unless `school` or `confirmed`.
    """
    approval = Approval(
        proof=Proof(body["proof"]),
        school_id=body["school"],
        confirmed=body["confirmed"],
        head_login=body["login"],
    )
    by = calling(session)
    claim, link = actions.approve(session, claim_id, approval, by=by)
    if link is not None:
        people.mail_link(session, link, now=by.now, pages_key=resources().pages_key)
    return _decided(session, claim, by, link)


@api.post(
    "/claims/<uuid:claim_id>/refusal", allow=COORDINATORS, body=RefusalBody, answer=DecidedSchema
)
def refuse(session: Session, body: dict[str, Any], claim_id: UUID) -> dict[str, Any]:
    """Refuse a claim with a reason; 409 `already_decided`."""
    by = calling(session)
    return _decided(session, actions.refuse(session, claim_id, body["reason"], by=by), by)


def _added(session: Session, body: dict[str, Any], caller: Actor) -> Response:
    content = dict(body)
    confirmed = content.pop("confirmed")
    by = doers.doer(session, caller, clock().now())
    school = school_actions.add(session, content, confirmed=confirmed, by=by)
    return respond(school, SchoolSchema, _CREATED)


def _decided(session: Session, claim: Claim, by: Doer, link: Link | None = None) -> dict[str, Any]:
    [found] = queries.aged(session, [claim], by.partner, by.now)
    shown: dict[str, Any] = {
        "claim": claim,
        "working_days": found.working_days,
        "answer_by": found.answer_by,
        "is_late": found.is_late,
    }
    if link is not None:
        shown |= {"invite_url": link.url, "expires_at": link.expires_at}
    return shown
