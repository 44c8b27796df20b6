"""Agree on a day, begin on it, and note the talks."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from certification.assessments import queries as assessments
from certification.assessments import rules as assessment_rules
from certification.assessments.actions import Doing, move, note, school_day, touch
from certification.assessments.model import Assessment
from certification.assignments import queries as assignments
from certification.schools.rules import check_leads
from certification.visits import rules
from certification.visits.model import Interview
from chassis.ids import new_id


def plan(
    session: Session,
    assessment_id: UUID,
    visit_on: date,
    items: Sequence[Mapping[str, str]],
    doing: Doing,
) -> Assessment:
    """Propose a day and what happens on it; one that was agreed is to be agreed anew.

    Raises:
        NotFound: no such assessment.
        Forbidden: the caller does not lead it.
        Refused: `wrong_state`.
        Invalid: the day is over.

    """
    assessment = assessments.held(session, assessment_id)
    assignments.check_leads(session, assessment, doing.by)
    assessment_rules.check(assessment_rules.PLAN, assessment.state)
    rules.check_day(visit_on, school_day(session, assessment, doing.now))
    assessment.visit_on = visit_on
    assessment.agenda = [dict(each) for each in items]
    if assessment.state != assessment_rules.SIFT:
        return move(session, assessment, assessment_rules.SIFT, doing, what="assessment.planned")
    touch(session, assessment, doing.now)
    note(session, assessment, doing, "assessment.planned")
    return assessment


def agree(session: Session, assessment_id: UUID, doing: Doing) -> Assessment:
    """Accept the day that was proposed, as head of the school.

    Raises:
        NotFound: no such assessment.
        Forbidden: the caller is not head of the school.
        Refused: `wrong_state`, `no_agenda`, `day_over`.

    """
    assessment = assessments.held(session, assessment_id)
    if doing.by is not None:
        check_leads(doing.by, assessment.school_id)
    assessment_rules.check(assessment_rules.ACCEPT_AGENDA, assessment.state)
    rules.check_agenda(assessment.agenda)
    rules.check_to_come(assessment.visit_on, school_day(session, assessment, doing.now))
    return move(session, assessment, assessment_rules.SCHEDULED, doing, what="assessment.agreed")


def begin(session: Session, assessment_id: UUID, doing: Doing) -> Assessment:
    """Begin the visit, on its day or later.

    Raises:
        NotFound: no such assessment.
        Forbidden: the caller does not assess it.
        Refused: `wrong_state`, `too_early`.

    """
    assessment = assessments.held(session, assessment_id)
    assignments.check_assesses(session, assessment, doing.by)
    assessment_rules.check(assessment_rules.BEGIN, assessment.state)
    rules.check_begun(assessment.visit_on, school_day(session, assessment, doing.now))
    return move(session, assessment, assessment_rules.FIELDWORK, doing, what="assessment.begun")


def talk(
    session: Session, assessment_id: UUID, group: str, people: int, *, summary: str, doing: Doing
) -> Interview:
    """Note a talk with people of one group; nobody is named.

    Raises:
        NotFound: no such assessment.
        Forbidden: the caller does not assess it.
        Refused: `wrong_state`.
        Invalid: too few pupils.

    """
    assessment = assessments.held(session, assessment_id)
    assignments.check_assesses(session, assessment, doing.by)
    rules.check_people(group, people)
    assessment_rules.check(assessment_rules.INTERVIEW, assessment.state)
    held = Interview(
        id=new_id(),
        assessment_id=assessment.id,
        group=group,
        people=people,
        summary=summary,
        by=doing.user,
        created_at=doing.now,
    )
    session.add(held)
    touch(session, assessment, doing.now)
    note(session, assessment, doing, "assessment.talk_held")
    return held
