"""Find the school whose record is asked for."""

from uuid import UUID

from sqlalchemy.orm import Session

from certification.schools.model import School
from chassis.placelog import Place


def find(session: Session, school_id: UUID) -> Place | None:
    """Return a school."""
    found = session.get(School, school_id)
    return Place(found.name, found.tz) if found else None
