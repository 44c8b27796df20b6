"""Find who assesses what."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from certification.assessments.model import Assessment
from certification.assessments.rules import has_post
from certification.assignments import rules
from certification.assignments.model import Assignment
from chassis.auth import Actor
from chassis.errors import Forbidden, NotFound


def held(session: Session, identifier: UUID) -> Assignment:
    """Return an assignment as it is now, held until the end of the write.

    Raises:
        NotFound: `no_such_assignment`.

    """
    if session.get(Assignment, identifier) is None:
        raise NotFound("There is no such offer.", reason="no_such_assignment")
    return session.get_one(Assignment, identifier, with_for_update=True, populate_existing=True)


def known(session: Session, identifier: UUID) -> Assignment:
    """Return an assignment.

    Raises:
        NotFound: `no_such_assignment`.

    """
    found = session.get(Assignment, identifier)
    if found is None:
        raise NotFound("There is no such offer.", reason="no_such_assignment")
    return found


def standing(session: Session, assessment_id: UUID) -> list[Assignment]:
    """Return the assignments of who was asked and has not said no."""
    query = select(Assignment).where(
        Assignment.assessment_id == assessment_id, Assignment.state != rules.REFUSED
    )
    return list(session.scalars(query))


def tie(session: Session, user: UUID, school_id: UUID) -> str | None:
    """Return what ties a person to a school, as they said when they refused an offer."""
    return session.scalar(
        select(Assignment.conflict)
        .where(
            Assignment.user_id == user,
            Assignment.school_id == school_id,
            Assignment.conflict.is_not(None),
        )
        .limit(1)
    )


def of_assessments(session: Session, identifiers: Collection[UUID]) -> list[Assignment]:
    """Return everybody who was asked to assess these, the oldest offer first."""
    return list(
        session.scalars(
            select(Assignment)
            .where(Assignment.assessment_id.in_(identifiers))
            .order_by(Assignment.id)
        )
    )


def of_person(
    session: Session, assessment_id: UUID, user: UUID, states: Sequence[str] = rules.STANDING
) -> Assignment | None:
    """Return the assignment of a person to an assessment, in one of these states."""
    return session.scalar(
        select(Assignment).where(
            Assignment.assessment_id == assessment_id,
            Assignment.user_id == user,
            Assignment.state.in_(states),
        )
    )


def check_assesses(session: Session, assessment: Assessment, by: Actor | None) -> Assignment | None:
    """Refuse whoever has not accepted to assess this, or has a post at the school by now.

    Return what they accepted; None for the program itself.

    Raises:
        Forbidden: `not_your_assessment`.

    """
    if by is None:
        return None
    found = _assesses(session, assessment, by)
    if found is None:
        raise Forbidden("You do not assess this school.", reason="not_your_assessment")
    return found


def check_leads(session: Session, assessment: Assessment, by: Actor | None) -> None:
    """Refuse whoever does not lead this assessment, or has a post at the school by now.

    Raises:
        Forbidden: `not_your_assessment`.

    """
    if by is None:
        return
    found = _assesses(session, assessment, by)
    if found is None or not found.is_lead:
        raise Forbidden("This is for the lead assessor.", reason="not_your_assessment")


def check_apart(session: Session, assessment: Assessment, by: Actor) -> None:
    """Refuse whoever assesses the school, has a post there, or has said what ties them to it.

    Raises:
        Forbidden: `not_independent`.

    """
    user = UUID(by.id)
    rules.check_apart(
        assesses=of_person(session, assessment.id, user) is not None,
        is_of_school=has_post(by.roles, assessment.school_id),
        is_tied=tie(session, user, assessment.school_id) is not None,
    )


def _assesses(session: Session, assessment: Assessment, by: Actor) -> Assignment | None:
    if has_post(by.roles, assessment.school_id):
        return None
    return of_person(session, assessment.id, UUID(by.id), (rules.ACCEPTED,))
