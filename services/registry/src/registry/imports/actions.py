"""Take in a list and read it as its columns are meant; nothing in the registry changes here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO
from uuid import UUID

from sqlalchemy.orm import Session

from chassis import jobs
from chassis.errors import NotFound, Refused
from chassis.ids import new_id
from chassis.upsert import dialect_of
from registry.columns import rules as columns
from registry.imports.rules import MISSING, NO_DATE, Defaults, check_row
from registry.layouts import actions as layouts
from registry.layouts.formats import OpenLists, open_list
from registry.partners.model import Partner
from registry.rows.rules import Problem
from registry.staging.actions import Checked, headers, stage
from registry.staging.rules import Tally
from registry.tables.formats import Table
from registry.tables.rules import Row
from registry.uploads import actions as uploads
from registry.uploads import queries
from registry.uploads.model import SchoolImport
from registry.uploads.rules import file_name_of

READ = "school_import.read"
"""The kind of job that reads a list."""

READ_ROWS = {"sqlite": 250, "postgresql": 1_000}
"""So many rows are read in a transaction: on SQLite all other writers wait for it."""

SMALL_BYTES = 100_000
"""A list no larger is read while the person waits."""

_OPEN = ("uploaded", "reading", "preview", "failed")


@dataclass(frozen=True, kw_only=True)
class Upload:
    """What somebody sent, and what they said about it."""

    file: BinaryIO
    file_name: str
    country: str | None = None
    """For rows that name none."""
    any_country: bool = False
    mapping: str | None = None
    """The name of a remembered mapping."""
    chosen: Mapping[str, Any]
    """How to read the file: some of `encoding`, `delimiter`, `header_line`, `sheet`."""


def receive(session: Session, partner: Partner, upload: Upload, by: uploads.By) -> SchoolImport:
    """Store a list; read it at once when it is small, else queue its reading.

    Raises:
        Invalid: the file is too large or no table, or the mapping named is unknown.

    """
    size, digest = uploads.measure(upload.file)
    table = open_list(upload.file, upload.chosen)
    found = SchoolImport(
        id=new_id(),
        partner_id=partner.id,
        file_name=file_name_of(upload.file_name),
        size=size,
        sha256=digest,
        country=upload.country,
        any_country=upload.any_country,
        chosen=dict(upload.chosen),
        state="uploaded",
        made_by=by.id,
        made_at=by.now,
    )
    layouts.describe(found, table)
    layouts.choose_mapping(session, found, upload.mapping)
    layouts.find_dates(found, table, MISSING | NO_DATE)
    session.add(found)
    session.flush()
    uploads.keep_bytes(session, found.id, upload.file)
    uploads.note(session, found, "uploaded", by)
    _start_reading(session, found, by)
    return found


def remap(
    session: Session,
    found: SchoolImport,
    mapping: Mapping[int, str],
    by: uploads.By,
    *,
    save_as: str | None = None,
    dates: Mapping[str, str] | None = None,
) -> None:
    """Say what each column is, and read the list again.

    `mapping` is column, counted from 0, to field; `save_as` a name to remember it under for lists
    with the same columns; `dates` field to the way its column writes dates.

    Raises:
        Invalid: `mapping`, the fields in `errors`.
        Refused: the list is confirmed or cancelled.

    """
    _check_open(session, found)
    columns.check_mapping(mapping)
    layouts.choose_dates(found, dates or {})
    layouts.set_mapping(found, mapping)
    found.mapping_name = save_as or None
    with uploads.copy_of_bytes(session, found.id) as file:
        layouts.find_dates(found, open_list(file, found.detected), MISSING | NO_DATE)
    if save_as:
        uploads.save_mapping(session, found, save_as, layouts.by_header(found), by.now)
    uploads.note(session, found, "mapped", by)
    _start_reading(session, found, by)


def reread(
    session: Session, found: SchoolImport, chosen: Mapping[str, Any], by: uploads.By
) -> None:
    """Read the file another way, since what was found out about it is wrong.

    Raises:
        Invalid: the file cannot be read so.
        Refused: the list is confirmed or cancelled.

    """
    _check_open(session, found)
    found.chosen = dict(chosen)
    with uploads.copy_of_bytes(session, found.id) as file:
        table = open_list(file, chosen)
        layouts.describe(found, table)
        layouts.choose_mapping(session, found)
        layouts.find_dates(found, table, MISSING | NO_DATE)
    uploads.note(session, found, "read_again", by)
    _start_reading(session, found, by)


def compare_again(session: Session, found: SchoolImport, by: uploads.By) -> None:
    """Read the list again as before, since the registry has changed since it was compared.

    Raises:
        Refused: the list is confirmed or cancelled.

    """
    _check_open(session, found)
    uploads.note(session, found, "compared_again", by)
    _start_reading(session, found, by)


def cancel(session: Session, found: SchoolImport, by: uploads.By) -> None:
    """Stop; what was added before stays.

    Raises:
        Refused: `already_done`.

    """
    if found.job_id is not None:
        jobs.cancel(session, found.job_id, by.now)
        session.refresh(found)
    if found.state == "done":
        raise Refused("This list is in the registry already.", reason="already_done")
    if found.state != "cancelled":
        found.state = "cancelled"
        found.applied_mark = new_id() if found.confirmed_at else None
        uploads.note(session, found, "cancelled", by)
    session.flush()


def _check_open(session: Session, found: SchoolImport) -> None:
    if queries.state_of(session, found) not in _OPEN or found.confirmed_at is not None:
        raise Refused("This list was confirmed or cancelled before.", reason="not_open")


def _start_reading(session: Session, found: SchoolImport, by: uploads.By) -> None:
    if found.job_id is not None:
        jobs.cancel(session, found.job_id, by.now)
    found.counts, found.rows, found.warnings, found.problems = {}, 0, [], []
    params = {"import_id": str(found.id)}
    if not set(columns.REQUIRED) <= set(found.mapping.values()):
        found.state = "uploaded"
    elif found.size > SMALL_BYTES:
        found.state = "reading"
        found.job_id = jobs.start(session, READ, params, now=by.now, made_by=by.id)
    else:
        work = jobs.Work(id=found.id, params=params, cursor={}, done=0, total=None, result={})
        step = Reading()
        while not work.is_finished:
            step(session, work, by.now)
    session.flush()


class Reading:
    """The step of a job that reads: some rows checked, compared and staged."""

    def __init__(self) -> None:
        self._lists = OpenLists()

    def __call__(self, session: Session, work: jobs.Work, _now: datetime) -> None:
        """Read the next rows; the first steps clear what an earlier reading left."""
        found = session.get(SchoolImport, UUID(work.params["import_id"]))
        if found is None:
            raise NotFound("There is no such import.")
        if "taken" not in work.cursor:
            if uploads.clear_rows(session, found.id):
                return
            work.cursor["taken"] = 0
            found.read_mark = new_id()
        opened = self._lists.at(session, work.id, found, work.cursor["taken"])
        most = READ_ROWS[dialect_of(session)]
        rows = opened.take(most)
        tally = Tally(work.result)
        stage(session, found, _checked(session, found, rows), tally)
        uploads.count_anew(session, work.cursor["taken"], opened.taken)
        work.cursor["taken"] = work.done = opened.taken
        work.result = tally.as_json()
        work.total = max(work.done, round(work.done / max(opened.share_read(), 0.001)))
        if len(rows) < most:
            _finish(found, opened.table, tally, work)
            self._lists.close(work.id)


def _checked(session: Session, found: SchoolImport, rows: Sequence[Row]) -> list[Checked]:
    partner = session.get_one(Partner, found.partner_id)
    mapping = {int(column): field for column, field in found.mapping.items()}
    defaults = Defaults(
        header=found.header,
        country=found.country,
        served=frozenset(partner.countries),
        any_country=found.any_country,
        date_formats=layouts.dates_of(found),
    )
    return [(cells, check_row(line, cells, mapping, defaults)) for line, cells in rows]


def _finish(found: SchoolImport, table: Table, tally: Tally, work: jobs.Work) -> None:
    code = next((int(at) for at, name in found.mapping.items() if name == "official_code"), None)
    if code in table.number_columns:
        column = headers(found).get("official_code", "")
        tally.doubt(0, [Problem("number_as_code", column)])
    found.counts, found.problems, found.warnings = tally.counts, tally.problems, tally.warnings
    found.rows = work.total = work.done
    found.state = "preview"
    work.is_finished = True
