"""Find assessors."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from certification.accreditations import rules
from certification.accreditations.model import AssessorAccreditation
from chassis import paging, seen
from chassis.errors import NotFound


def known(session: Session, identifier: UUID) -> AssessorAccreditation:
    """Return an accreditation.

    Raises:
        NotFound: `no_such_accreditation`.

    """
    found = session.get(AssessorAccreditation, identifier)
    if found is None:
        raise NotFound("There is no such accreditation.", reason="no_such_accreditation")
    return found


def held(session: Session, identifier: UUID) -> AssessorAccreditation:
    """Return an accreditation as it is now, held until the end of the write.

    Raises:
        NotFound: `no_such_accreditation`.

    """
    known(session, identifier)
    return session.get_one(
        AssessorAccreditation, identifier, with_for_update=True, populate_existing=True
    )


def first_at(session: Session, partner: str) -> datetime | None:
    """Return when the first assessor of a partner was accredited, None before that."""
    return session.scalar(
        select(func.min(AssessorAccreditation.created_at)).where(
            AssessorAccreditation.partner == partner
        )
    )


def page(session: Session, partner: str, *, after: str | None, limit: int) -> dict[str, Any]:
    """Return a page of a partner's accreditations that have not lapsed, as `{items, next}`."""
    statement = select(AssessorAccreditation).where(
        AssessorAccreditation.partner == partner, AssessorAccreditation.state != rules.LAPSED
    )
    if (beyond := paging.after((AssessorAccreditation.id,), after)) is not None:
        statement = statement.where(beyond)
    rows = session.scalars(statement.order_by(AssessorAccreditation.id).limit(limit + 1)).all()
    return paging.page(rows, limit, lambda row: (row.id,))


def valid(session: Session, partner: str, today: date) -> list[AssessorAccreditation]:
    """Return the accreditations of a partner that hold today; there are few of them."""
    return list(
        session.scalars(
            select(AssessorAccreditation)
            .where(
                AssessorAccreditation.partner == partner,
                AssessorAccreditation.state == rules.ACCREDITED,
                AssessorAccreditation.valid_until >= today,
            )
            .order_by(AssessorAccreditation.id)
        )
    )


def candidates(session: Session, partner_id: UUID, partner: str, today: date) -> dict[UUID, str]:
    """Return the names of a partner's assessors who were seen here and may not assess yet."""
    people = seen.holders(session, "assessor", "partner", partner_id)
    held = select(AssessorAccreditation.user_id).where(
        AssessorAccreditation.partner == partner,
        AssessorAccreditation.state != rules.LAPSED,
        AssessorAccreditation.valid_until >= today,
    )
    return seen.names(session, set(people) - set(session.scalars(held)))
