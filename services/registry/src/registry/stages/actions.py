"""Keep what is told of schools, and bring each to the stage that follows from it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.bus.events import Delivered
from chassis.bus.present import present
from chassis.upsert import insert_into
from registry.enrolments import queries as enrolments
from registry.enrolments.actions import WHEN_TAKEN_IN, Move, Mover, move, today_at
from registry.enrolments.model import Enrolment
from registry.enrolments.rules import MOVED_BY_FACTS, Reason, Stage
from registry.partners import queries as partners
from registry.partners.model import Partner
from registry.stages import queries, rules
from registry.stages.model import StageFact

BUS, TIMER = "bus", "timer"
"""Who moved a school when it was no person."""

MOST_AT_ONCE = 500


def keep(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep what was told of reviews, plans or assessments in place of what was told before."""
    if not rows:
        return
    table: Any = StageFact.__table__
    statement = insert_into(session, table)
    key = [column.name for column in table.primary_key]
    statement = statement.on_conflict_do_update(
        index_elements=key,
        set_={name: statement.excluded[name] for name in rows[0] if name not in key},
    )
    session.execute(statement, sorted(rows, key=lambda row: str(row["subject"])))


def follow(session: Session, events: Sequence[Delivered]) -> None:
    """Move the schools that facts are about, once what they tell is kept."""
    for code in sorted({each.partner for each in events}):
        partner = partners.by_code(session, code)
        mine = [each for each in events if each.partner == code]
        if partner is not None:
            schools = sorted({each.fact.school for each in mine})
            restage(session, partner, schools, Mover(who=BUS, now=present(session, mine)))


def restage(session: Session, partner: Partner, school_ids: Sequence[UUID], mover: Mover) -> None:
    """Bring schools to the stage that what is known of them leads to; the rest stay."""
    found = [
        each
        for each in enrolments.locked_live(session, school_ids)
        if each.stage in MOVED_BY_FACTS and each.enrolled_on
    ]
    if not found:
        return
    known = queries.known(session, [each.school_id for each in found])
    reached = [(each, _standing(each, known[each.school_id], partner, mover.now)) for each in found]
    for each, now_at in reached:
        each.baseline_on = now_at.baseline_on
    moves = [Move(each, to.stage, to.on) for each, to in reached if to.stage != each.stage]
    move(session, moves, mover, partner)


def _catch_up(
    session: Session, partner: Partner, school_ids: Sequence[UUID], now: datetime
) -> None:
    """Let what was told of schools while they waited count as soon as they are taken in."""
    restage(session, partner, school_ids, Mover(who=BUS, now=now))


WHEN_TAKEN_IN["stages"] = _catch_up


def _standing(
    each: Enrolment, known: rules.Known, partner: Partner, now: datetime
) -> rules.Standing:
    """Work out where a school is by the latest clock it was ever looked at with.

    A fact that comes late bears an old instant; that must not turn the calendar back.
    """
    today = today_at(each.school, partner, max(now, each.updated_at))
    return rules.standing(known, each.enrolled_on or today, today)


def pass_time(session: Session, now: datetime) -> None:
    """Let certified schools begin to renew, and those that exist no more leave; 500 a run."""
    for partner in partners.every(session):
        today = now.date() + timedelta(days=1)  # somewhere it is tomorrow already
        due = queries.due_to_renew(session, partner.id, rules.renewal_day(today), MOST_AT_ONCE)
        restage(session, partner, due, Mover(who=TIMER, now=now))
        ended = queries.of_ended_schools(session, partner.id, MOST_AT_ONCE)
        withdraw_ended(session, partner, ended, now)


def withdraw_ended(
    session: Session, partner: Partner, school_ids: Sequence[UUID], now: datetime
) -> None:
    """Take schools that exist no more out of their cohorts."""
    found = enrolments.locked_live(session, school_ids)
    for each in found:
        each.withdrawn_reason = Reason.SCHOOL_CLOSED
    moves = [Move(each, Stage.WITHDRAWN, today_at(each.school, partner, now)) for each in found]
    mover = Mover(who=TIMER, now=now, why=str(Reason.SCHOOL_CLOSED))
    move(session, moves, mover, partner)
