"""Find enrolments, who may see them, and who may coach."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.interfaces import ORMOption

from chassis import paging
from chassis.auth import Actor
from chassis.errors import Forbidden, NotFound
from registry.accounts.model import User
from registry.enrolments.model import Enrolment, StageStep
from registry.enrolments.rules import Stage
from registry.roles.model import Membership
from registry.roles.queries import uuid_or_none

SEES_ALL = frozenset({"coordinator", "safeguarding", "trainer", "assessor", "panel"})
"""Roles at the partner that look at every school's way."""

SEES_OWN = frozenset({"head", "focal", "deputy"})
"""Roles at a school that look at its own."""


def _shown() -> tuple[ORMOption, ...]:
    return (
        joinedload(Enrolment.school),
        joinedload(Enrolment.cohort),
        joinedload(Enrolment.coach),
    )


def sees_all(actor: Actor, partner_id: UUID) -> bool:
    """Say whether a person looks after every school of a partner."""
    return actor.has("hq") or any(actor.has(role, "partner", partner_id) for role in SEES_ALL)


def seen_by(actor: Actor, partner_id: UUID) -> ColumnElement[bool]:
    """Return the condition for the enrolments a person may look at."""
    if sees_all(actor, partner_id):
        return true()
    parts: list[ColumnElement[bool]] = [false()]
    schools = actor.places("school", *SEES_OWN)
    if schools:
        parts.append(Enrolment.school_id.in_(schools))
    parts.append(coached_by(actor))
    return or_(*parts)


def coached_by(actor: Actor) -> ColumnElement[bool]:
    """Return the condition for the enrolments a person coaches, in a role held for them now."""
    return and_(
        Enrolment.coach_id == uuid_or_none(actor.id),
        or_(
            Enrolment.partner_id.in_(actor.places("partner", "coach")),
            Enrolment.cohort_id.in_(actor.places("cohort", "coach")),
        ),
    )


def is_coached_by(enrolment: Enrolment, actor: Actor) -> bool:
    """Say of one enrolment what `coached_by` says of all."""
    return str(enrolment.coach_id) == actor.id and (
        actor.has("coach", "partner", enrolment.partner_id)
        or actor.has("coach", "cohort", enrolment.cohort_id)
    )


def get(session: Session, partner_id: UUID, enrolment_id: UUID, *, lock: bool = False) -> Enrolment:
    """Return one enrolment with its school, cohort and coach; `lock` holds it.

    Raises:
        NotFound: there is none, or it belongs to another programme.

    """
    query = select(Enrolment).where(Enrolment.id == enrolment_id)
    query = query.where(Enrolment.partner_id == partner_id).options(*_shown())
    if lock:
        query = query.with_for_update(of=Enrolment).execution_options(populate_existing=True)
    found = session.scalar(query)
    if found is None:
        raise NotFound("There is no such enrolment in this programme.")
    return found


def seen(session: Session, partner_id: UUID, enrolment_id: UUID, actor: Actor) -> Enrolment:
    """Return one enrolment that a person may look at.

    Raises:
        NotFound: there is none.
        Forbidden: `not_yours`.

    """
    found = get(session, partner_id, enrolment_id)
    mine = select(Enrolment.id).where(Enrolment.id == enrolment_id, seen_by(actor, partner_id))
    if session.scalar(mine) is None:
        raise Forbidden("This school is not one of yours.", reason="not_yours")
    return found


def page(
    session: Session,
    partner_id: UUID,
    actor: Actor,
    narrowed: Mapping[str, Any],
    *,
    after: str | None,
    limit: int,
) -> dict[str, Any]:
    """Return `{items, next}` of what a person may look at, narrowed by school, cohort and state.

    Raises:
        Invalid: `after` is not a mark of this list.

    """
    ask = select(Enrolment).where(Enrolment.partner_id == partner_id, seen_by(actor, partner_id))
    for field, column in _NARROWING.items():
        if narrowed.get(field):
            ask = ask.where(column == narrowed[field])
    if (beyond := paging.after((Enrolment.id,), after)) is not None:
        ask = ask.where(beyond)
    rows = session.scalars(ask.options(*_shown()).order_by(Enrolment.id).limit(limit + 1)).all()
    return paging.page(rows, limit, lambda row: (row.id,))


_NARROWING: Mapping[str, Any] = {
    "school": Enrolment.school_id,
    "cohort": Enrolment.cohort_id,
    "state": Enrolment.stage,
}


def live_of(session: Session, school_id: UUID) -> Enrolment | None:
    """Return a school's live enrolment with its cohort and coach, if it has one."""
    return session.scalar(
        select(Enrolment)
        .where(Enrolment.school_id == school_id, Enrolment.stage != Stage.WITHDRAWN)
        .options(*_shown())
    )


def locked_live(session: Session, school_ids: Iterable[UUID]) -> Sequence[Enrolment]:
    """Return the live enrolments of schools with the schools, held in one order for everybody."""
    return session.scalars(
        select(Enrolment)
        .where(Enrolment.school_id.in_(list(school_ids)), Enrolment.stage != Stage.WITHDRAWN)
        .options(joinedload(Enrolment.school), joinedload(Enrolment.cohort))
        .order_by(Enrolment.id)
        .with_for_update(of=Enrolment)
        .execution_options(populate_existing=True)
    ).all()


def locked_applied(
    session: Session, partner_id: UUID, cohort_id: UUID, ids: Sequence[UUID]
) -> Sequence[Enrolment]:
    """Return those of the enrolments of a cohort that wait for an answer, held."""
    return session.scalars(
        select(Enrolment)
        .where(
            Enrolment.id.in_(ids),
            Enrolment.partner_id == partner_id,
            Enrolment.cohort_id == cohort_id,
            Enrolment.stage == Stage.APPLIED,
        )
        .options(joinedload(Enrolment.school), joinedload(Enrolment.cohort))
        .order_by(Enrolment.id)
        .with_for_update(of=Enrolment)
        .execution_options(populate_existing=True)
    ).all()


def steps(session: Session, enrolment_id: UUID) -> Sequence[StageStep]:
    """Return the stages an enrolment came through, the newest first."""
    return session.scalars(
        select(StageStep)
        .where(StageStep.enrolment_id == enrolment_id)
        .order_by(StageStep.id.desc())
        .limit(50)
    ).all()


def counts(session: Session, partner_id: UUID, cohort_id: UUID | None = None) -> dict[str, int]:
    """Count a partner's enrolments by stage, of all cohorts or one."""
    ask = select(Enrolment.stage, func.count()).where(Enrolment.partner_id == partner_id)
    if cohort_id is not None:
        ask = ask.where(Enrolment.cohort_id == cohort_id)
    rows = session.execute(ask.group_by(Enrolment.stage)).all()
    found = {row[0]: row[1] for row in rows}
    return {str(stage): found[stage] for stage in Stage if stage in found}


def coaches(
    session: Session, partner_id: UUID, cohort_id: UUID, now: datetime
) -> list[tuple[UUID, str]]:
    """Return the people who may coach a school of a cohort, by name."""
    rows = session.execute(
        select(User.id, User.display_name)
        .join(Membership, Membership.user_id == User.id)
        .where(_coaches(partner_id, cohort_id, now))
        .distinct()
        .order_by(User.display_name, User.id)
        .limit(500)
    )
    return [(row.id, row.display_name) for row in rows]


def is_coach(
    session: Session, user_id: UUID, partner_id: UUID, cohort_id: UUID, now: datetime
) -> bool:
    """Say whether a person may coach a school of a cohort."""
    held = select(Membership.id).where(
        Membership.user_id == user_id, _coaches(partner_id, cohort_id, now)
    )
    return session.scalar(held.limit(1)) is not None


def count_uncoached(session: Session, partner_id: UUID, now: datetime) -> int:
    """Count the schools on their way that nobody coaches, or nobody who is a coach there now."""
    held = select(Membership.user_id, Membership.scope_id).where(
        Membership.partner_id == partner_id, _is_coach(now)
    )
    posts = {(row.user_id, row.scope_id) for row in session.execute(held)}
    coached = session.execute(
        select(Enrolment.coach_id, Enrolment.cohort_id, func.count())
        .where(
            Enrolment.partner_id == partner_id,
            Enrolment.stage.not_in((Stage.APPLIED, Stage.WITHDRAWN)),
        )
        .group_by(Enrolment.coach_id, Enrolment.cohort_id)
    )
    return sum(
        schools
        for coach_id, cohort_id, schools in coached
        if posts.isdisjoint({(coach_id, str(partner_id)), (coach_id, str(cohort_id))})
    )


def _coaches(partner_id: UUID, cohort_id: UUID, now: datetime) -> ColumnElement[bool]:
    everywhere = and_(Membership.scope_type == "partner", Membership.scope_id == str(partner_id))
    here = and_(Membership.scope_type == "cohort", Membership.scope_id == str(cohort_id))
    return and_(_is_coach(now), or_(everywhere, here))


def _is_coach(now: datetime) -> ColumnElement[bool]:
    return and_(
        Membership.role == "coach",
        Membership.state == "active",
        or_(Membership.valid_until.is_(None), Membership.valid_until > now),
    )
