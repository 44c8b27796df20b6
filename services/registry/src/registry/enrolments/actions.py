"""What is done with enrolments: asked for, confirmed, coached, ended; each step is told."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import insert
from sqlalchemy.orm import Session

from chassis import audit
from chassis.bus import outbox
from chassis.errors import Invalid, Refused, Stale, sentence
from chassis.ids import new_id
from chassis.upsert import insert_into
from contracts.registry import EnrolmentChanged
from contracts.registry import Stage as StageName
from registry.cohorts import queries as cohorts
from registry.cohorts.rules import check_open_to_schools
from registry.doers.actions import Doer
from registry.enrolments import queries, rules
from registry.enrolments.model import Enrolment, StageStep
from registry.enrolments.rules import Reason, Stage
from registry.partners.model import Partner
from registry.schools import queries as schools
from registry.schools.model import School

MOST_AT_ONCE = 500

TakenIn = Callable[[Session, Partner, Sequence[UUID], datetime], None]

WHEN_TAKEN_IN: dict[str, TakenIn] = {}
"""What else is done, for the ids of schools just taken in; features add theirs by name."""


@dataclass(frozen=True, kw_only=True)
class Mover:
    """Who moves schools on, in which role, why and when."""

    who: str
    now: datetime
    role: str | None = None
    why: str | None = None


class Move(NamedTuple):
    """A step of one enrolment; its school and cohort must have been loaded."""

    enrolment: Enrolment
    stage: Stage
    on: date


def apply(session: Session, school_id: UUID, cohort_id: UUID, *, by: Doer) -> Enrolment:
    """Ask for a school to be taken into a cohort.

    Raises:
        NotFound: there is no such school or cohort.
        Forbidden: `role_missing`, for the head of another school.
        Refused: `school_not_verified`, `cohort_not_running`, or `already_enrolled` with the
            `enrolment` that is live.

    """
    school = schools.get(session, by.partner.id, school_id)
    role = by.role_at(school.id)
    cohort = cohorts.get(session, by.partner.id, cohort_id)
    rules.check_may_join(school.state)
    check_open_to_schools(cohort.state)
    today = today_at(school, by.partner, by.now)
    enrolment = queries.get(session, by.partner.id, _insert(session, school, cohort_id, today, by))
    _tell(session, [Move(enrolment, Stage.APPLIED, today)], _mover(by, role), by.partner)
    return enrolment


def confirm(session: Session, enrolment_id: UUID, *, by: Doer) -> Enrolment:
    """Take a school that has applied into its cohort.

    Raises:
        NotFound: there is no such enrolment.
        Refused: `wrong_state`, `school_not_verified`, `cohort_not_running`.

    """
    role = by.role_at()
    enrolment = queries.get(session, by.partner.id, enrolment_id, lock=True)
    rules.check_applied(enrolment.stage)
    cohort = cohorts.get(session, by.partner.id, enrolment.cohort_id, lock=True)
    school = schools.get(session, by.partner.id, enrolment.school_id, lock=True)
    rules.check_may_join(school.state)
    check_open_to_schools(cohort.state)
    _take_in(session, [enrolment], _mover(by, role), by.partner)
    return queries.get(session, by.partner.id, enrolment_id)


def confirm_many(
    session: Session, cohort_id: UUID, ids: Sequence[UUID], *, by: Doer
) -> Sequence[Enrolment]:
    """Take those of many schools of a cohort in that still wait for it and may join; return them.

    Raises:
        NotFound: there is no such cohort.
        Refused: `cohort_not_running`.

    """
    role = by.role_at()
    wanted = ids[:MOST_AT_ONCE]
    found = queries.locked_applied(session, by.partner.id, cohort_id, wanted)
    check_open_to_schools(cohorts.get(session, by.partner.id, cohort_id, lock=True).state)
    # Held, so that none of them closes between this look and its being taken in.
    schools.several(session, by.partner.id, [each.school_id for each in found], lock=True)
    joining = [each for each in found if each.school.state in rules.JOINING]
    _take_in(session, joining, _mover(by, role), by.partner)
    return joining


def withdraw(session: Session, enrolment_id: UUID, reason: Reason, *, by: Doer) -> Enrolment:
    """Take a school out of its cohort; what it reached stays in its history.

    Raises:
        NotFound: there is no such enrolment.
        Forbidden: `role_missing`, for the head of another school.
        Refused: `wrong_state`.

    """
    enrolment = queries.get(session, by.partner.id, enrolment_id, lock=True)
    role = by.role_at(enrolment.school_id)
    rules.check_live(enrolment.stage)
    enrolment.withdrawn_reason = reason
    today = today_at(enrolment.school, by.partner, by.now)
    mover = _mover(by, role, why=str(reason))
    move(session, [Move(enrolment, Stage.WITHDRAWN, today)], mover, by.partner)
    return enrolment


def appoint_coach(
    session: Session, enrolment_id: UUID, user_id: UUID, *, row_version: int, by: Doer
) -> Enrolment:
    """Give a school the coach who looks after it.

    Raises:
        NotFound: there is no such enrolment.
        Stale: somebody else changed it since.
        Refused: `wrong_state`, when the school has left.
        Invalid: `not_a_coach`, when the person holds no such role here now.

    """
    role = by.role_at()
    enrolment = queries.get(session, by.partner.id, enrolment_id, lock=True)
    if row_version != enrolment.row_version:
        theirs = {"coach": enrolment.coach_id and str(enrolment.coach_id)}
        raise Stale(
            "Somebody else changed this first.", yours={"user": str(user_id)}, theirs=theirs
        )
    rules.check_live(enrolment.stage)
    if not queries.is_coach(session, user_id, by.partner.id, enrolment.cohort_id, by.now):
        raise Invalid(
            errors={"user": [sentence("Choose a person who is a coach here now.")]},
            reason="not_a_coach",
        )
    if enrolment.coach_id == user_id:
        return enrolment
    enrolment.coach_id, enrolment.updated_at = user_id, by.now
    session.flush()
    session.expire(enrolment, ["coach"])
    audit.append(
        session,
        now=by.now,
        who=by.actor.id,
        role=role,
        what="enrolment.coached",
        subject=str(enrolment.id),
        place=enrolment.school_id,
    )
    return queries.get(session, by.partner.id, enrolment_id)


def _insert(session: Session, school: School, cohort_id: UUID, today: date, by: Doer) -> UUID:
    """Add the row, unless the school has a live one: of many who try at once, one may."""
    table: Any = Enrolment.__table__
    fresh = insert_into(session, table).values(
        id=new_id(),
        partner_id=by.partner.id,
        school_id=school.id,
        cohort_id=cohort_id,
        stage=str(Stage.APPLIED),
        stage_on=today,
        created_at=by.now,
        updated_at=by.now,
        row_version=1,
    )
    made: UUID | None = session.scalar(fresh.on_conflict_do_nothing().returning(table.c.id))
    if made is None:
        held = queries.live_of(session, school.id)
        raise Refused(
            "This school is in a cohort already.",
            reason="already_enrolled",
            enrolment=str(held.id) if held else None,
        )
    return made


def _take_in(
    session: Session, enrolments: Sequence[Enrolment], mover: Mover, partner: Partner
) -> None:
    moves = []
    for each in enrolments:
        each.enrolled_on = today_at(each.school, partner, mover.now)
        moves.append(Move(each, Stage.ENROLLED, each.enrolled_on))
    move(session, moves, mover, partner)
    ids = [each.school_id for each in enrolments]
    for follow in WHEN_TAKEN_IN.values():
        follow(session, partner, ids, mover.now)


def move(session: Session, moves: Sequence[Move], mover: Mover, partner: Partner) -> None:
    """Bring enrolments to other stages, and tell of each."""
    for enrolment, stage, on in moves:
        enrolment.stage, enrolment.stage_on = stage, on
        enrolment.updated_at = max(enrolment.updated_at, mover.now)
    session.flush()
    _tell(session, moves, mover, partner)


def _tell(session: Session, moves: Sequence[Move], mover: Mover, partner: Partner) -> None:
    """Write each step down, in the history and the record, and tell the other services."""
    if not moves:
        return
    session.execute(
        insert(StageStep),
        [
            {
                "id": new_id(),
                "enrolment_id": enrolment.id,
                "stage": str(stage),
                "on": on,
                "at": mover.now,
                "by": mover.who,
                "why": mover.why,
            }
            for enrolment, stage, on in moves
        ],
    )
    noted = [outbox.Noted(_fact(each), each.enrolment.row_version, partner.code) for each in moves]
    outbox.record_all(session, noted, now=mover.now)
    deeds = [
        audit.Deed(
            mover.who,
            f"enrolment.{each.stage}",
            str(each.enrolment.id),
            mover.role,
            mover.why,
            each.enrolment.school_id,
        )
        for each in moves
    ]
    audit.append_all(session, deeds, now=mover.now)


def _fact(move: Move) -> EnrolmentChanged:
    enrolment = move.enrolment
    return EnrolmentChanged(
        enrolment=enrolment.id,
        school=enrolment.school_id,
        cohort=enrolment.cohort_id,
        standard_version=enrolment.cohort.standard_version,
        curriculum_version=enrolment.cohort.curriculum_version,
        stage=StageName(move.stage),
        on=move.on,
    )


def _mover(by: Doer, role: str, why: str | None = None) -> Mover:
    return Mover(who=by.actor.id, now=by.now, role=role, why=why)


def today_at(school: School, partner: Partner, now: datetime) -> date:
    """Return the day it is at a school."""
    return now.astimezone(ZoneInfo(school.tz or partner.tz)).date()
