"""Find cohorts."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis import paging
from chassis.errors import NotFound
from registry.cohorts.model import Cohort
from registry.cohorts.rules import State
from registry.roles.formats import NAMES
from registry.roles.queries import OWNERS, uuid_or_none

MOST_TO_CHOOSE = 200


def get(session: Session, partner_id: UUID, cohort_id: UUID, *, lock: bool = False) -> Cohort:
    """Return one cohort of a partner; `lock` holds it until the write ends.

    Raises:
        NotFound: there is none, or it belongs to another programme.

    """
    query = select(Cohort).where(Cohort.id == cohort_id, Cohort.partner_id == partner_id)
    query = query.execution_options(populate_existing=lock)
    found = session.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise NotFound("There is no such cohort in this programme.")
    return found


def page(
    session: Session, partner_id: UUID, *, state: str | None, after: str | None, limit: int
) -> dict[str, Any]:
    """Return `{items, next}` of a partner's cohorts, oldest first.

    Raises:
        Invalid: `after` is not a mark of this list.

    """
    ask = select(Cohort).where(Cohort.partner_id == partner_id)
    if state:
        ask = ask.where(Cohort.state == state)
    if (beyond := paging.after((Cohort.id,), after)) is not None:
        ask = ask.where(beyond)
    rows = session.scalars(ask.order_by(Cohort.id).limit(limit + 1)).all()
    return paging.page(rows, limit, lambda row: (row.id,))


def running(session: Session, partner_id: UUID) -> Sequence[Cohort]:
    """Return the cohorts schools can join now, the one that began last first."""
    return session.scalars(
        select(Cohort)
        .where(Cohort.partner_id == partner_id, Cohort.state == State.RUNNING)
        .order_by(Cohort.starts_on.desc(), Cohort.id)
        .limit(MOST_TO_CHOOSE)
    ).all()


def _partner_of_cohort(session: Session, place_id: str) -> UUID | None:
    return session.scalar(select(Cohort.partner_id).where(Cohort.id == uuid_or_none(place_id)))


def _names_of_cohorts(session: Session, ids: Sequence[str]) -> Mapping[str, str]:
    wanted = [found for each in set(ids) if (found := uuid_or_none(each))]
    rows = session.execute(select(Cohort.id, Cohort.name).where(Cohort.id.in_(wanted)))
    return {str(row.id): row.name for row in rows}


OWNERS["cohort"] = _partner_of_cohort
NAMES["cohort"] = _names_of_cohorts
