"""Note that a module is passed, and that a pass has ended; let the others know."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from training.coverage import actions as coverage
from training.curriculum import formats as curriculum
from training.enrolments import queries as enrolments
from training.enrolments import rules
from training.enrolments.model import Enrolment
from training.headcounts import queries as headcounts
from training.headcounts.model import Headcount
from training.headcounts.rules import is_stale, oldest_good
from training.keypeople import actions as keypeople
from training.learners import queries as learners
from training.learners.model import Learner
from training.learners.rules import SCHOOL
from training.schools import queries as schools

A_RUN = 1000
"""So many passes or head counts are looked at in one run of the timer."""
AHEAD = timedelta(days=2)
"""Days differ by zone: what may have ended somewhere is looked at where it is."""


def note(session: Session, enrolment: Enrolment, learner: Learner, now: datetime) -> None:
    """Note that a learner has passed a module today, with all that comes of it.

    Call it before the audit is written.
    """
    today = learners.today(session, learner, now)
    _hold(enrolment, today, now)
    if brought := curriculum.module(enrolment.module).passes_also:
        _bring(session, enrolment, brought, today, now)
    _refresh(session, [learner], now)


def end_due(session: Session, now: datetime) -> None:
    """Tell the others of passes that ended and of head counts that grew too old."""
    changed = [*_ended_passes(session, now)]
    old = [each.school_id for each in _aged_headcounts(session, now)]
    session.flush()
    coverage.refresh(session, {*old, *_schools(changed)}, now)
    keypeople.refresh_posts_of(session, [each.user_id for each in changed], now)


def _hold(enrolment: Enrolment, today: date, now: datetime) -> None:
    months = curriculum.module(enrolment.module).valid_months
    enrolment.state = rules.PASSED
    enrolment.passed_on = today
    enrolment.valid_until = rules.last_valid_day(today, months)
    enrolment.locked_at = None
    enrolment.updated_at = now


def _bring(session: Session, giver: Enrolment, module: str, today: date, now: datetime) -> None:
    """Give the pass of another module: to the one that is open, else as a row of its own."""
    session.flush()
    found = enrolments.open_one(session, giver.learner_id, module)
    if found is None:
        found = Enrolment(
            learner_id=giver.learner_id,
            module=module,
            curriculum_version=giver.curriculum_version,
            attempts_allowed=rules.ATTEMPTS,
            assigned_by=giver.assigned_by,
            created_at=now,
        )
        session.add(found)
    found.given_by_id = giver.id
    _hold(found, today, now)


def _ended_passes(session: Session, now: datetime) -> list[Learner]:
    """Mark passes that ended where their learner is; return the learners."""
    done = []
    for enrolment, learner in enrolments.ended(session, now.date() + AHEAD, A_RUN):
        if rules.has_ended(enrolment.valid_until, learners.today(session, learner, now)):
            enrolment.is_end_told = True
            done.append(learner)
    return done


def _aged_headcounts(session: Session, now: datetime) -> list[Headcount]:
    done = []
    for each in headcounts.grown_old(session, oldest_good(now.date() + AHEAD), A_RUN):
        if is_stale(each.declared_on, schools.today(schools.known(session, each.school_id), now)):
            each.is_age_told = True
            done.append(each)
    return done


def _refresh(session: Session, people: Iterable[Learner], now: datetime) -> None:
    coverage.refresh(session, _schools(people), now)
    keypeople.refresh_posts_of(session, [each.user_id for each in people], now)


def _schools(people: Iterable[Learner]) -> set[UUID]:
    return {each.place_id for each in people if each.place == SCHOOL}
