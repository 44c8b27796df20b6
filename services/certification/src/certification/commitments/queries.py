"""Find what schools have signed."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from certification.commitments.model import Commitment


def find(session: Session, school_id: UUID, statement: str) -> Commitment | None:
    """Return what a school signed of one text, if it did."""
    return session.scalar(
        select(Commitment).where(
            Commitment.school_id == school_id, Commitment.statement == statement
        )
    )
