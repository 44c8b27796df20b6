"""Count who is trained at a school."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from training.coverage import rules
from training.coverage.rules import Share
from training.enrolments.model import Enrolment
from training.enrolments.rules import PASSED
from training.headcounts import queries as headcounts
from training.headcounts.rules import is_stale
from training.learners.model import Learner
from training.learners.rules import ACTIVE, SCHOOL
from training.schools import queries as schools
from training.schools.model import School


@dataclass(frozen=True)
class Coverage:
    """How much of a school's staff is trained on a day."""

    as_of: date
    stale: bool
    """The head count is missing or too old, so nothing is known."""
    shares: list[Share]
    illegal_material: int | str
    """The share of all staff who know the rule on illegal material."""
    crowded: list[str]
    """Groups in which more people are known than the school declared."""

    @property
    def items(self) -> list[Share]:
        """The shares but those of groups in which nobody works."""
        return [each for each in self.shares if each.pct != rules.NONE]


def of_school(session: Session, school: School, now: datetime) -> Coverage:
    """Compute the coverage of a school, in four questions whatever its size."""
    today = schools.today(school, now)
    headcount = headcounts.find(session, school.id)
    stale = headcount is None or is_stale(headcount.declared_on, today)
    declared = None if headcount is None or stale else headcount.groups()
    trained = _by_module(session, school.id, today)
    return Coverage(
        as_of=today,
        stale=stale,
        shares=rules.shares(trained, declared),
        illegal_material=_of_all(_with_core(session, school.id, today), declared),
        crowded=rules.crowded(known_people(session, school.id), declared),
    )


def known_people(session: Session, school_id: UUID) -> dict[str, int]:
    """Return how many active learners each group of a school has."""
    rows = session.execute(
        select(Learner.staff_group, func.count())
        .where(Learner.place == SCHOOL, Learner.place_id == school_id, Learner.state == ACTIVE)
        .group_by(Learner.staff_group)
    )
    return {str(group): number for group, number in rows}


def _by_module(session: Session, school_id: UUID, today: date) -> dict[tuple[str, str], int]:
    rows = session.execute(
        _valid(
            select(Enrolment.module, Learner.staff_group, func.count(func.distinct(Learner.id))),
            school_id,
            today,
        ).group_by(Enrolment.module, Learner.staff_group)
    )
    return {(module, str(group)): number for module, group, number in rows}


def _with_core(session: Session, school_id: UUID, today: date) -> dict[str, int]:
    rows = session.execute(
        _valid(select(Learner.staff_group, func.count(func.distinct(Learner.id))), school_id, today)
        .where(Enrolment.module.in_(rules.ILLEGAL_MATERIAL))
        .group_by(Learner.staff_group)
    )
    return {str(group): number for group, number in rows}


def _valid(statement: Any, school_id: UUID, today: date) -> Any:
    """Narrow a question to the valid passes of those who count for a school."""
    return statement.join_from(Enrolment, Learner, Learner.id == Enrolment.learner_id).where(
        Learner.place == SCHOOL,
        Learner.place_id == school_id,
        Learner.state == ACTIVE,
        Enrolment.state == PASSED,
        Enrolment.valid_until >= today,
    )


def _of_all(counted: Mapping[str, int], declared: Mapping[str, int] | None) -> int | str:
    return rules.UNKNOWN if declared is None else rules.share_of_all(counted, declared)
