"""Write the rows of a confirmed list into the registry, at most 1,000 in a transaction."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, func, literal, or_, select, update
from sqlalchemy.orm import Session

from chassis import jobs
from chassis.db import UtcDateTime
from chassis.errors import NotFound
from chassis.ids import new_id
from chassis.upsert import dialect_of, insert_into
from registry.confirmations.rules import ADD
from registry.matches.rules import COLUMNS, Outcome
from registry.revisions.actions import revise
from registry.schools.model import School
from registry.schools.rules import Operating, State
from registry.staging.actions import headers
from registry.uploads.model import ImportRow, SchoolImport

APPLIED_ROWS = {"sqlite": 400, "postgresql": 1_000}
"""So many rows are applied in a transaction: on SQLite all other writers wait for it."""

COUNTED = ("new", "changed", "unchanged", "rejected", "possible_duplicates")

_COPIED = (
    *("country", "area", "town", "name", "names", "official_code", "code_key", "kind"),
    *("ownership", "setting", "size_band", "langs", "opened_on", "closed_on", "successor_code"),
    *("folded", "name_key", "match_key"),
)


def apply(session: Session, work: jobs.Work, now: datetime) -> None:
    """Apply the next rows of a list: the step of a job.

    A row whose code was given to another school meanwhile is left out and told of.
    """
    found = session.get(SchoolImport, UUID(work.params["import_id"]))
    if found is None:
        raise NotFound("There is no such import.")
    after = work.cursor.get("line", 0)
    most = APPLIED_ROWS[dialect_of(session)]
    outcomes, last = _next_rows(session, found.id, after, most)
    taken = sum(outcomes.values())
    work.total = found.rows - found.counts["rejected"]
    counts = {**dict.fromkeys(COUNTED, 0), "rejected": found.counts["rejected"], **work.result}
    if outcomes:
        lines = (after + 1, last)
        batch = _Batch(found=found, lines=lines, outcomes=outcomes, now=now)
        _apply_rows(session, batch, counts)
    work.result = counts
    work.cursor["line"] = last
    work.done += taken
    if taken < most:
        found.state, found.applied_mark, work.is_finished = "done", new_id(), True


def _next_rows(
    session: Session, import_id: UUID, after: int, most: int
) -> tuple[dict[str, int], int]:
    """Return how many of the next rows have which outcome, and the last one's line."""
    rows = (
        select(ImportRow.line, ImportRow.outcome)
        .where(
            ImportRow.import_id == import_id,
            ImportRow.line > after,
            ImportRow.outcome != Outcome.REJECTED,
        )
        .order_by(ImportRow.line)
        .limit(most)
        .subquery()
    )
    found = session.execute(
        select(rows.c.outcome, func.count(), func.max(rows.c.line)).group_by(rows.c.outcome)
    ).all()
    return {outcome: count for outcome, count, _ in found}, max(
        (line for _, _, line in found), default=after
    )


@dataclass(frozen=True, kw_only=True)
class _Batch:
    """Rows of one transaction: the first and last line, and how many have which outcome."""

    found: SchoolImport
    lines: tuple[int, int]
    outcomes: Mapping[str, int]
    now: datetime

    def rows(self, *outcomes: Outcome) -> tuple[ColumnElement[bool], ...]:
        """Return the condition for rows of some outcomes."""
        return (
            ImportRow.import_id == self.found.id,
            ImportRow.line.between(*self.lines),
            ImportRow.outcome.in_(outcomes),
        )

    def count(self, *outcomes: Outcome) -> int:
        """Count rows of some outcomes."""
        return sum(self.outcomes.get(outcome, 0) for outcome in outcomes)


def _apply_rows(session: Session, batch: _Batch, counts: dict[str, int]) -> None:
    adds = [Outcome.NEW]
    if batch.found.duplicates["others"] == ADD:
        adds.append(Outcome.DUPLICATE)
    lost = _add(session, batch, adds) if batch.count(*adds) else set()
    changed, taken = 0, set[int]()
    if batch.count(Outcome.CHANGED):
        changed, taken = revise(session, batch.found, batch.lines, batch.now)
    if lost or taken:
        _leave_out(session, batch.found, lost | taken)
    _mark_seen(session, batch)
    known = batch.count(Outcome.UNCHANGED, Outcome.CHANGED)
    counts["new"] += batch.count(*adds) - len(lost)
    counts["changed"] += changed
    counts["unchanged"] += known - changed - len(taken)
    counts["rejected"] += len(lost) + len(taken)
    counts["possible_duplicates"] += sum(batch.outcomes.values()) - batch.count(*adds) - known


def _add(session: Session, batch: _Batch, outcomes: Collection[Outcome]) -> set[int]:
    """Add the schools of some rows; return the lines that another school had the code of."""
    found = batch.found
    moment = literal(batch.now, UtcDateTime())
    values: dict[str, Any] = {
        **{column: getattr(ImportRow, column) for column in _COPIED},
        "id": ImportRow.school_id,
        "partner_id": literal(found.partner_id, Uuid()),
        "operating": func.coalesce(ImportRow.operating, Operating.OPEN),
        "state": literal(str(State.LISTED)),
        "public_listing": literal(False),
        "last_import_id": literal(found.id, Uuid()),
        "created_at": moment,
        "updated_at": moment,
        "row_version": literal(1),
    }
    rows = batch.rows(*outcomes)
    source = select(*values.values()).where(*rows).order_by(ImportRow.line)
    table: Any = School.__table__
    session.execute(
        insert_into(session, table).from_select(list(values), source).on_conflict_do_nothing()
    )
    there = select(School.id).where(School.id == ImportRow.school_id).exists()
    return set(session.scalars(select(ImportRow.line).where(*rows, ~there)))


def _leave_out(session: Session, found: SchoolImport, lines: set[int]) -> None:
    """Turn rows whose code another school got meanwhile into rejected ones."""
    column = headers(found).get("official_code", "official_code")
    rows = select(ImportRow).where(ImportRow.import_id == found.id, ImportRow.line.in_(lines))
    for row in session.scalars(rows).all():
        row.outcome = Outcome.REJECTED
        row.problems = [
            {"code": "code_taken", "column": column, "params": {"value": row.official_code}}
        ]
        row.cells = _cells(found, row)
    session.flush()


def _cells(found: SchoolImport, row: ImportRow) -> list[str]:
    """Write the values of a row as a list has them."""
    cells = [""] * len(found.header)
    for column, name in found.mapping.items():
        value = getattr(row, COLUMNS.get(name, ""), None)
        cells[int(column)] = " ".join(value) if isinstance(value, list) else str(value or "")
    return cells


def _mark_seen(session: Session, batch: _Batch) -> None:
    """Note on each school that this list names it, or perhaps names it."""
    named = batch.rows(Outcome.CHANGED, Outcome.UNCHANGED)
    maybe = batch.rows(Outcome.DUPLICATE)
    session.execute(
        update(School)
        .where(
            School.partner_id == batch.found.partner_id,
            or_(
                School.id.in_(select(ImportRow.school_id).where(*named)),
                School.id.in_(select(ImportRow.twin_id).where(*maybe)),
            ),
        )
        .values(last_import_id=batch.found.id)
        .execution_options(synchronize_session=False)
    )
