"""Read imports, their rows and the mappings people named."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, or_, select
from sqlalchemy.orm import Session, aliased

from chassis.among import among
from chassis.errors import NotFound
from chassis.tables import job
from registry.matches.rules import Key, Outcome
from registry.rows.rules import Problem
from registry.schools.model import School
from registry.uploads.model import ImportRow, SavedMapping, SchoolImport

BATCH = 1_000


def get(session: Session, import_id: UUID, partner_id: UUID) -> SchoolImport:
    """Return an import of a partner.

    Raises:
        NotFound: there is none, or it is another partner's.

    """
    found = session.get(SchoolImport, import_id)
    if found is None or found.partner_id != partner_id:
        raise NotFound("There is no such import.")
    return found


def newest(
    session: Session, partner_id: UUID, before: UUID | None = None, limit: int = 50
) -> Sequence[SchoolImport]:
    """Return imports of a partner, newest first, those older than `before`."""
    wanted = select(SchoolImport).where(SchoolImport.partner_id == partner_id)
    if before is not None:
        wanted = wanted.where(SchoolImport.id < before)
    return session.scalars(wanted.order_by(SchoolImport.id.desc()).limit(limit)).all()


def job_of(session: Session, found: SchoolImport) -> Row[Any] | None:
    """Return the job under way for an import, or its last one."""
    if found.job_id is None:
        return None
    return session.execute(select(job).where(job.c.id == found.job_id)).first()


def jobs_of(session: Session, found: Sequence[SchoolImport]) -> dict[UUID, Row[Any]]:
    """Return the jobs of many imports in one look, by the import's id."""
    wanted = {each.job_id: each.id for each in found if each.job_id is not None}
    rows = session.execute(select(job).where(job.c.id.in_(wanted))).all()
    return {wanted[row.id]: row for row in rows}


def state_of(session: Session, found: SchoolImport) -> str:
    """Return how far an import has come; `failed` when its job ended badly."""
    if found.state not in ("reading", "applying"):
        return found.state
    return state_with(found, job_of(session, found))


def state_with(found: SchoolImport, work: Row[Any] | None) -> str:
    """Return how far an import has come, its job being known already."""
    is_under_way = found.state in ("reading", "applying")
    return "failed" if is_under_way and work and work.state == "failed" else found.state


def mapping_named(session: Session, partner_id: UUID, name: str) -> SavedMapping | None:
    """Return a remembered mapping by its name."""
    return session.scalars(
        select(SavedMapping).where(SavedMapping.partner_id == partner_id, SavedMapping.name == name)
    ).one_or_none()


def mapping_for(session: Session, partner_id: UUID, fingerprint: str) -> SavedMapping | None:
    """Return the newest remembered mapping for lists with the same columns."""
    return session.scalars(
        select(SavedMapping)
        .where(SavedMapping.partner_id == partner_id, SavedMapping.fingerprint == fingerprint)
        .order_by(SavedMapping.made_at.desc())
        .limit(1)
    ).first()


def mapping_names(session: Session, partner_id: UUID) -> Sequence[str]:
    """Return the names of all remembered mappings, sorted."""
    return session.scalars(
        select(SavedMapping.name)
        .where(SavedMapping.partner_id == partner_id)
        .order_by(SavedMapping.name)
    ).all()


def earlier(
    session: Session,
    import_id: UUID,
    *,
    codes: Collection[Key],
    names: Collection[Key],
    school_ids: Collection[UUID],
) -> list[Row[Any]]:
    """Return staged rows with one of these codes, comparable names or schools, in order."""
    countries = sorted({country for country, _ in names})
    wanted = [
        (ImportRow.code_key, sorted({key for _, key in codes})),
        (ImportRow.match_key, sorted({key for _, key in names})),
    ]
    found: list[Row[Any]] = [
        row
        for column, keys in wanted
        if keys
        for row in _staged(
            session,
            import_id,
            among(session, ImportRow.country, countries),
            among(session, column, keys),
        )
    ]
    if school_ids:
        found += _staged(session, import_id, among(session, ImportRow.school_id, school_ids))
    return sorted(found, key=lambda row: row.line)


def _staged(
    session: Session, import_id: UUID, *conditions: ColumnElement[bool]
) -> Sequence[Row[Any]]:
    """Ask by one index at a time: a database asked for all three may read the whole table."""
    wanted: Any = select(
        ImportRow.line,
        ImportRow.country,
        ImportRow.code_key,
        ImportRow.match_key,
        ImportRow.school_id,
    ).where(ImportRow.import_id == import_id, *conditions)
    found: Sequence[Row[Any]] = session.execute(wanted).all()
    return found


def rejected(session: Session, import_id: UUID) -> Iterator[tuple[int, list[Any], list[Any]]]:
    """Yield `(line, problems, cells)` of every row that cannot be taken, in order."""
    last = 0
    while True:
        page = session.execute(
            select(ImportRow.line, ImportRow.problems, ImportRow.cells)
            .where(
                ImportRow.import_id == import_id,
                ImportRow.outcome == Outcome.REJECTED,
                ImportRow.line > last,
            )
            .order_by(ImportRow.line)
            .limit(BATCH)
        ).all()
        yield from ((row.line, row.problems or [], row.cells or []) for row in page)
        if len(page) < BATCH:
            return
        last = page[-1].line


def problems_on(session: Session, import_id: UUID, line: int) -> list[Problem]:
    """Return what is wrong with one row."""
    told = session.scalar(
        select(ImportRow.problems).where(ImportRow.import_id == import_id, ImportRow.line == line)
    )
    return [Problem(each["code"], each["column"], each["params"]) for each in told or []]


def rows(
    session: Session, import_id: UUID, outcome: str, after: int = 0, limit: int = 50
) -> Sequence[ImportRow]:
    """Return some rows of one outcome, in the order of the list."""
    return session.scalars(
        select(ImportRow)
        .where(
            ImportRow.import_id == import_id, ImportRow.outcome == outcome, ImportRow.line > after
        )
        .order_by(ImportRow.line)
        .limit(limit)
    ).all()


def pairs(
    session: Session, import_id: UUID, after: int = 0, limit: int = 50
) -> Sequence[tuple[ImportRow, School | None, ImportRow | None]]:
    """Return possible duplicates: the row, and the school or the earlier row it may be."""
    other = aliased(ImportRow)
    found = session.execute(
        select(ImportRow, School, other)
        .outerjoin(School, School.id == ImportRow.twin_id)
        .outerjoin(other, and_(other.import_id == import_id, other.line == ImportRow.twin_line))
        .where(
            ImportRow.import_id == import_id,
            ImportRow.outcome == Outcome.DUPLICATE,
            ImportRow.line > after,
        )
        .order_by(ImportRow.line)
        .limit(limit)
    )
    return [(row, school, twin) for row, school, twin in found]


def others_came_in(session: Session, found: SchoolImport) -> bool:
    """Say whether another list was confirmed since this one was compared."""
    newer = select(SchoolImport.id).where(
        SchoolImport.partner_id == found.partner_id,
        SchoolImport.id != found.id,
        or_(SchoolImport.state == "applying", SchoolImport.applied_mark > found.read_mark),
    )
    return session.scalar(newer.limit(1)) is not None


def duplicate_lines(session: Session, import_id: UUID, lines: Collection[int]) -> set[int]:
    """Return those of some lines that are possible duplicates."""
    return set(
        session.scalars(
            select(ImportRow.line).where(
                ImportRow.import_id == import_id,
                ImportRow.line.in_(lines),
                ImportRow.outcome == Outcome.DUPLICATE,
            )
        )
    )


def free_schools(session: Session, found: SchoolImport, ids: Collection[UUID]) -> set[UUID]:
    """Return those of some schools that are the partner's, and that no row of the list is."""
    is_row = (
        select(ImportRow.line)
        .where(ImportRow.import_id == found.id, ImportRow.school_id == School.id)
        .exists()
    )
    return set(
        session.scalars(
            select(School.id).where(
                School.id.in_(ids), School.partner_id == found.partner_id, ~is_row
            )
        )
    )
