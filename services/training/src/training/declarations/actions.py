"""Take in what a school declares about its staff."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis import audit
from chassis.auth import Actor
from chassis.errors import Stale
from chassis.http import needed
from chassis.upsert import insert_into
from training.coverage import actions as coverage
from training.headcounts import rules
from training.headcounts.model import Headcount
from training.placements import actions as placements
from training.schools import queries as schools
from training.schools.rules import check_manages, check_open


@dataclass(frozen=True)
class Declaration:
    """How many people work at a school on a day, by group, and who of them left."""

    term: str
    declared_on: date
    groups: Mapping[str, int]
    left: Sequence[UUID] = field(default_factory=tuple)


def declare(
    session: Session,
    school_id: UUID,
    declaration: Declaration,
    *,
    row_version: int | None,
    by: Actor,
    now: datetime,
) -> Headcount:
    """Replace the head count of a school; the first time no version is needed.

    Raises:
        Forbidden: the caller does not manage this school.
        Refused: `not_known_yet`, `school_ended`.
        Invalid: the day lies ahead, or somebody in `left` is not of this school.
        PreconditionRequired, Stale: as for every change.

    """
    check_manages(by, school_id)
    school = schools.known(session, school_id)
    check_open(school.status)
    rules.check_declared_on(declaration.declared_on, schools.today(school, now))
    headcount = _put(session, school_id, declaration, row_version, by.id, now=now)
    leaving = placements.leave(session, school_id, declaration.left, now)
    coverage.refresh(session, [school_id], now)
    audit.append(
        session,
        now=now,
        who=by.id,
        what="headcount.declared",
        subject=str(school_id),
        place=school_id,
    )
    placements.note(session, leaving, by=by, now=now)
    return headcount


def _put(
    session: Session,
    school_id: UUID,
    declaration: Declaration,
    row_version: int | None,
    who: str,
    *,
    now: datetime,
) -> Headcount:
    content = {
        "term": declaration.term,
        "declared_on": declaration.declared_on,
        **declaration.groups,
        "declared_by": who,
        "is_age_told": False,
        "updated_at": now,
    }
    table = Headcount.metadata.tables["headcount"]
    fresh = insert_into(session, table).values(
        school_id=school_id, created_at=now, row_version=1, **content
    )
    if session.scalar(fresh.on_conflict_do_nothing().returning(table.c.school_id)):
        return session.get_one(Headcount, school_id)
    row = _held(session, school_id)
    if needed(row_version) != row.row_version:
        raise Stale("Somebody else changed this.", yours=row_version, theirs=row.row_version)
    for name, value in content.items():
        setattr(row, name, value)
    return row


def _held(session: Session, school_id: UUID) -> Headcount:
    return session.scalars(
        select(Headcount)
        .where(Headcount.school_id == school_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
