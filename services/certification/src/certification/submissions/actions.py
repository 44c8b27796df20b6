"""Hand a self-review in, send it back, or give up."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from certification.assessments import queries, rules
from certification.assessments.actions import Doing, move, move_review
from certification.assessments.model import Assessment
from certification.assignments.queries import check_assesses
from certification.reviews import queries as reviews
from certification.reviews import rules as review_rules
from certification.reviews.model import Review
from certification.schools import queries as schools
from certification.schools.rules import check_leads, check_open
from certification.standards import formats as standards
from certification.submissions.rules import check_complete, check_public_entry, check_reasons
from chassis.errors import Refused
from chassis.ids import new_id


def submit(
    session: Session, review_id: UUID, kind: str, *, public_entry: bool, doing: Doing
) -> Assessment:
    """Hand a self-review in; gates that are not open yet are shown, and stop nothing here.

    Raises:
        NotFound: `no_such_review`.
        Forbidden: the caller is not head of the school.
        Refused: `wrong_state`, `not_complete` with the `criteria`, `public_entry_missing`,
            `school_ended`, `under_way`.

    """
    review = reviews.held(session, review_id)
    if doing.by is not None:
        check_leads(doing.by, review.school_id)
    check_open(schools.known(session, review.school_id).status)
    review_rules.check_move(review.state, review_rules.SUBMITTED)
    standard = standards.load(review.standard_version)
    check_complete(review_rules.incomplete(standard, reviews.ratings(session, review_id).values()))
    check_public_entry(public_entry)
    _check_none_under_way(session, review_id)
    review.state = review_rules.SUBMITTED
    review.submitted_at = review.updated_at = doing.now
    assessment = _new(review, kind, doing.user, doing.now)
    session.add(assessment)
    session.flush()
    return move(session, assessment, rules.SUBMITTED, doing, what="assessment.submitted")


def send_back(
    session: Session, assessment_id: UUID, reasons: Sequence[tuple[str, str]], doing: Doing
) -> Assessment:
    """Send a self-review back to the school, with a reason for each criterion named.

    Raises:
        NotFound, Forbidden: no such assessment, or the caller does not assess it.
        Refused: `wrong_state`.
        Invalid: errors by criterion.

    """
    assessment = queries.held(session, assessment_id)
    check_assesses(session, assessment, doing.by)
    rules.check(rules.RETURN, assessment.state)
    standard = standards.load(assessment.standard_version)
    check_reasons([criterion for criterion, _ in reasons], standard.criteria)
    assessment.returned_for = [{"criterion": c, "reason": text} for c, text in reasons]
    move_review(session, assessment, review_rules.RETURNED, doing.now)
    return move(session, assessment, rules.RETURNED, doing, what="assessment.returned")


def withdraw(session: Session, assessment_id: UUID, doing: Doing) -> Assessment:
    """Give an assessment up; the school may go on with its self-review and hand it in again.

    Raises:
        NotFound: `no_such_assessment`.
        Forbidden: the caller is not head of the school.
        Refused: `wrong_state`, once the panel has decided.

    """
    assessment = queries.held(session, assessment_id)
    if doing.by is not None:
        check_leads(doing.by, assessment.school_id)
    rules.check(rules.WITHDRAW, assessment.state)
    move_review(session, assessment, review_rules.RETURNED, doing.now)
    return move(session, assessment, rules.WITHDRAWN, doing, what="assessment.withdrawn")


def _new(review: Review, kind: str, by: UUID | None, now: datetime) -> Assessment:
    return Assessment(
        id=new_id(),
        partner=review.partner,
        review_id=review.id,
        school_id=review.school_id,
        standard_version=review.standard_version,
        kind=kind,
        state=rules.SUBMITTED,
        submitted_at=now,
        submitted_by=by,
        agenda=[],
        returned_for=[],
        created_at=now,
        updated_at=now,
    )


def _check_none_under_way(session: Session, review_id: UUID) -> None:
    live = select(Assessment.id).where(
        Assessment.review_id == review_id, Assessment.state.not_in(rules.OVER)
    )
    if session.scalar(live.limit(1)) is not None:
        raise Refused("This self-review was handed in already.", reason="under_way")
