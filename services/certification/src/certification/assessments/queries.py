"""Find assessments."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from certification.assessments import rules
from certification.assessments.model import Assessment
from certification.reviews.model import Review
from certification.schools import queries as schools
from certification.schools.model import School
from chassis.errors import NotFound

A_ROUND = 200
"""So many go on by themselves in one round."""


def known(session: Session, identifier: UUID) -> Assessment:
    """Return an assessment.

    Raises:
        NotFound: `no_such_assessment`.

    """
    found = session.get(Assessment, identifier)
    if found is None:
        raise NotFound("There is no such assessment.", reason="no_such_assessment")
    return found


def held(session: Session, identifier: UUID) -> Assessment:
    """Return an assessment as it is now, held until the end of the write: others wait.

    Raises:
        NotFound: `no_such_assessment`.

    """
    known(session, identifier)
    return session.get_one(Assessment, identifier, with_for_update=True, populate_existing=True)


def review_of(session: Session, assessment: Assessment) -> Review:
    """Return the self-review that was handed in."""
    return session.get_one(Review, assessment.review_id)


def newest_of_review(session: Session, review_id: UUID) -> Assessment | None:
    """Return the assessment a self-review was handed in for last."""
    return session.scalar(
        select(Assessment)
        .where(Assessment.review_id == review_id)
        .order_by(Assessment.id.desc())
        .limit(1)
    )


def renewing(session: Session, school_ids: list[UUID]) -> dict[UUID, datetime]:
    """Return for each of these schools with an assessment under way when it was handed in."""
    rows = session.execute(
        select(Assessment.school_id, Assessment.submitted_at).where(
            Assessment.school_id.in_(school_ids), Assessment.state.not_in(rules.OVER)
        )
    )
    return {row.school_id: row.submitted_at for row in rows}


def overdue(session: Session, state: str, now: datetime) -> list[Assessment]:
    """Return assessments in a state whose deadline is over where the school is.

    They are held until the end of the write; those that somebody else holds come another time.
    """
    soonest = now.date() + timedelta(days=1)
    """Somewhere it is tomorrow already."""
    rows = session.execute(
        select(Assessment, School)
        .join(School, School.id == Assessment.school_id)
        .where(Assessment.state == state, Assessment.deadline_on < soonest)
        .order_by(Assessment.deadline_on, Assessment.id)
        .limit(A_ROUND)
        .with_for_update(of=Assessment, skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return [
        row[0]
        for row in rows
        if row[0].deadline_on and schools.today(row[1], now) > row[0].deadline_on
    ]
