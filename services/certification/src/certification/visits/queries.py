"""Find the talks of an assessment."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from certification.visits.model import Interview


def talks(session: Session, assessment_id: UUID) -> list[Interview]:
    """Return the talks that were held, the first one first."""
    return list(
        session.scalars(
            select(Interview).where(Interview.assessment_id == assessment_id).order_by(Interview.id)
        )
    )
