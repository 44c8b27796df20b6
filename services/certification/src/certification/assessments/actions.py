"""Move an assessment on, and tell the others what they must know of it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from certification.assessments import queries, rules
from certification.assessments.model import Assessment
from certification.reviews import rules as reviews
from certification.schools import queries as schools
from chassis import audit
from chassis.auth import Actor, actor
from chassis.bus import outbox
from chassis.resources import clock
from contracts.certification import (
    AssessmentChanged,
    AssessmentKind,
    AssessmentState,
    Award,
    Outcome,
)

TOLD = {
    rules.SUBMITTED: AssessmentState.SUBMITTED,
    rules.RETURNED: AssessmentState.RETURNED,
    rules.SCHEDULED: AssessmentState.SCHEDULED,
    rules.WITHDRAWN: AssessmentState.WITHDRAWN,
    **dict.fromkeys(rules.DECIDED, AssessmentState.DECIDED),
}
"""What others hear; the other states are ours alone."""


@dataclass(frozen=True)
class Doing:
    """Who does something, in which role, and when; nobody, when time does it."""

    by: Actor | None
    role: str | None
    now: datetime

    @property
    def who(self) -> str:
        """Return whom the record names."""
        return self.by.id if self.by else "clock"

    @property
    def user(self) -> UUID | None:
        """Return the person."""
        return UUID(self.by.id) if self.by else None


def calling(role: str) -> Doing:
    """Return what the caller of this request does in a role, now."""
    return Doing(actor(), role, clock().now())


def move(
    session: Session, assessment: Assessment, state: str, doing: Doing, *, what: str
) -> Assessment:
    """Bring an assessment into a state, note who did it, and tell the others if they must know."""
    assessment.state = state
    if state not in rules.ANSWERED_LATE:
        assessment.deadline_on = None
    touch(session, assessment, doing.now)
    if state in TOLD:
        announce(session, assessment, doing.now)
    note(session, assessment, doing, what)
    return assessment


def touch(session: Session, assessment: Assessment, now: datetime) -> None:
    """Count a change of an assessment or of one of its parts, also two within one moment."""
    assessment.updated_at = now
    flag_modified(assessment, "updated_at")
    session.flush()


def note(
    session: Session, assessment: Assessment, doing: Doing, what: str, why: str | None = None
) -> None:
    """Write down who did something to an assessment."""
    audit.append(
        session,
        now=doing.now,
        who=doing.who,
        role=doing.role,
        what=what,
        subject=str(assessment.id),
        why=why,
        place=assessment.school_id,
    )


def announce(session: Session, assessment: Assessment, now: datetime) -> None:
    """Tell the others how far an assessment is."""
    fact = AssessmentChanged(
        assessment=assessment.id,
        school=assessment.school_id,
        kind=AssessmentKind(assessment.kind),
        state=TOLD[assessment.state],
        outcome=Outcome(assessment.outcome) if assessment.outcome else None,
        level=Award(assessment.level) if assessment.level else None,
        on=school_day(session, assessment, now),
    )
    outbox.record(
        session, fact, version=assessment.row_version, partner=assessment.partner, now=now
    )


def school_day(session: Session, assessment: Assessment, now: datetime) -> date:
    """Return the day it is at the school that is assessed."""
    return schools.today(schools.known(session, assessment.school_id), now)


def move_review(session: Session, assessment: Assessment, state: str, now: datetime) -> None:
    """Bring the self-review that was handed in into a state."""
    review = queries.review_of(session, assessment)
    reviews.check_move(review.state, state)
    review.state, review.updated_at = state, now
