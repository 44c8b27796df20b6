"""The tables of school imports: the upload, its bytes, its rows, and remembered mappings."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column

from chassis.db import Json, Versioned
from registry.base import Base

SHORT = String(20)
IMPORT = "school_import.id"


class SchoolImport(Versioned, Base):
    """One list somebody sent, and how far it has come."""

    __tablename__ = "school_import"
    __table_args__ = (Index("ix_school_import_newest", "partner_id", "made_at", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    partner_id: Mapped[UUID]
    file_name: Mapped[str] = mapped_column(String(200))
    size: Mapped[int]
    """Of the upload, in bytes."""
    sha256: Mapped[str] = mapped_column(String(64))
    country: Mapped[str | None] = mapped_column(String(2))
    """For rows that name none."""
    any_country: Mapped[bool] = mapped_column(default=False)
    """Whether rows may lie in countries the partner does not serve."""
    chosen: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    """What the person said about the file: `encoding`, `delimiter`, `header_line`, `sheet`,
    and `date_formats`, field to way."""
    detected: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    """How the file is read now: the same keys, and `kind`, `sheets`."""
    header: Mapped[list[str]] = mapped_column(Json, default=list)
    sample: Mapped[list[Any]] = mapped_column(Json, default=list)
    """The first rows as `[line, cells]`, long cells cut; for showing only."""
    mapping: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    """Column, counted from 0 and written as text, to field."""
    mapping_name: Mapped[str | None] = mapped_column(String(80))
    """The remembered mapping that was used."""
    date_formats: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    """Field to the ways its dates may be written; of more than one the person must choose."""
    warnings: Mapped[list[Any]] = mapped_column(Json, default=list)
    """`{code, column, count}` for each kind of doubt about cells that were taken."""
    problems: Mapped[list[Any]] = mapped_column(Json, default=list)
    """`{code, column, count, lines}` for each kind of row error; the first few lines."""
    state: Mapped[str] = mapped_column(SHORT)
    """uploaded, reading, preview, applying, done or cancelled; a job that failed tells of it."""
    counts: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    """Rows by outcome, once the list is read."""
    rows: Mapped[int] = mapped_column(default=0)
    whole_list: Mapped[bool] = mapped_column(default=False)
    """Whether the list names every school of its country."""
    duplicates: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    """Line, or `all`, to `skip`, `add` or the id of the school it is."""
    job_id: Mapped[UUID | None]
    """The reading or the applying under way, or the last one."""
    made_by: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[datetime]
    read_mark: Mapped[UUID | None]
    """Made when its rows began to be compared with the registry."""
    applied_mark: Mapped[UUID | None]
    """Made when the last of its rows came in; ids grow, so the two can be compared."""
    confirmed_by: Mapped[str | None] = mapped_column(String(80))
    confirmed_at: Mapped[datetime | None]
    cleared_at: Mapped[datetime | None]
    """When the bytes and rows were deleted."""


class ImportChunk(Base):
    """A piece of an upload's bytes, at most 1 MB."""

    __tablename__ = "import_chunk"

    import_id: Mapped[UUID] = mapped_column(
        ForeignKey(IMPORT, ondelete="CASCADE"), primary_key=True
    )
    no: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class SavedMapping(Base):
    """What the columns of one kind of list are, remembered under a name."""

    __tablename__ = "import_mapping"
    __table_args__ = (
        UniqueConstraint("partner_id", "name"),
        Index("ix_import_mapping_fingerprint", "partner_id", "fingerprint"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    partner_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(80))
    fingerprint: Mapped[str] = mapped_column(String(64))
    """Of the header it was made for; a list with the same header gets it unasked."""
    columns: Mapped[dict[str, Any]] = mapped_column(Json)
    """Header word to field."""
    date_formats: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    made_at: Mapped[datetime]


class ImportRow(Base):
    """One row of a list: what it says of a school, and what it would do in the registry."""

    __tablename__ = "import_row"
    __table_args__ = (
        Index("ix_import_row_code", "import_id", "country", "code_key"),
        Index("ix_import_row_match", "import_id", "country", "match_key"),
        Index("ix_import_row_school", "import_id", "school_id"),
    )

    import_id: Mapped[UUID] = mapped_column(
        ForeignKey(IMPORT, ondelete="CASCADE"), primary_key=True
    )
    line: Mapped[int] = mapped_column(primary_key=True)
    """Where the row begins in the file, counted from 1."""
    outcome: Mapped[str] = mapped_column(SHORT)
    school_id: Mapped[UUID | None]
    """The school it is, or will be when it is added."""
    twin_id: Mapped[UUID | None]
    """A school of the registry it may be; for possible duplicates."""
    twin_line: Mapped[int | None]
    """An earlier row of the same list it may repeat."""
    country: Mapped[str | None] = mapped_column(String(2))
    area: Mapped[str | None] = mapped_column(String(200))
    town: Mapped[str | None] = mapped_column(String(200))
    name: Mapped[str | None] = mapped_column(String(300))
    names: Mapped[dict[str, Any] | None] = mapped_column(Json)
    official_code: Mapped[str | None] = mapped_column(String(40))
    code_key: Mapped[str | None] = mapped_column(String(80))
    kind: Mapped[str | None] = mapped_column(SHORT)
    ownership: Mapped[str | None] = mapped_column(SHORT)
    setting: Mapped[str | None] = mapped_column(SHORT)
    size_band: Mapped[str | None] = mapped_column(SHORT)
    langs: Mapped[list[Any] | None] = mapped_column(Json)
    operating: Mapped[str | None] = mapped_column(SHORT)
    opened_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    successor_code: Mapped[str | None] = mapped_column(String(40))
    folded: Mapped[str | None] = mapped_column(Text)
    name_key: Mapped[str | None] = mapped_column(String(200))
    match_key: Mapped[str | None] = mapped_column(String(200))
    changes: Mapped[dict[str, Any] | None] = mapped_column(Json)
    """For a school that changes: field to what it is now."""
    problems: Mapped[list[Any] | None] = mapped_column(Json)
    """For a row that cannot be taken: `{code, column, params}`, the first to be shown alone."""
    cells: Mapped[list[Any] | None] = deferred(mapped_column(Json))
    """For a row that cannot be taken: the cells as read."""
