"""Find enrolments and what is valid of them."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from chassis import paging
from chassis.errors import NotFound, sentence
from training.enrolments import rules
from training.enrolments.model import Enrolment
from training.learners.model import Learner

NO_SUCH = sentence("There is no such enrolment.")


def own(session: Session, identifier: UUID, learner: Learner) -> Enrolment:
    """Return an enrolment to its own learner.

    Raises:
        NotFound: there is none, or it is somebody else's.

    """
    found = session.get(Enrolment, identifier)
    if found is None or found.learner_id != learner.id:
        raise NotFound(NO_SUCH)
    return found


def held(session: Session, identifier: UUID) -> Enrolment:
    """Return an enrolment as it is now, held until the end of the write.

    Raises:
        NotFound: there is none.

    """
    found = session.scalar(
        select(Enrolment)
        .where(Enrolment.id == identifier)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound(NO_SUCH)
    return found


def open_one(session: Session, learner_id: UUID, module: str) -> Enrolment | None:
    """Return the enrolment in a module that still has something to do, if any."""
    return session.scalar(
        select(Enrolment).where(
            Enrolment.learner_id == learner_id,
            Enrolment.module == module,
            Enrolment.state.in_(rules.OPEN),
        )
    )


def page(session: Session, learner_id: UUID, *, after: str | None, limit: int) -> dict[str, Any]:
    """Return a page of a learner's enrolments, the first begun first, as `{items, next}`."""
    statement = select(Enrolment).where(Enrolment.learner_id == learner_id)
    if (beyond := paging.after((Enrolment.id,), after)) is not None:
        statement = statement.where(beyond)
    rows = session.scalars(statement.order_by(Enrolment.id).limit(limit + 1)).all()
    return paging.page(rows, limit, lambda row: (row.id,))


def newest_by_module(session: Session, learner_id: UUID) -> dict[str, Enrolment]:
    """Return the newest enrolment of a learner in each module, an open one before any other."""
    rows = session.scalars(
        select(Enrolment).where(Enrolment.learner_id == learner_id).order_by(Enrolment.id)
    ).all()
    newest: dict[str, Enrolment] = {}
    for row in rows:
        former = newest.get(row.module)
        if former is None or former.state not in rules.OPEN:
            newest[row.module] = row
    return newest


def pass_ends(session: Session, learner_id: UUID) -> dict[str, date]:
    """Return the last valid day of each module a learner ever passed, the latest one each."""
    rows = session.execute(
        select(Enrolment.module, func.max(Enrolment.valid_until))
        .where(Enrolment.learner_id == learner_id, Enrolment.state == rules.PASSED)
        .group_by(Enrolment.module)
    )
    return {module: end for module, end in rows if end is not None}


def valid_passes(
    session: Session, users: Iterable[UUID], today: date
) -> dict[UUID, dict[str, date]]:
    """Return, for each of these people, what is valid today: the last day of each module."""
    rows: Iterable[Any] = session.execute(
        select(Learner.user_id, Enrolment.module, func.max(Enrolment.valid_until))
        .join(Enrolment, Enrolment.learner_id == Learner.id)
        .where(
            Learner.user_id.in_(sorted(set(users))),
            Enrolment.state == rules.PASSED,
            Enrolment.valid_until >= today,
        )
        .group_by(Learner.user_id, Enrolment.module)
    )
    found: dict[UUID, dict[str, date]] = {}
    for user, module, end in rows:
        found.setdefault(user, {})[module] = end
    return found


def waiting_for_talk(
    session: Session, partner: str, limit: int
) -> Sequence[Row[Enrolment, Learner]]:
    """Return `(Enrolment, Learner)` of a partner that are locked, who waits longest first."""
    return session.execute(
        select(Enrolment, Learner)
        .join(Learner, Learner.id == Enrolment.learner_id)
        .where(Enrolment.state == rules.LOCKED, Learner.partner == partner)
        .order_by(Enrolment.locked_at, Enrolment.id)
        .limit(limit)
    ).all()


def ended(session: Session, before: date, limit: int) -> Sequence[Row[Enrolment, Learner]]:
    """Return `(Enrolment, Learner)` whose pass ended before a day and of whom nobody was told."""
    return session.execute(
        select(Enrolment, Learner)
        .join(Learner, Learner.id == Enrolment.learner_id)
        .where(Enrolment.is_end_told.is_(False), Enrolment.valid_until < before)
        .order_by(Enrolment.valid_until, Enrolment.id)
        .limit(limit)
        .with_for_update(of=Enrolment, skip_locked=True)
    ).all()
