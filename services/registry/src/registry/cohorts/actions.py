"""What is done with cohorts: planned, opened to schools, closed."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from registry.cohorts import queries, rules
from registry.cohorts.model import Cohort
from registry.cohorts.rules import State
from registry.doers.actions import Doer, note


def plan(session: Session, content: Mapping[str, Any], *, by: Doer) -> Cohort:
    """Plan a cohort; schools can join once it is opened.

    Raises:
        Forbidden: `role_missing`, for anybody but a coordinator.
        Invalid: it ends before it has begun.

    """
    role = by.role_at()
    rules.check_dates(content["starts_on"], content["ends_on"])
    cohort = Cohort(
        partner_id=by.partner.id,
        state=State.PLANNED,
        created_at=by.now,
        updated_at=by.now,
        **content,
    )
    session.add(cohort)
    session.flush()
    note(session, "cohort.planned", cohort.id, role, by)
    return cohort


def open_(session: Session, cohort_id: UUID, *, by: Doer) -> Cohort:
    """Let schools join a planned cohort.

    Raises:
        NotFound: the partner has no such cohort.
        Refused: `wrong_state`.

    """
    role = by.role_at()
    cohort = queries.get(session, by.partner.id, cohort_id, lock=True)
    rules.check_openable(cohort.state)
    return _move(session, cohort, State.RUNNING, role, by)


def close(session: Session, cohort_id: UUID, *, by: Doer) -> Cohort:
    """Let no more schools join; those in it go on.

    Raises:
        NotFound: the partner has no such cohort.
        Refused: `wrong_state`.

    """
    role = by.role_at()
    cohort = queries.get(session, by.partner.id, cohort_id, lock=True)
    rules.check_closable(cohort.state)
    return _move(session, cohort, State.CLOSED, role, by)


def _move(session: Session, cohort: Cohort, state: State, role: str, by: Doer) -> Cohort:
    cohort.state, cohort.updated_at = state, by.now
    session.flush()
    note(session, f"cohort.{state}", cohort.id, role, by)
    return cohort
