"""Countries' profiles for showing, and the numbers that stand at the foot of every page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from chassis import paging
from chassis.errors import NotFound
from registry.jurisdictions import rules
from registry.jurisdictions.model import Jurisdiction
from registry.partners import queries as partners
from registry.partners.model import Partner


@dataclass(frozen=True)
class Listed:
    """One profile in the list of countries, with the age of its review in days."""

    id: UUID
    country: str
    version: int
    state: str
    reviewed_on: date | None
    age_days: int | None

    @property
    def is_old(self) -> bool:
        """Say whether the review no longer counts."""
        return self.age_days is not None and self.age_days > rules.REVIEW_IS_GOOD_DAYS


def get(session: Session, identifier: UUID) -> Jurisdiction:
    """Return one profile.

    Raises:
        NotFound: there is none.

    """
    found = session.get(Jurisdiction, identifier)
    if found is None:
        raise NotFound("There is no such country profile.")
    return found


def in_force(session: Session, today: date) -> list[Listed]:
    """Return what is published or drafted, by country, the newest version first."""
    rows = session.scalars(
        select(Jurisdiction)
        .where(Jurisdiction.state != rules.RETIRED)
        .order_by(Jurisdiction.country, Jurisdiction.version.desc())
    )
    return [_listed(row, today) for row in rows]


def versions(session: Session, country: str, today: date) -> list[Listed]:
    """Return every version of one country, the newest first."""
    rows = session.scalars(
        select(Jurisdiction)
        .where(Jurisdiction.country == country)
        .order_by(Jurisdiction.version.desc())
    )
    return [_listed(row, today) for row in rows]


def page(
    session: Session, *, country: str | None, state: str | None, after: str | None, limit: int
) -> dict[str, Any]:
    """Return a page of profiles by country and version, as `{items, next}`."""
    order = (Jurisdiction.country, Jurisdiction.version)
    statement = select(Jurisdiction).order_by(*order).limit(limit + 1)
    if country:
        statement = statement.where(Jurisdiction.country == country)
    if state:
        statement = statement.where(Jurisdiction.state == state)
    if (beyond := paging.after(order, after)) is not None:
        statement = statement.where(beyond)
    rows = session.scalars(statement).all()
    return paging.page(rows, limit, lambda row: (row.country, row.version))


def published(session: Session, country: str) -> Jurisdiction | None:
    """Return the version in force in one country, if any."""
    return session.scalar(
        select(Jurisdiction).where(
            Jurisdiction.country == country, Jurisdiction.state == rules.PUBLISHED
        )
    )


def all_published(session: Session) -> Sequence[Jurisdiction]:
    """Return what is in force, by country."""
    return session.scalars(
        select(Jurisdiction)
        .where(Jurisdiction.state == rules.PUBLISHED)
        .order_by(Jurisdiction.country)
    ).all()


def next_version(session: Session, country: str) -> int:
    """Return the number the next draft of a country bears."""
    newest = session.scalar(
        select(func.max(Jurisdiction.version)).where(Jurisdiction.country == country)
    )
    return (newest or 0) + 1


def today(session: Session, now: datetime) -> date:
    """Return the day it is where the partner is."""
    return now.astimezone(ZoneInfo(partner(session).tz)).date()


def _listed(row: Jurisdiction, today: date) -> Listed:
    age = rules.review_age_days(row.reviewed_on, today) if row.reviewed_on else None
    return Listed(row.id, row.country, row.version, row.state, row.reviewed_on, age)


def partner(session: Session) -> Partner:
    """Return the partner that runs this deployment.

    Raises:
        NotFound: set-up has not been run.

    """
    found = partners.first(session)
    if found is None:
        raise NotFound("Nobody runs this deployment yet.")
    return found
