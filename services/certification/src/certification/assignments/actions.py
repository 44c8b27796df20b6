"""Ask assessors, and take their answer."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from certification.accreditations import queries as accreditations
from certification.accreditations import rules as accreditation_rules
from certification.assessments import queries as assessments
from certification.assessments import rules as assessment_rules
from certification.assessments.actions import Doing, move, note, school_day, touch
from certification.assessments.model import Assessment
from certification.assignments import queries, rules
from certification.assignments.model import Assignment
from chassis.errors import Forbidden, Invalid, Refused, sentence
from chassis.ids import new_id


def offer(
    session: Session, assessment_id: UUID, accreditation_id: UUID, *, lead: bool, doing: Doing
) -> Assignment:
    """Ask an assessor to assess a school; who said no may be asked again, unless tied to it.

    Raises:
        NotFound: no such assessment.
        Forbidden: the caller does not coordinate this partner.
        Refused: `wrong_state`, `accreditation_not_in_force`, `conflict_of_interest`,
            `enough_assessors`, `asked_already`.
        Invalid: no such accreditation at this partner; nobody would lead.

    """
    assessment = assessments.held(session, assessment_id)
    if doing.by is not None:
        assessment_rules.check_works_as(doing.by, "coordinator", assessment.partner)
    assessment_rules.check(assessment_rules.ASSIGN, assessment.state)
    user = _assessor(session, assessment, accreditation_id, doing)
    rules.check_untied(queries.tie(session, user, assessment.school_id))
    standing = queries.standing(session, assessment.id)
    rules.check_room(len(standing))
    has_lead = any(each.is_lead for each in standing)
    rules.check_leader(lead=lead, standing=len(standing), has_lead=has_lead)
    made = Assignment(
        id=new_id(),
        assessment_id=assessment.id,
        accreditation_id=accreditation_id,
        user_id=user,
        school_id=assessment.school_id,
        is_lead=lead,
        state=rules.OFFERED,
        offered_by=doing.user,
        offered_at=doing.now,
        updated_at=doing.now,
    )
    _keep(session, made)
    touch(session, assessment, doing.now)
    note(session, assessment, doing, "assessment.offered")
    return made


def accept(
    session: Session, identifier: UUID, declared: Collection[str], doing: Doing
) -> Assignment:
    """Say yes to an offer, and whether anything ties one to the school.

    What somebody declares is kept: the offer is then refused, and has a `conflict`.

    Raises:
        NotFound: `no_such_assignment`.
        Forbidden: the offer was made to somebody else.
        Refused: `wrong_state`, `accreditation_not_in_force`, `conflict_of_interest` for who has
            a post at the school.

    """
    assignment, assessment = _to_answer(session, identifier, doing)
    assessment_rules.check(assessment_rules.ACCEPT, assessment.state)
    rules.check_answerable(assignment.state)
    if doing.by is not None:
        rules.check_no_post(doing.by.roles, assignment.school_id)
    if declared:
        return _refuse(session, assignment, assessment, min(declared), doing)
    _assessor(session, assessment, assignment.accreditation_id, doing)
    _answer(session, assignment, rules.ACCEPTED, doing)
    if assessment.state == assessment_rules.SUBMITTED:
        move(session, assessment, assessment_rules.SIFT, doing, what="assessment.accepted")
    else:
        touch(session, assessment, doing.now)
        note(session, assessment, doing, "assessment.accepted")
    return assignment


def refuse(session: Session, identifier: UUID, kind: str | None, doing: Doing) -> Assignment:
    """Say no to an offer; `kind` says what ties one to the school, if something does.

    Raises:
        NotFound, Forbidden: as for `accept`.
        Refused: `wrong_state`.

    """
    assignment, assessment = _to_answer(session, identifier, doing)
    rules.check_answerable(assignment.state)
    return _refuse(session, assignment, assessment, kind, doing)


def _assessor(
    session: Session, assessment: Assessment, accreditation_id: UUID, doing: Doing
) -> UUID:
    found = accreditations.known(session, accreditation_id)
    if found.partner != assessment.partner:
        raise Invalid(
            "Choose an assessor of this partner.",
            errors={"accreditation": [sentence("Choose an assessor of this partner.")]},
        )
    today = school_day(session, assessment, doing.now)
    if found.state != accreditation_rules.ACCREDITED or found.valid_until < today:
        raise Refused(
            "This assessor's accreditation is not in force.", reason="accreditation_not_in_force"
        )
    return found.user_id


def _keep(session: Session, made: Assignment) -> None:
    try:
        with session.begin_nested():
            session.add(made)
            session.flush()
    except IntegrityError as error:
        raise Refused(
            "This assessor was asked already, or there is a lead already.", reason="asked_already"
        ) from error


def _to_answer(session: Session, identifier: UUID, doing: Doing) -> tuple[Assignment, Assessment]:
    seen = queries.known(session, identifier)
    if doing.by is None:
        raise Forbidden("Only the assessor who was asked can answer.", reason="not_yours")
    rules.check_whose(doing.by.id, seen.user_id)
    assessment = assessments.held(session, seen.assessment_id)
    return queries.held(session, identifier), assessment


def _refuse(
    session: Session,
    assignment: Assignment,
    assessment: Assessment,
    kind: str | None,
    doing: Doing,
) -> Assignment:
    assignment.conflict = kind
    _answer(session, assignment, rules.REFUSED, doing)
    touch(session, assessment, doing.now)
    note(session, assessment, doing, "assessment.offer_refused", kind)
    return assignment


def _answer(session: Session, assignment: Assignment, state: str, doing: Doing) -> None:
    assignment.state = state
    assignment.answered_at = assignment.updated_at = doing.now
    session.flush()
