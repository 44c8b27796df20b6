"""Find support visits, and the schools of a coach."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, false, or_, select, true, tuple_
from sqlalchemy.orm import Session, aliased, joinedload

from chassis import paging
from chassis.auth import Actor
from registry.enrolments import queries as enrolments
from registry.enrolments.model import Enrolment
from registry.enrolments.queries import SEES_OWN
from registry.enrolments.rules import Stage
from registry.roles.queries import uuid_or_none
from registry.schools.model import School
from registry.support.model import SupportVisit

MOST_SCHOOLS = 200


@dataclass(frozen=True, slots=True)
class CoachedSchool:
    """A school on a coach's list, with when it was last met and what was agreed."""

    enrolment_id: UUID
    school_id: UUID
    name: str
    town: str | None
    stage: str
    last_on: date | None
    agreed: Sequence[str]


def get(session: Session, visit_id: UUID) -> SupportVisit:
    """Return one visit with its school and coach."""
    ask = select(SupportVisit).where(SupportVisit.id == visit_id)
    return session.scalars(ask.options(*_SHOWN)).one()


def page(
    session: Session,
    partner_id: UUID,
    actor: Actor,
    school_id: UUID | None,
    *,
    after: str | None,
    limit: int,
) -> dict[str, Any]:
    """Return `{items, next}` of the visits a person may read, the newest first.

    Raises:
        Invalid: `after` is not a mark of this list.

    """
    ask = select(SupportVisit).where(
        SupportVisit.partner_id == partner_id, _read_by(actor, partner_id)
    )
    if school_id is not None:
        ask = ask.where(SupportVisit.school_id == school_id)
    if (older := paging.before((SupportVisit.id,), after)) is not None:
        ask = ask.where(older)
    newest_first = ask.options(*_SHOWN).order_by(SupportVisit.id.desc())
    rows = session.scalars(newest_first.limit(limit + 1)).all()
    return paging.page(rows, limit, lambda row: (row.id,))


def coached_by(session: Session, actor: Actor) -> list[CoachedSchool]:
    """Return a coach's schools: those met never or longest ago first."""
    newest = (
        select(SupportVisit.id)
        .where(SupportVisit.school_id == Enrolment.school_id)
        .order_by(SupportVisit.on.desc(), SupportVisit.id.desc())
        .limit(1)
        .correlate(Enrolment)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            Enrolment.id,
            Enrolment.school_id,
            School.name,
            School.town,
            Enrolment.stage,
            SupportVisit.on,
            SupportVisit.next_steps,
        )
        .join(School, School.id == Enrolment.school_id)
        .join(SupportVisit, SupportVisit.id == newest, isouter=True)
        .where(enrolments.coached_by(actor), Enrolment.stage != Stage.WITHDRAWN)
        .order_by(SupportVisit.on.is_not(None), SupportVisit.on, School.name_key, School.id)
        .limit(MOST_SCHOOLS)
    )
    return [CoachedSchool(*row[:6], row[6] or ()) for row in rows]


def between(
    session: Session, partner_id: UUID, first: date, last: date, limit: int
) -> Sequence[SupportVisit]:
    """Return a partner's visits from one day to another, the newest first."""
    return session.scalars(
        select(SupportVisit)
        .where(
            SupportVisit.partner_id == partner_id,
            SupportVisit.on >= first,
            SupportVisit.on <= last,
        )
        .options(*_SHOWN)
        .order_by(SupportVisit.on.desc(), SupportVisit.id.desc())
        .limit(limit)
    ).all()


def newest_of_each(session: Session, school_ids: Sequence[UUID]) -> Sequence[SupportVisit]:
    """Return the last visit of each of some schools."""
    later = aliased(SupportVisit)
    newer = (later.school_id == SupportVisit.school_id) & (
        tuple_(later.on, later.id) > tuple_(SupportVisit.on, SupportVisit.id)
    )
    return session.scalars(
        select(SupportVisit)
        .where(SupportVisit.school_id.in_(school_ids), ~select(later.id).where(newer).exists())
        .options(*_SHOWN)
    ).all()


_SHOWN = (joinedload(SupportVisit.school), joinedload(SupportVisit.coach))


def _read_by(actor: Actor, partner_id: UUID) -> ColumnElement[bool]:
    if actor.has("coordinator", "partner", partner_id):
        return true()
    parts: list[ColumnElement[bool]] = [false()]
    schools = actor.places("school", *SEES_OWN)
    if schools:
        parts.append(SupportVisit.school_id.in_(schools))
    if actor.has("coach"):
        coached = select(Enrolment.school_id).where(
            enrolments.coached_by(actor), Enrolment.stage != Stage.WITHDRAWN
        )
        wrote_it = SupportVisit.coach_id == uuid_or_none(actor.id)
        parts += [wrote_it, SupportVisit.school_id.in_(coached)]
    return or_(*parts)
