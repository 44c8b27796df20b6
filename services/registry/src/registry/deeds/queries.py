"""Find the school whose record is asked for, and the people in it."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.placelog import Place
from registry.accounts.model import User
from registry.partners.model import Partner
from registry.schools.model import School


def find(session: Session, school_id: UUID) -> Place | None:
    """Return a school."""
    row = session.execute(
        select(School.name, School.tz, Partner.tz)
        .join(Partner, Partner.id == School.partner_id)
        .where(School.id == school_id)
    ).one_or_none()
    return Place(row[0], row[1] or row[2]) if row else None


def names(session: Session, people: Collection[UUID]) -> Mapping[UUID, str]:
    """Return the names of these people."""
    rows = session.execute(select(User.id, User.display_name).where(User.id.in_(sorted(people))))
    return {row.id: row.display_name for row in rows}
