"""Find whose each thing is that a path of this service names."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from chassis.belongings import Belongs, Finders, shared
from training.attempts.model import Attempt
from training.enrolments.model import Enrolment
from training.learners.model import Learner
from training.partners.model import Partner
from training.schools.model import School


def _school(session: Session, identifier: UUID) -> Collection[Belongs]:
    wanted = select(School.partner, Partner.id).where(School.id == identifier)
    rows = session.execute(wanted.outerjoin(Partner, Partner.code == School.partner))
    return [Belongs(partner=code, office=office, school=identifier) for code, office in rows]


def _learner(session: Session, identifier: UUID) -> Collection[Belongs]:
    return _of_learner(session, select(Learner.id).where(Learner.id == identifier))


def _enrolment(session: Session, identifier: UUID) -> Collection[Belongs]:
    return _of_learner(session, select(Enrolment.learner_id).where(Enrolment.id == identifier))


def _attempt(session: Session, identifier: UUID) -> Collection[Belongs]:
    """Say that an attempt is nobody's but the learner's: not even their school reads it."""
    learner = (
        select(Learner.user_id)
        .join(Enrolment, Enrolment.learner_id == Learner.id)
        .join(Attempt, Attempt.enrolment_id == Enrolment.id)
    )
    found = session.scalars(learner.where(Attempt.id == identifier))
    return [Belongs(people=frozenset({user})) for user in found]


def _of_learner(session: Session, wanted: Select[UUID]) -> Collection[Belongs]:
    rows = session.execute(
        select(Learner, Partner.id)
        .outerjoin(Partner, Partner.code == Learner.partner)
        .where(Learner.id.in_(wanted))
    )
    return [
        Belongs(
            partner=found.partner,
            office=office,
            school=found.place_id if found.place == "school" else None,
            people=frozenset({found.user_id}),
        )
        for found, office in rows
    ]


FINDERS: Finders = {
    "attempts": _attempt,
    "enrolments": _enrolment,
    "learners": _learner,
    "modules": shared,
    "schools": _school,
    "talks": _enrolment,
}
