"""Find who holds which role, and which partner a place belongs to."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import Session, joinedload

from chassis import paging
from chassis.auth import Actor
from chassis.errors import NotFound
from registry.partners import queries as partners
from registry.partners.model import Partner
from registry.roles import rules
from registry.roles.model import Membership
from registry.roles.rules import Place

Owner = Callable[[Session, str], UUID | None]


def _partner_itself(session: Session, place_id: str) -> UUID | None:
    partner_id = uuid_or_none(place_id)
    partner = session.get(Partner, partner_id) if partner_id else None
    return partner.id if partner else None


def _partner_of_country(session: Session, place_id: str) -> UUID | None:
    partners = session.scalars(select(Partner).order_by(Partner.id))
    return next((each.id for each in partners if place_id in each.countries), None)


OWNERS: dict[str, Owner] = {"partner": _partner_itself, "country": _partner_of_country}
"""How the partner of a place is found, by the type of the place; features add theirs."""


def uuid_or_none(text: str) -> UUID | None:
    """Return the id a text holds."""
    try:
        return UUID(text)
    except ValueError:
        return None


def partner_of(session: Session, place: Place) -> UUID | None:
    """Return the partner a place belongs to, or None when there is no such place."""
    find = OWNERS.get(place.type)
    return find(session, place.id) if find else None


def get(session: Session, membership_id: UUID, *, lock: bool = False) -> Membership:
    """Return one role of a person, ended ones too; `lock` holds it until the write ends.

    Raises:
        NotFound: there is none.

    """
    query = (
        select(Membership)
        .options(joinedload(Membership.user))
        .where(Membership.id == membership_id)
    )
    if lock:
        query = query.with_for_update(of=Membership).execution_options(populate_existing=True)
    found = session.scalar(query)
    if found is None:
        raise NotFound("Nobody has this role.")
    return found


def held(
    session: Session, user_id: UUID, now: datetime, *, lock: bool = False
) -> Sequence[Membership]:
    """Return the roles a person holds at an instant, oldest first.

    With `lock` one that is just ending is waited for: a token that shows it must not be issued
    after the moment from which older ones are refused.
    """
    query = (
        select(Membership)
        .where(
            Membership.user_id == user_id,
            Membership.state == "active",
            or_(Membership.valid_until.is_(None), Membership.valid_until > now),
        )
        .order_by(Membership.id)
        .limit(rules.MOST_ROLES)
    )
    if lock:
        query = query.with_for_update(read=True).execution_options(populate_existing=True)
    return session.scalars(query).all()


def standing(session: Session, user_id: UUID) -> Sequence[Membership]:
    """Return every role a person holds or was offered, held until the end of the write."""
    return session.scalars(
        select(Membership)
        .options(joinedload(Membership.user))
        .where(Membership.user_id == user_id, Membership.state.in_(("invited", "active")))
        .order_by(Membership.id)
        .with_for_update(of=Membership)
    ).all()


def partner_code(session: Session, held: Sequence[Membership]) -> str | None:
    """Return the code of the partner a person works for, by their oldest role."""
    partner_id = next((each.partner_id for each in held if each.partner_id), None)
    partner = partners.get(session, partner_id) if partner_id else partners.first(session)
    return partner.code if partner else None


def count_held_or_offered(session: Session, user_id: UUID) -> int:
    """Return how many roles a person holds or was offered."""
    query = select(func.count()).where(
        Membership.user_id == user_id, Membership.state.in_(("invited", "active"))
    )
    return session.scalar(query) or 0


def held_or_offered(session: Session, user_id: UUID, role: str, place: Place) -> Membership | None:
    """Return a person's role at a place if they hold it or were offered it."""
    return session.scalar(
        select(Membership)
        .options(joinedload(Membership.user))
        .where(
            Membership.user_id == user_id,
            Membership.role == role,
            Membership.scope_type == place.type,
            Membership.scope_id == place.id,
            Membership.state.in_(("invited", "active")),
        )
    )


def count_holders(session: Session, place: Place, role: str) -> int:
    """Return how many people hold a role at a place."""
    query = select(func.count()).where(
        Membership.scope_type == place.type,
        Membership.scope_id == place.id,
        Membership.role == role,
        Membership.state == "active",
    )
    return session.scalar(query) or 0


def due_to_end(session: Session, now: datetime, limit: int) -> Sequence[Membership]:
    """Return roles whose time is over but that still stand as active."""
    return session.scalars(
        select(Membership)
        .where(Membership.state == "active", Membership.valid_until <= now)
        .order_by(Membership.valid_until)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()


def page_for(
    session: Session,
    actor: Actor,
    *,
    role: str | None = None,
    school: UUID | None = None,
    after: str | None = None,
    limit: int = 50,
) -> dict[str, Any]:
    """Return a page of the roles that `actor` may appoint to, ended ones left out.

    With `school` it is the roles of that school, for those who look after it.

    Raises:
        Forbidden: `role_missing`, when the school is not theirs.
        Invalid: `after` is not a cursor of this list.

    """
    wanted = _seen_by(actor) if school is None else _of_school(session, actor, school)
    query = (
        select(Membership)
        .options(joinedload(Membership.user))
        .where(wanted, Membership.state.in_(("invited", "active")))
        .order_by(Membership.id)
        .limit(limit + 1)
    )
    if role:
        query = query.where(Membership.role == role)
    mark = paging.after((Membership.id,), after)
    if mark is not None:
        query = query.where(mark)
    return paging.page(session.scalars(query).all(), limit, lambda row: (row.id,))


def _of_school(session: Session, actor: Actor, school: UUID) -> ColumnElement[bool]:
    place = Place("school", str(school))
    mine = [(each.role, Place(each.scope, each.id)) for each in actor.roles]
    rules.check_reads_team(mine, place, str(partner_of(session, place)))
    return and_(Membership.scope_type == place.type, Membership.scope_id == place.id)


def _seen_by(actor: Actor) -> ColumnElement[bool]:
    """Say in SQL what `rules.covers` says of one place."""
    parts: list[ColumnElement[bool]] = []
    for mine in actor.roles:
        wanted = Membership.role.in_(rules.APPOINTS.get(mine.role, ()))
        if mine.role not in rules.APPOINTS:
            continue
        if mine.scope == rules.NETWORK.type:
            parts.append(wanted)
        elif mine.scope == "partner":
            parts.append(and_(wanted, Membership.partner_id == uuid_or_none(mine.id)))
        else:
            here = and_(Membership.scope_type == mine.scope, Membership.scope_id == mine.id)
            parts.append(and_(wanted, here))
    return or_(false(), *parts)
