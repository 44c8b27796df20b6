"""Find schools, and the day it is there."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from certification.schools.model import School
from chassis.errors import NotKnownYet


def known(session: Session, identifier: UUID) -> School:
    """Return a school.

    Raises:
        NotKnownYet: registry has not told of it yet.

    """
    found = session.get(School, identifier)
    if found is None:
        raise NotKnownYet("This school is not known here yet. Try again in a moment.")
    return found


def locked(session: Session, identifiers: Sequence[UUID]) -> list[School]:
    """Return the known ones of these schools, held until the end of the write, by id."""
    return list(
        session.scalars(
            select(School)
            .where(School.id.in_(identifiers))
            .order_by(School.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )


def today(school: School, now: datetime) -> date:
    """Return the day it is at a school."""
    return now.astimezone(ZoneInfo(school.tz)).date()
