"""Where a learner stands in each module."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from training.attempts.model import Attempt
from training.attempts.rules import OPEN
from training.curriculum import formats as curriculum
from training.curriculum.rules import Module
from training.enrolments import queries as enrolments
from training.enrolments import rules
from training.enrolments.model import Enrolment
from training.learners import queries as learners
from training.learners.model import Learner
from training.learners.rules import VENUE

CAFE, CORE = "V1", "M3C"


@dataclass(frozen=True)
class Course:
    """A module, and where a learner stands in it."""

    module: Module
    state: str
    """`new`, or the state of the newest enrolment as people see it."""
    valid_until: date | None
    """The last day of the latest pass, even while a renewal is under way."""
    tries_left: int
    release_from: datetime | None
    open_attempt: UUID | None

    @property
    def is_valid(self) -> bool:
        """Say whether nothing has to be done now."""
        return self.state == rules.PASSED

    @property
    def may_begin(self) -> bool:
        """Say whether a quiz can be begun or gone on with."""
        return self.state not in (rules.PASSED, rules.LOCKED)


def of_learner(session: Session, learner: Learner, now: datetime) -> list[Course]:
    """Return the modules for a learner's place in their order, in a few questions for all."""
    newest = enrolments.newest_by_module(session, learner.id)
    ends = enrolments.pass_ends(session, learner.id)
    opened = _open_attempts(session, [each.id for each in newest.values()])
    today = learners.today(session, learner, now)
    return [
        _course(module, newest.get(module.code), ends.get(module.code), opened, today)
        for module in curriculum.modules()
        if _concerns(module.code, learner.place) or module.code in newest
    ]


def of_module(session: Session, learner: Learner, code: str, now: datetime) -> Course:
    """Return where a learner stands in one module.

    Raises:
        NotFound: there is no such module.

    """
    module = curriculum.module(code)
    row = enrolments.newest_by_module(session, learner.id).get(code)
    ends = enrolments.pass_ends(session, learner.id)
    opened = _open_attempts(session, [row.id] if row else [])
    today = learners.today(session, learner, now)
    return _course(module, row, ends.get(code), opened, today)


def next_one(courses: Sequence[Course]) -> Course | None:
    """Return what to do next: go on, renew, begin; None when all is valid or locked."""
    for wanted in (rules.IN_PROGRESS, rules.ASSIGNED, rules.EXPIRED, rules.DUE_SOON, "new"):
        for each in courses:
            if each.state == wanted:
                return each
    return None


def _concerns(code: str, place: str) -> bool:
    """Say whether a module is for people of such a place."""
    return (code == CAFE) == (place == VENUE) or (place == VENUE and code == CORE)


def _course(
    module: Module,
    row: Enrolment | None,
    end: date | None,
    opened: dict[UUID, UUID],
    today: date,
) -> Course:
    if row is None:
        return Course(module, "new", None, rules.ATTEMPTS, None, None)
    return Course(
        module=module,
        state=rules.shown_state(row.state, row.valid_until, today),
        valid_until=end,
        tries_left=max(0, row.attempts_allowed - row.attempts_made),
        release_from=row.locked_at and row.locked_at + rules.TALK_AFTER,
        open_attempt=opened.get(row.id) if row.state == rules.IN_PROGRESS else None,
    )


def _open_attempts(session: Session, enrolment_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    rows = session.execute(
        select(Attempt.enrolment_id, Attempt.id).where(
            Attempt.enrolment_id.in_(enrolment_ids), Attempt.state == OPEN
        )
    )
    return {row.enrolment_id: row.id for row in rows}
