"""Find what was decided."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from certification.decisions.model import Decision, Signature


def newest(session: Session, assessment_id: UUID) -> Decision | None:
    """Return the decision about an assessment that counts, if there is one."""
    return session.scalar(
        select(Decision)
        .where(Decision.assessment_id == assessment_id)
        .order_by(Decision.id.desc())
        .limit(1)
    )


def signed_by(session: Session, assessment_id: UUID) -> list[UUID]:
    """Return who of the panel has agreed so far."""
    query = select(Signature.by).where(Signature.assessment_id == assessment_id)
    return list(session.scalars(query))
