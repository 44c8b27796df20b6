"""Find learners, and the day it is where they are."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis import paging
from chassis.errors import NotFound, Refused
from training.learners import rules
from training.learners.model import Learner
from training.partners import queries as partners
from training.schools import queries as schools

MOST_STAFF = 2000


def get(session: Session, identifier: UUID) -> Learner:
    """Return a learner.

    Raises:
        NotFound: there is none.

    """
    found = session.get(Learner, identifier)
    if found is None:
        raise NotFound("There is no such learner.")
    return found


def of_user(session: Session, user: UUID | str) -> Learner | None:
    """Return the learner a person is, or None before they said where they belong."""
    return session.scalar(select(Learner).where(Learner.user_id == UUID(str(user))))


def locked_of_user(session: Session, user: UUID) -> Learner:
    """Return the learner a person is, as it is now, held until the end of the write."""
    return session.scalars(
        select(Learner)
        .where(Learner.user_id == user)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def held_of_school(session: Session, school_id: UUID, identifiers: Sequence[UUID]) -> list[Learner]:
    """Return those of these learners who are of a school, held until the end of the write."""
    return list(
        session.scalars(
            _of_school(school_id)
            .where(Learner.id.in_(identifiers))
            .order_by(Learner.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )


def own(session: Session, user: UUID | str) -> Learner:
    """Return the learner a person is, where what they ask for can only be a learner's.

    Raises:
        NotFound: they are none, so it is not theirs.

    """
    found = of_user(session, user)
    if found is None:
        raise NotFound("There is no such thing of yours.")
    return found


def placed(session: Session, user: UUID | str) -> Learner:
    """Return the learner a person is.

    Raises:
        Refused: `not_placed`, before they said where they belong.

    """
    found = of_user(session, user)
    if found is None:
        raise Refused("First say where you belong.", reason="not_placed")
    return found


def page(session: Session, school_id: UUID, *, after: str | None, limit: int) -> dict[str, Any]:
    """Return a page of the learners of a school, as `{items, next}`."""
    statement = _of_school(school_id).order_by(Learner.id).limit(limit + 1)
    if (beyond := paging.after((Learner.id,), after)) is not None:
        statement = statement.where(beyond)
    return paging.page(session.scalars(statement).all(), limit, lambda row: (row.id,))


def active_of_school(session: Session, school_id: UUID) -> list[Learner]:
    """Return everybody who counts for a school, up to 2,000."""
    statement = _of_school(school_id).where(Learner.state == rules.ACTIVE)
    return list(session.scalars(statement.order_by(Learner.id).limit(MOST_STAFF)))


def left_of_school(session: Session, school_id: UUID) -> list[Learner]:
    """Return those who left a school, up to 2,000."""
    statement = _of_school(school_id).where(Learner.state == rules.LEFT)
    return list(session.scalars(statement.order_by(Learner.id).limit(MOST_STAFF)))


def today(session: Session, learner: Learner, now: datetime) -> date:
    """Return the day it is where a learner is; a café's day is its partner's."""
    if learner.place == rules.SCHOOL:
        return schools.today(schools.known(session, learner.place_id), now)
    return partners.today(partners.by_code(session, learner.partner), now)


def zone(session: Session, learner: Learner) -> ZoneInfo:
    """Return the time zone a learner is in; a café's is its partner's."""
    if learner.place == rules.SCHOOL:
        return ZoneInfo(schools.known(session, learner.place_id).tz)
    return ZoneInfo(partners.by_code(session, learner.partner).tz)


def _of_school(school_id: UUID) -> Any:
    return select(Learner).where(Learner.place == rules.SCHOOL, Learner.place_id == school_id)
