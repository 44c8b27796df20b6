"""Keep the bytes of uploads, their staged rows and the mappings people named."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from tempfile import TemporaryFile
from typing import Any, BinaryIO
from uuid import UUID

from sqlalchemy import delete, func, insert, select, text
from sqlalchemy.orm import Session

from chassis import audit
from chassis.errors import Invalid, sentence
from chassis.ids import new_id
from chassis.upsert import dialect_of
from registry.columns.rules import fold_header
from registry.uploads.model import ImportChunk, ImportRow, SavedMapping, SchoolImport
from registry.uploads.rules import own_columns

CHUNK_BYTES = 1 << 20
MOST_BYTES = 32 << 20
CLEARED_ROWS = 2_000
KEPT = timedelta(days=30)
"""How long a list is kept after it was confirmed, or sent and left."""

COLUMNS = tuple(column.name for column in ImportRow.__table__.columns)
"""Of a staged row, in the order `stage` wants its values."""


@dataclass(frozen=True, kw_only=True)
class By:
    """Who does it, in which role, and when."""

    id: str
    role: str
    now: datetime


def measure(file: BinaryIO) -> tuple[int, str]:
    """Return the size and the SHA-256 of an upload.

    Raises:
        Invalid: `too_large` beyond 32 MB.

    """
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    while chunk := file.read(CHUNK_BYTES):
        digest.update(chunk)
        size += len(chunk)
        if size > MOST_BYTES:
            raise Invalid(
                "The file is larger than 32 MB. Send it in parts.",
                errors={"file": [sentence("Choose a file of at most 32 MB.")]},
                reason="too_large",
            )
    return size, digest.hexdigest()


def keep_bytes(session: Session, import_id: UUID, file: BinaryIO) -> None:
    """Store an upload, a megabyte at a time, so that any worker can go on with it."""
    file.seek(0)
    no = 0
    while content := file.read(CHUNK_BYTES):
        session.execute(insert(ImportChunk).values(import_id=import_id, no=no, content=content))
        no += 1


def copy_of_bytes(session: Session, import_id: UUID) -> BinaryIO:
    """Return the upload as a file that outlives the session and is gone when closed.

    Raises:
        Invalid: `file_gone`, when the bytes were deleted meanwhile.

    """
    numbers = session.scalars(
        select(ImportChunk.no).where(ImportChunk.import_id == import_id).order_by(ImportChunk.no)
    ).all()
    if not numbers:
        raise _gone()
    file = TemporaryFile()  # noqa: SIM115 - whoever reads it closes it
    for no in numbers:
        content = session.scalar(
            select(ImportChunk.content).where(
                ImportChunk.import_id == import_id, ImportChunk.no == no
            )
        )
        if content is None:
            file.close()
            raise _gone()
        file.write(content)
    file.seek(0)
    return file


def _gone() -> Invalid:
    return Invalid("The file is no longer kept. Send it again.", reason="file_gone")


def stage(session: Session, rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows of values, ordered as `COLUMNS`; JSON columns come as text already."""
    connection = session.connection()
    names = ", ".join(COLUMNS)
    if dialect_of(session) == "sqlite":
        marks = ", ".join("?" * len(COLUMNS))
        connection.exec_driver_sql(
            f"INSERT INTO import_row ({names}) VALUES ({marks})",  # noqa: S608 - names are ours
            [tuple(map(_for_sqlite, row)) for row in rows],
        )
        return
    driver: Any = connection.connection.driver_connection
    with (
        driver.cursor() as cursor,
        cursor.copy(f"COPY import_row ({names}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def _for_sqlite(value: Any) -> Any:
    if isinstance(value, UUID):
        return value.hex
    return value.isoformat() if isinstance(value, date) else value


def count_anew(session: Session, before: int, after: int) -> None:
    """Let PostgreSQL count the staged rows again each time they are four times as many.

    It plans by what it counted last, and would count a table that grows from nothing only in a
    minute or more: until then each step looks through all rows staged so far (20 s instead of 5 s
    for 20,000 rows). The first step, all there is of a small list, has nothing to look through.
    """
    has_grown = before and before.bit_length() // 2 < after.bit_length() // 2
    if has_grown and dialect_of(session) == "postgresql":
        session.execute(text("ANALYZE import_row"))


def clear_rows(session: Session, import_id: UUID, most: int = CLEARED_ROWS) -> bool:
    """Delete up to `most` staged rows of an import; say whether there may be more."""
    lines = select(ImportRow.line).where(ImportRow.import_id == import_id).limit(most)
    gone = session.execute(
        delete(ImportRow).where(
            ImportRow.import_id == import_id, ImportRow.line.in_(lines.scalar_subquery())
        )
    )
    return gone.rowcount == most  # type: ignore[attr-defined, no-any-return] # a cursor's result


def forget_old(session: Session, now: datetime) -> None:
    """Delete bytes and rows of the list that is longest out of use, 30 days after its last deed.

    At most 2,000 rows go at a time, so that nobody waits; what was counted stays.
    """
    last = func.coalesce(SchoolImport.confirmed_at, SchoolImport.made_at)
    found = session.scalars(
        select(SchoolImport)
        .where(SchoolImport.cleared_at.is_(None), last < now - KEPT)
        .order_by(last)
        .limit(1)
    ).first()
    if found is None or clear_rows(session, found.id):
        return
    session.execute(delete(ImportChunk).where(ImportChunk.import_id == found.id))
    found.sample, found.cleared_at = [], now
    found.state = "done" if found.state == "done" else "cancelled"


def note(session: Session, found: SchoolImport, deed: str, by: By) -> None:
    """Write in the audit what was done with a list."""
    audit.append(
        session,
        now=by.now,
        who=by.id,
        role=by.role,
        what=f"school_import.{deed}",
        subject=str(found.id),
    )


def fingerprint(header: Sequence[str]) -> str:
    """Return what two lists with the same columns share, however they are spelt."""
    folded = json.dumps([fold_header(cell) for cell in own_columns(header)])
    return hashlib.sha256(folded.encode()).hexdigest()


def save_mapping(
    session: Session,
    found: SchoolImport,
    name: str,
    columns: Mapping[str, str],
    now: datetime,
) -> SavedMapping:
    """Remember under a name what the columns of this kind of list are; replaces an older one."""
    saved = session.scalars(
        select(SavedMapping).where(
            SavedMapping.partner_id == found.partner_id, SavedMapping.name == name
        )
    ).one_or_none()
    if saved is None:
        saved = SavedMapping(id=new_id(), partner_id=found.partner_id, name=name)
        session.add(saved)
    saved.fingerprint, saved.made_at = fingerprint(found.header), now
    saved.columns, saved.date_formats = dict(columns), dict(found.date_formats)
    return saved
