"""Find schools that a list of their country does not name."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from registry.matches.rules import Outcome
from registry.schools.model import School
from registry.schools.rules import ENDED
from registry.uploads.model import ImportRow, SchoolImport

SHOWN = 50


def missing(session: Session, found: SchoolImport, limit: int = SHOWN) -> Sequence[School]:
    """Return schools of a list's country that none of its rows is or may be, by name."""
    return session.scalars(
        select(School).where(*_missing(found)).order_by(School.name_key, School.id).limit(limit)
    ).all()


def count_missing(session: Session, found: SchoolImport) -> int:
    """Return how many schools `missing` would name without a limit."""
    return session.scalar(select(func.count()).select_from(School).where(*_missing(found))) or 0


def _missing(found: SchoolImport) -> tuple[ColumnElement[bool], ...]:
    """Compare with the rows of a list before it is applied, with its mark on schools after."""
    living = (
        School.partner_id == found.partner_id,
        School.country == found.country,
        School.state.not_in(sorted(ENDED)),
    )
    if found.state == "done":
        unmarked = or_(School.last_import_id.is_(None), School.last_import_id != found.id)
        return (*living, unmarked, School.created_at <= found.confirmed_at)
    mine = ImportRow.import_id == found.id
    is_row = select(ImportRow.line).where(mine, ImportRow.school_id == School.id).exists()
    twins = select(ImportRow.twin_id).where(
        mine, ImportRow.outcome == Outcome.DUPLICATE, ImportRow.twin_id.is_not(None)
    )
    return (*living, ~is_row, School.id.not_in(twins))


def newest_whole_list(session: Session, partner_id: UUID, country: str) -> SchoolImport | None:
    """Return the newest applied list that names every school of a country."""
    return session.scalars(
        select(SchoolImport)
        .where(
            SchoolImport.partner_id == partner_id,
            SchoolImport.country == country,
            SchoolImport.state == "done",
            SchoolImport.whole_list,
        )
        .order_by(SchoolImport.id.desc())
        .limit(1)
    ).first()
