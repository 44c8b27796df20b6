"""Begin an attempt, and hand it in."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from chassis import audit
from chassis.auth import Actor
from training.attempts import queries, rules
from training.attempts.model import Attempt
from training.curriculum import formats as curriculum
from training.enrolments import queries as enrolments
from training.enrolments import rules as states
from training.enrolments.model import Enrolment
from training.learners import queries as learners
from training.learners.model import Learner
from training.learners.rules import check_active
from training.passes import actions as passes

_LOT = secrets.SystemRandom()


def begin(session: Session, enrolment_id: UUID, *, by: Actor, now: datetime) -> Attempt:
    """Draw a quiz; while one is open, it is the same again, so a lost answer costs nothing.

    Raises:
        NotFound: no enrolment of the caller's has this id.
        Refused: `left`, `locked`, `already_passed`.

    """
    enrolment, learner = _own(session, enrolment_id, by)
    check_active(learner.state)
    states.check_may_try(enrolment.state)
    found = queries.open_one(session, enrolment.id)
    if found is not None:
        return found
    version = curriculum.NEWEST
    module = curriculum.module(enrolment.module)
    drawn = rules.draw(
        list(curriculum.items(enrolment.module, version).values()), module.draw.kinds, _LOT
    )
    attempt = Attempt(
        enrolment_id=enrolment.id,
        no=enrolment.attempts_made + 1,
        state=rules.OPEN,
        source=rules.ONLINE,
        curriculum_version=version,
        draw=[each._asdict() for each in drawn],
        answers={},
        started_at=now,
    )
    session.add(attempt)
    enrolment.state, enrolment.updated_at = states.IN_PROGRESS, now
    session.flush()
    _note(session, "attempt.begun", attempt, learner, now)
    return attempt


def submit(
    session: Session,
    identifier: UUID,
    answers: Mapping[str, Sequence[str]],
    *,
    by: Actor,
    now: datetime,
) -> tuple[Attempt, Enrolment]:
    """Judge an attempt; of two that are handed in at once, one counts.

    Raises:
        NotFound: no attempt of the caller's has this id.
        Refused: `already_submitted`, `already_passed`.
        Invalid: `unknown_item`, `unknown_option`.

    """
    _, found = queries.own(session, identifier, by.id)
    enrolment, learner = _own(session, found.id, by)
    attempt = session.get_one(Attempt, identifier, populate_existing=True)
    rules.check_open(attempt.state)
    # The pass of another module may have brought this one meanwhile.
    states.check_may_try(enrolment.state)
    items = queries.items_of(attempt, enrolment.module)
    rules.check_answers(items, answers)
    result = rules.judge(items, answers)
    attempt.state, attempt.submitted_at = rules.SUBMITTED, now
    attempt.answers = {item: list(chosen) for item, chosen in answers.items()}
    attempt.score, attempt.critical_ok = result.score, result.critical_ok
    enrolment.attempts_made, enrolment.updated_at = attempt.no, now
    if result.passed:
        passes.note(session, enrolment, learner, now)
    else:
        _fail(enrolment, now)
    session.flush()
    what = "attempt.passed" if result.passed else "attempt.failed"
    _note(session, what, attempt, learner, now)
    return attempt, enrolment


def _own(session: Session, enrolment_id: UUID, by: Actor) -> tuple[Enrolment, Learner]:
    """Return the caller's enrolment, held until the end of the write."""
    learner = learners.own(session, by.id)
    enrolments.own(session, enrolment_id, learner)
    return enrolments.held(session, enrolment_id), learner


def _fail(enrolment: Enrolment, now: datetime) -> None:
    made, allowed = enrolment.attempts_made, enrolment.attempts_allowed
    enrolment.state = states.after_failure(made, allowed)
    enrolment.locked_at = now if enrolment.state == states.LOCKED else None


def _note(session: Session, what: str, attempt: Attempt, learner: Learner, now: datetime) -> None:
    audit.append(
        session,
        now=now,
        who=str(learner.user_id),
        what=what,
        subject=str(attempt.id),
        place=learner.school_id,
    )
