"""Find the school whose record is asked for."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from certification.partners.model import Partner
from certification.schools.model import School
from chassis.placelog import Place


def find(session: Session, school_id: UUID) -> Place | None:
    """Return a school."""
    row = session.execute(
        select(School.name, Partner.id, School.tz)
        .join(Partner, Partner.code == School.partner)
        .where(School.id == school_id)
    ).one_or_none()
    return Place(*row) if row else None
