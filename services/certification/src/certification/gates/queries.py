"""Find the gates of a school."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from certification.ceilings import queries as ceilings
from certification.ceilings.queries import Known
from certification.gates import rules
from certification.gates.rules import Gate
from certification.schools import queries as schools
from certification.schools.model import School
from certification.standards import formats
from certification.standards.rules import Standard

__all__ = ["Gate", "gates", "of_known", "of_school"]


def gates(
    session: Session, school: School, now: datetime, version: str = formats.NEWEST
) -> dict[str, Gate]:
    """Return every gate of a standard for a school, as far as others have told."""
    return of_known(formats.load(version), ceilings.known(session, school, now))


def of_known(standard: Standard, known: Known) -> dict[str, Gate]:
    """Return every gate of a standard by what was told of a school."""
    return rules.gates(standard, known.facts(), known.bands, known.counted_on)


def of_school(session: Session, school_id: UUID, now: datetime) -> dict[str, Gate]:
    """Return every gate of a school.

    Raises:
        NotKnownYet: registry has not told of this school.

    """
    return gates(session, schools.known(session, school_id), now)
