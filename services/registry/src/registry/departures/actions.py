"""End a role, unless its school or programme would be left without the people it needs."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.auth import Actor
from chassis.errors import Refused
from chassis.speech import told
from registry.departures import rules
from registry.departures.formats import REASONS, REMEDIES
from registry.departures.rules import Remedy, Standing
from registry.partners import queries as partners
from registry.roles import actions as roles
from registry.roles import queries as role_queries
from registry.roles.model import Membership
from registry.roles.rules import Place
from registry.schools import queries as schools
from registry.schools.model import School
from registry.staffing import queries as staffing
from registry.staffing.rules import Holder


def end(session: Session, membership_id: UUID, *, actor: Actor, now: datetime) -> Membership:
    """End a role of a person now, or take an offer back.

    Raises:
        NotFound: there is no such role.
        Forbidden: `may_not_end`.
        Refused: `wrong_state`; `last_second_manager`, `last_head` or `last_holder` with `remedy`.

    """
    membership = role_queries.get(session, membership_id)
    role = acting_role(actor, membership)
    school = schools.held(session, *membership.place)
    if membership.role in rules.KEPT and membership.partner_id is not None:
        partners.get(session, membership.partner_id, lock=True)
    membership = role_queries.get(session, membership_id, lock=True)
    check_can_end(session, membership, school, by_school=_is_of_school(actor, membership))
    roles.end(session, membership, who=actor.id, role=role, now=now)
    return membership


def make_way(
    session: Session, membership_id: UUID, school: School | None, *, who: str, now: datetime
) -> None:
    """End a role that passes to somebody who has just begun; one that has ended stays so.

    Raises:
        Refused: as `check_can_end` says; `school` must be held by the caller.

    """
    membership = role_queries.get(session, membership_id, lock=True)
    if membership.state == "active":
        check_can_end(session, membership, school, by_school=False)
        roles.end(session, membership, who=who, now=now)


def acting_role(actor: Actor, membership: Membership) -> str:
    """Return the role in which a person may end this one.

    Raises:
        Forbidden: `may_not_end`.

    """
    standing = Standing(
        str(membership.user_id),
        membership.role,
        membership.place,
        str(membership.partner_id) if membership.partner_id else None,
    )
    return rules.acting_role(actor.id, _held(actor), standing)


def look(session: Session, membership_id: UUID, *, actor: Actor) -> tuple[Membership, str | None]:
    """Return a role that the person may end, and what must be done first, in words.

    Raises:
        NotFound: there is no such role.
        Forbidden: `may_not_end`.
        Refused: `wrong_state`.

    """
    membership = role_queries.get(session, membership_id)
    acting_role(actor, membership)
    rules.check_state(membership.state)
    place_id = role_queries.uuid_or_none(membership.scope_id)
    school = session.get(School, place_id) if membership.scope_type == "school" else None
    try:
        check_can_end(session, membership, school, by_school=_is_of_school(actor, membership))
    except Refused as error:
        return membership, f"{told(error.detail)} {error.extra['remedy']}"
    return membership, None


def check_can_end(
    session: Session, membership: Membership, school: School | None, *, by_school: bool
) -> None:
    """Allow a role to end; `school`, if it is held at one, must be held by the caller.

    Raises:
        Refused: `wrong_state`; `last_second_manager`, `last_head` or `last_holder` with `remedy`.

    """
    rules.check_state(membership.state)
    if membership.state != "active":
        return
    if school is not None:
        holders = staffing.holders_at(session, school.id)
        leaver = Holder(membership.user_id, membership.role)
        found = rules.obstacle(holders, leaver, school.state, by_school=by_school)
        if found is not None:
            raise _refusal(*found)
    if membership.role in rules.KEPT:
        others = role_queries.count_holders(session, membership.place, membership.role)
        if others <= 1:
            raise _refusal("last_holder", Remedy.OTHER_HOLDER)


def _refusal(reason: str, remedy: Remedy) -> Refused:
    return Refused(str(REASONS[reason]), reason=reason, remedy=str(REMEDIES[remedy]))


def _held(actor: Actor) -> Sequence[tuple[str, Place]]:
    return [(each.role, Place(each.scope, each.id)) for each in actor.roles]


def _is_of_school(actor: Actor, membership: Membership) -> bool:
    """Say whether nobody but the school itself acts here."""
    partner = membership.partner_id
    return partner is None or not actor.has("coordinator", "partner", partner)
