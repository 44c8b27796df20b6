"""Find head counts."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.errors import NotFound
from training.headcounts.model import Headcount


def find(session: Session, school_id: UUID) -> Headcount | None:
    """Return the newest head count of a school, or None before it made one."""
    return session.get(Headcount, school_id)


def get(session: Session, school_id: UUID) -> Headcount:
    """Return the newest head count of a school.

    Raises:
        NotFound: `no_headcount`.

    """
    found = find(session, school_id)
    if found is None:
        raise NotFound(
            "This school has not said how many people work there.", reason="no_headcount"
        )
    return found


def grown_old(session: Session, before: date, limit: int) -> Sequence[Headcount]:
    """Return head counts declared before a day of which nobody was told yet that they are old."""
    return session.scalars(
        select(Headcount)
        .where(Headcount.is_age_told.is_(False), Headcount.declared_on < before)
        .order_by(Headcount.declared_on, Headcount.school_id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
