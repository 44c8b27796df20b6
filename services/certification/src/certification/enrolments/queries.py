"""Find by which standard a school is rated."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from certification.enrolments.model import Enrolment
from chassis.errors import NotKnownYet

NOT_IN = ("applied", "withdrawn")
"""Stages in which a school is not yet, or no longer, in a cohort."""


def current(session: Session, school_id: UUID) -> Enrolment:
    """Return the newest way of a school through a cohort.

    Raises:
        NotKnownYet: registry has not told that the school was taken into a cohort.

    """
    found = session.scalar(
        select(Enrolment)
        .where(Enrolment.school_id == school_id, Enrolment.stage.not_in(NOT_IN))
        .order_by(Enrolment.since.desc(), Enrolment.id.desc())
        .limit(1)
    )
    if found is None:
        raise NotKnownYet("It is not known here yet that this school was taken into a cohort.")
    return found
