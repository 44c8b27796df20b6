"""Find trainers."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from chassis import paging, seen
from training.accreditations import rules
from training.accreditations.model import TrainerAccreditation


def held(session: Session, user: UUID | str) -> TrainerAccreditation | None:
    """Return a person's newest accreditation, whether or not its time is over."""
    return session.scalar(
        select(TrainerAccreditation).where(
            TrainerAccreditation.user_id == UUID(str(user)),
            TrainerAccreditation.state == rules.ACCREDITED,
        )
    )


def modules_today(session: Session, user: UUID | str, today: date) -> list[str] | None:
    """Return the modules a person is accredited for today, None when for none."""
    found = held(session, user)
    return found.modules if found is not None and found.valid_until >= today else None


def first_at(session: Session, partner: str) -> datetime | None:
    """Return when the first trainer of a partner was accredited, None before that."""
    return session.scalar(
        select(func.min(TrainerAccreditation.created_at)).where(
            TrainerAccreditation.partner == partner
        )
    )


def page(session: Session, partner: str, *, after: str | None, limit: int) -> dict[str, Any]:
    """Return a page of a partner's accreditations in force, as `{items, next}`."""
    statement = select(TrainerAccreditation).where(
        TrainerAccreditation.partner == partner,
        TrainerAccreditation.state == rules.ACCREDITED,
    )
    if (beyond := paging.after((TrainerAccreditation.id,), after)) is not None:
        statement = statement.where(beyond)
    rows = session.scalars(statement.order_by(TrainerAccreditation.id).limit(limit + 1)).all()
    return paging.page(rows, limit, lambda row: (row.id,))


def candidates(session: Session, partner_id: UUID) -> dict[UUID, str]:
    """Return the names of a partner's trainers who were seen here, by person."""
    people = seen.holders(session, "trainer", "partner", partner_id)
    return seen.names(session, people)
