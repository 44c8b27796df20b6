"""Find schools, and the day it is there."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

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


def held(session: Session, identifier: UUID) -> School:
    """Return a school, held until the end of the write: others who want it wait.

    Raises:
        NotKnownYet: registry has not told of it yet.

    """
    known(session, identifier)
    return session.get_one(School, identifier, with_for_update=True, populate_existing=True)


def today(school: School, now: datetime) -> date:
    """Return the day it is at a school."""
    return now.astimezone(ZoneInfo(school.tz)).date()
