"""Take claims in, and decide them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from chassis import audit
from chassis.auth import ANONYMOUS, Actor
from chassis.errors import Invalid, sentence
from registry.claims import queries, rules
from registry.claims.model import Claim
from registry.claims.rules import Proof
from registry.doers.actions import Doer, note
from registry.names.rules import code_key
from registry.people import actions as people
from registry.people.rules import Link
from registry.roles import queries as role_queries
from registry.roles.rules import Place
from registry.schools import actions as school_actions
from registry.schools import queries as schools
from registry.schools import rules as school_rules
from registry.schools.model import School
from registry.schools.rules import VERIFIABLE, Basis
from registry.schools.rules import State as SchoolState


@dataclass(frozen=True, kw_only=True)
class Approval:
    """What a coordinator says who believes a claim."""

    proof: Proof
    school_id: UUID | None = None
    """The school it is about, when the list calls it otherwise than the claim does."""
    confirmed: bool = False
    """Whether the coordinator has seen the schools that look alike and means another one."""
    head_login: str | None = None
    """Whom to invite as the head."""


def register(
    session: Session, content: Mapping[str, Any], *, claimant: Actor | None, now: datetime
) -> Claim:
    """Take in that somebody says a school is theirs, be it in the list or not.

    A listed school counts as one that has applied from then on. Sent again in the same words,
    it is the same claim.

    Raises:
        Invalid: no partner serves the country.
        TooMany: too many claims came in just now, to this code or at all.

    """
    claim = _written(session, content, claimant, now)
    earlier = queries.same(session, claim)
    if earlier is not None:
        return earlier
    rules.check_pace(queries.newest_for_code(session, claim), rules.MOST_FOR_ONE_CODE, now)
    rules.check_pace(queries.newest(session, claim.partner_id), rules.MOST_AT_ALL, now)
    school = _listed(session, claim)
    who = claimant.id if claimant else ANONYMOUS
    if school is not None:
        claim.school_id = school.id
        _apply(session, school, who, now)
    session.add(claim)
    session.flush()
    audit.append(
        session,
        now=now,
        who=who,
        what="claim.opened",
        subject=str(claim.id),
        place=claim.school_id,
    )
    return claim


def approve(
    session: Session, claim_id: UUID, approval: Approval, *, by: Doer
) -> tuple[Claim, Link | None]:
    """Believe a claim: its school is verified, and added first where the list has none.

    Return the claim, and the link for the head when one was named. Where the claim was about
    another school of the list first, that one goes back to the list as after a refusal.

    Raises:
        NotFound: the partner has no such claim, or no such school.
        Refused: `already_decided`, `possible_duplicates`, `wrong_state` when the school is
            closed, or as `people.actions.invite`.
        Invalid: the head's login cannot be.

    """
    role = by.role_at()
    claim = queries.get(session, by.partner.id, claim_id, lock=True)
    rules.check_open(claim.state)
    school = _school_of(session, claim, approval, by)
    school_rules.check_not_ended(school.state)
    if claim.school_id != school.id:
        _put_back(session, claim, by)
    if school.state in VERIFIABLE:
        school_actions.verify(session, school.id, Basis.CLAIM, by=by)
    claim.school, claim.proof = school, approval.proof
    _decide(session, claim, rules.State.APPROVED, by)
    note(session, "claim.approved", claim.id, role, by, why=str(approval.proof), place=school.id)
    if not approval.head_login:
        return claim, None
    place = Place("school", str(school.id))
    _, link = people.invite(
        session, by.actor, login=approval.head_login, role="head", place=place, now=by.now
    )
    return claim, link


def refuse(session: Session, claim_id: UUID, why: str, *, by: Doer) -> Claim:
    """Refuse a claim; a school that nobody else claims goes back to the list.

    Raises:
        NotFound: the partner has no such claim.
        Refused: `already_decided`.

    """
    role = by.role_at()
    claim = queries.get(session, by.partner.id, claim_id, lock=True)
    rules.check_open(claim.state)
    claim.why = why
    _decide(session, claim, rules.State.REFUSED, by)
    note(session, "claim.refused", claim.id, role, by, why=why, place=claim.school_id)
    _put_back(session, claim, by)
    return claim


def forget_contacts(session: Session, now: datetime) -> None:
    """Blank the contacts of claims that were decided long ago."""
    old = Claim.decided_at < now - rules.CONTACT_KEPT
    session.execute(update(Claim).where(old, Claim.contact.is_not(None)).values(contact=None))


def _written(
    session: Session, content: Mapping[str, Any], claimant: Actor | None, now: datetime
) -> Claim:
    partner_id = role_queries.partner_of(session, Place("country", content["country"]))
    if partner_id is None:
        raise Invalid(
            "This programme does not serve that country.",
            errors={"country": [sentence("Choose a country of this programme.")]},
        )
    code = content.get("official_code")
    return Claim(
        partner_id=partner_id,
        country=content["country"],
        official_code=code,
        code_key=code_key(code) if code else None,
        name=content["name"],
        town=content.get("town"),
        contact=content.get("contact"),
        claimant_id=role_queries.uuid_or_none(claimant.id) if claimant else None,
        state=rules.State.OPEN,
        created_at=now,
        updated_at=now,
    )


def _listed(session: Session, claim: Claim) -> School | None:
    """Return the school of the list that a claim is about, held until the write ends."""
    if claim.code_key is None:
        return None
    found = schools.live_with_code(session, claim.country, claim.code_key)
    if found is None or found.partner_id != claim.partner_id:
        return None
    return schools.get(session, claim.partner_id, found.id, lock=True)


def _apply(session: Session, school: School, who: str, now: datetime) -> None:
    if school.state == SchoolState.LISTED:
        school_actions.move(session, school, SchoolState.APPLIED, who=who, now=now)


def _put_back(session: Session, claim: Claim, by: Doer) -> None:
    """Let the school a claim is not about after all be merely listed, if nobody else claims it."""
    if claim.school_id is None:
        return
    school = schools.get(session, by.partner.id, claim.school_id, lock=True)
    if school.state == SchoolState.APPLIED and not queries.others_open(session, claim):
        school_actions.move(session, school, SchoolState.LISTED, who=by.actor.id, now=by.now)


def _school_of(session: Session, claim: Claim, approval: Approval, by: Doer) -> School:
    """Return the school a claim is about, held; added as one that has applied if need be."""
    known = approval.school_id or claim.school_id
    if known is not None:
        return schools.get(session, by.partner.id, known, lock=True)
    listed = _listed(session, claim)
    if listed is not None:
        return listed
    content = {
        "name": claim.name,
        "town": claim.town,
        "country": claim.country,
        "official_code": claim.official_code,
    }
    return school_actions.add(
        session, content, confirmed=approval.confirmed, by=by, state=SchoolState.APPLIED
    )


def _decide(session: Session, claim: Claim, state: rules.State, by: Doer) -> None:
    claim.state, claim.decided_by = state, UUID(by.actor.id)
    claim.decided_at = claim.updated_at = by.now
    session.flush()
