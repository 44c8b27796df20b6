"""The table of schools."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    CheckConstraint,
    ColumnElement,
    Index,
    String,
    Text,
    and_,
    bindparam,
    text,
)
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from chassis.db import BigId, Json, Versioned
from registry.base import Base
from registry.schools.rules import ENDED, Operating, State

SORTABLE = String(200).with_variant(String(200, collation="C"), "postgresql")
"""Sorted letter by letter, so that both databases agree and a beginning is a range."""

SHORT = String(20)


def _one_of(column: str, words: type[State] | type[Operating]) -> CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


LIVE = "code_key IS NOT NULL AND state NOT IN ('closed', 'merged')"

UNUSUAL = "operating <> 'open'"


class School(Versioned, Base):
    """One school, from the day a list or a person names it; never deleted.

    The migration also makes the index of its words, which is a matter of the database: the
    FTS5 table `school_search` on SQLite, the trigram index `ix_school_folded` on PostgreSQL.
    """

    __tablename__ = "school"
    __table_args__ = (
        _one_of("state", State),
        _one_of("operating", Operating),
        Index(
            "ix_school_live_code",
            "code_key",
            "country",
            unique=True,
            postgresql_where=text(LIVE),
            sqlite_where=text(LIVE),
        ),
        Index("ix_school_by_name", "partner_id", "name_key", "id"),
        Index("ix_school_by_state", "partner_id", "state", "name_key", "id"),
        Index("ix_school_by_country", "partner_id", "country", "name_key", "id"),
        Index("ix_school_by_area", "partner_id", "area", "name_key", "id"),
        Index(
            "ix_school_by_operating",
            "partner_id",
            "operating",
            "name_key",
            "id",
            postgresql_where=text(UNUSUAL),
            sqlite_where=text(UNUSUAL),
        ),
        Index("ix_school_twins", "country", "match_key"),
    )

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - SQLAlchemy's convention
        """Count the version, and know a school by `id`: `no` belongs to the database."""
        return {"version_id_col": cls.row_version, "primary_key": [cls.id]}

    no: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    """Number within this database, for the search index only: an implicit rowid may change."""
    id: Mapped[UUID] = mapped_column(unique=True)
    partner_id: Mapped[UUID]
    country: Mapped[str] = mapped_column(String(2))
    """ISO 3166-1, two capital letters."""
    area: Mapped[str | None] = mapped_column(String(80))
    town: Mapped[str | None] = mapped_column(String(120))
    name: Mapped[str] = mapped_column(String(300))
    """The official name as given, NFC, never cut."""
    names: Mapped[dict[str, str]] = mapped_column(Json, default=dict)
    """The name in other languages, by BCP 47 tag."""
    official_code: Mapped[str | None] = mapped_column(String(40))
    code_key: Mapped[str | None] = mapped_column(String(80))
    """The code as compared; casefolding may lengthen it."""
    kind: Mapped[str | None] = mapped_column(SHORT)
    ownership: Mapped[str | None] = mapped_column(SHORT)
    setting: Mapped[str | None] = mapped_column(SHORT)
    size_band: Mapped[str | None] = mapped_column(SHORT)
    boarding: Mapped[bool | None]
    langs: Mapped[list[str]] = mapped_column(Json, default=list)
    tz: Mapped[str | None] = mapped_column(String(60))
    """IANA zone; the partner's when empty."""
    public_listing: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(SHORT, default=State.LISTED)
    operating: Mapped[str] = mapped_column(SHORT, default=Operating.OPEN)
    opened_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    successor_id: Mapped[UUID | None]
    successor_code: Mapped[str | None] = mapped_column(String(40))
    """The code of the school that follows, as the list gives it, be it known to us or not."""
    folded: Mapped[str] = mapped_column(Text)
    """Everything the school is searched by, in one folded text."""
    name_key: Mapped[str] = mapped_column(SORTABLE)
    match_key: Mapped[str] = mapped_column(String(200))
    last_import_id: Mapped[UUID | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


BY_NAME = (School.name_key, School.id)
"""The order of every list of schools."""


def is_live() -> ColumnElement[bool]:
    """Return the condition under which a code is taken: only one live school may hold it.

    Its states are written out, not bound, or no database would see that it is the index's own.
    """
    ended: BindParameter[list[str]] = bindparam(
        "ended", sorted(ENDED), expanding=True, literal_execute=True
    )
    return and_(School.code_key.is_not(None), School.state.not_in(ended))
