"""Find claims, and say how long each has waited."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload

from chassis import paging
from chassis.errors import NotFound
from registry.claims import rules
from registry.claims.model import Claim
from registry.claims.rules import State
from registry.jurisdictions import queries as jurisdictions
from registry.names.rules import match_key
from registry.partners.model import Partner
from registry.schools.model import BY_NAME, School
from registry.schools.rules import ENDED

MOST_ALIKE = 20


@dataclass(frozen=True, kw_only=True)
class Aged:
    """A claim with how long it has waited, in working days of its country."""

    claim: Claim
    working_days: int
    """From the day it came in to its decision, or to today."""
    answer_by: date
    """The last day on which an answer is in time."""

    @property
    def is_late(self) -> bool:
        """Say whether somebody waits longer than was promised."""
        return self.claim.state == State.OPEN and self.working_days > rules.ANSWER_WITHIN_DAYS


def get(session: Session, partner_id: UUID, claim_id: UUID, *, lock: bool = False) -> Claim:
    """Return a claim of a partner with its school; `lock` holds it until the write ends.

    Raises:
        NotFound: there is none, or it belongs to another programme.

    """
    query = select(Claim).options(joinedload(Claim.school)).where(Claim.id == claim_id)
    if lock:
        query = query.with_for_update(of=Claim).execution_options(populate_existing=True)
    found = session.scalar(query)
    if found is None or found.partner_id != partner_id:
        raise NotFound("There is no such claim in this programme.")
    return found


def page(
    session: Session,
    partner: Partner,
    now: datetime,
    *,
    state: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> dict[str, Any]:
    """Return a page of claims with their ages, the one that has waited longest first.

    Raises:
        Invalid: `after` is not a cursor of this list.

    """
    query = (
        select(Claim)
        .options(joinedload(Claim.school))
        .where(Claim.partner_id == partner.id)
        .order_by(Claim.id)
        .limit(limit + 1)
    )
    if state:
        query = query.where(Claim.state == state)
    mark = paging.after((Claim.id,), after)
    if mark is not None:
        query = query.where(mark)
    found = paging.page(session.scalars(query).all(), limit, lambda row: (row.id,))
    return found | {"items": aged(session, found["items"], partner, now)}


def aged(session: Session, claims: Sequence[Claim], partner: Partner, now: datetime) -> list[Aged]:
    """Return claims with their ages; one query for the working days of all countries."""
    calendars = _calendars(session)
    zone = ZoneInfo(partner.tz)
    return [_aged(each, calendars, zone, now) for each in claims]


def count_open(session: Session, partner_id: UUID) -> int:
    """Return how many claims wait for an answer."""
    query = select(func.count()).where(Claim.partner_id == partner_id, Claim.state == State.OPEN)
    return session.scalar(query) or 0


def same(session: Session, claim: Claim) -> Claim | None:
    """Return an open claim that says just what a new one says, by the same claimant."""
    return session.scalar(
        select(Claim).where(
            *_of_code(claim),
            Claim.partner_id == claim.partner_id,
            Claim.state == State.OPEN,
            Claim.name == claim.name,
            _is(Claim.contact, claim.contact),
            _is(Claim.claimant_id, claim.claimant_id),
        )
    )


def newest_for_code(session: Session, claim: Claim) -> Sequence[datetime]:
    """Return when the newest claims to the same code came in, newest first."""
    return session.scalars(
        select(Claim.created_at)
        .where(*_of_code(claim))
        .order_by(Claim.created_at.desc())
        .limit(rules.MOST_FOR_ONE_CODE)
    ).all()


def newest(session: Session, partner_id: UUID) -> Sequence[datetime]:
    """Return when the newest claims of a programme came in, newest first."""
    return session.scalars(
        select(Claim.created_at)
        .where(Claim.partner_id == partner_id)
        .order_by(Claim.created_at.desc())
        .limit(rules.MOST_AT_ALL)
    ).all()


def alike(session: Session, claim: Claim) -> Sequence[School]:
    """Return schools that a claim may be about which names no school of the list.

    They are called alike and, if the claim names a town, stand there.
    """
    if claim.school_id is not None:
        return ()
    key = match_key(claim.name, claim.town)
    fits = School.match_key == key if claim.town else School.match_key.startswith(key)
    query = select(School).where(
        School.country == claim.country,
        School.partner_id == claim.partner_id,
        School.state.not_in(ENDED),
        fits,
    )
    return session.scalars(query.order_by(*BY_NAME).limit(MOST_ALIKE)).all()


def others_open(session: Session, claim: Claim) -> bool:
    """Say whether somebody else's claim to the same school still waits."""
    query = select(Claim.id).where(
        Claim.school_id == claim.school_id, Claim.state == State.OPEN, Claim.id != claim.id
    )
    return session.scalar(query.limit(1)) is not None


def _of_code(claim: Claim) -> tuple[ColumnElement[bool], ...]:
    return (Claim.country == claim.country, _is(Claim.code_key, claim.code_key))


def _is(column: Any, value: object) -> ColumnElement[bool]:
    found: ColumnElement[bool] = column.is_(None) if value is None else column == value
    return found


Calendar = tuple[Collection[int], Collection[date]]


def _calendars(session: Session) -> dict[str, Calendar]:
    return {
        each.country: (
            frozenset(each.weekend),
            frozenset(date.fromisoformat(str(day)) for day in each.holidays),
        )
        for each in jurisdictions.all_published(session)
    }


def _aged(claim: Claim, calendars: dict[str, Calendar], zone: ZoneInfo, now: datetime) -> Aged:
    weekend, holidays = calendars.get(claim.country, (rules.USUAL_WEEKEND, ()))
    start = claim.created_at.astimezone(zone).date()
    end = (claim.decided_at or now).astimezone(zone).date()
    return Aged(
        claim=claim,
        working_days=rules.working_days(start, end, weekend, holidays),
        answer_by=rules.answer_by(start, weekend, holidays),
    )
