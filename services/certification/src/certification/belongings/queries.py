"""Find whose each thing is that a path of this service names."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from certification.accreditations.model import AssessorAccreditation
from certification.assessments.model import Assessment
from certification.assignments.model import Assignment
from certification.certificates.model import Certificate
from certification.partners.model import Partner
from certification.plans.model import PlanAction
from certification.reviews.model import Review
from certification.schools.model import School
from chassis.belongings import Belongs, Finders, shared


def _school(session: Session, identifier: UUID) -> Collection[Belongs]:
    wanted = select(School.partner, Partner.id).where(School.id == identifier)
    rows = session.execute(wanted.outerjoin(Partner, Partner.code == School.partner))
    return [Belongs(partner=code, office=office, school=identifier) for code, office in rows]


def _review(session: Session, identifier: UUID) -> Collection[Belongs]:
    return _of_work(session, Review, Review.id == identifier)


def _action(session: Session, identifier: UUID) -> Collection[Belongs]:
    review = select(PlanAction.review_id).where(PlanAction.id == identifier)
    return _of_work(session, Review, Review.id.in_(review))


def _assessment(session: Session, identifier: UUID) -> Collection[Belongs]:
    return _of_work(session, Assessment, Assessment.id == identifier)


def _certificate(session: Session, number: str) -> Collection[Belongs]:
    return _of_work(session, Certificate, Certificate.number == number)


def _of_work(
    session: Session,
    kind: type[Review] | type[Assessment] | type[Certificate],
    which: ColumnElement[bool],
) -> Collection[Belongs]:
    wanted = select(kind.partner, Partner.id, kind.school_id).where(which)
    rows = session.execute(wanted.outerjoin(Partner, Partner.code == kind.partner))
    return [Belongs(partner=code, office=office, school=school) for code, office, school in rows]


def _offer(session: Session, identifier: UUID) -> Collection[Belongs]:
    rows = session.execute(
        select(Assessment.partner, Partner.id, Assignment.user_id)
        .join(Assignment, Assignment.assessment_id == Assessment.id)
        .outerjoin(Partner, Partner.code == Assessment.partner)
        .where(Assignment.id == identifier)
    )
    return [
        Belongs(partner=code, office=office, people=frozenset({user}))
        for code, office, user in rows
    ]


def _assessor(session: Session, identifier: UUID) -> Collection[Belongs]:
    accredited = AssessorAccreditation
    wanted = select(accredited.partner, Partner.id).where(accredited.id == identifier)
    rows = session.execute(wanted.outerjoin(Partner, Partner.code == accredited.partner))
    return [Belongs(partner=code, office=office) for code, office in rows]


FINDERS: Finders = {
    "actions": _action,
    "assessments": _assessment,
    "assessor-accreditations": _assessor,
    "assessors": _assessor,
    "assignments": _offer,
    "certificates": _certificate,
    "criteria": shared,
    "findings": shared,
    "plan": _action,
    "reviews": _review,
    "schools": _school,
}
