"""Bring schools up to what the rows of a newer list say of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from chassis.bus import outbox
from contracts.registry import SchoolChanged
from registry.matches.rules import COLUMNS, Key, Outcome
from registry.names.rules import code_key
from registry.partners.model import Partner
from registry.revisions.rules import columns_of, merged
from registry.schools.formats import fact
from registry.schools.model import School, is_live
from registry.schools.rules import ENDED, TAKING_PART, search_texts
from registry.uploads.model import ImportRow, SchoolImport

TEXTS = ("code_key", "folded", "name_key", "match_key")
"""Columns made from others; see `search_texts`."""

_ROW = ("line", "school_id", "names", *COLUMNS.values())

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Change:
    """A school as it is, and the columns a row says otherwise."""

    line: int
    school: Values
    new: Values

    @property
    def code(self) -> Key | None:
        """Return the code it would be known by, if that changes and must be its own."""
        if not self.new.keys() & {"country", "official_code"} or self.school["state"] in ENDED:
            return None
        said = self.new.get("official_code", self.school["official_code"])
        return (self.new.get("country", self.school["country"]), code_key(said)) if said else None

    def renewed(self, now: datetime) -> dict[str, Any]:
        """Return all columns of the school as they will be."""
        values = {**self.school, **self.new}
        texts = search_texts(
            values["name"], values["town"], values["official_code"], values["names"]
        )
        return {
            **values,
            **asdict(texts),
            "updated_at": now,
            "row_version": self.school["row_version"] + 1,
        }


def revise(
    session: Session, found: SchoolImport, lines: tuple[int, int], now: datetime
) -> tuple[int, set[int]]:
    """Change the schools that rows between two lines say otherwise.

    Fields the list has no column for stay, and so do decisions. Of schools that other services
    know, they are told.

    Returns:
        How many changed, and the lines whose code another school got meanwhile.

    """
    columns = columns_of(set(found.mapping.values()))
    changes = [
        _Change(line, school, new)
        for line, school, row in _pairs(session, found, lines)
        if (new := merged(school, row, columns))
    ]
    taken = _taken(session, {change.code for change in changes if change.code})
    lost = {change.line for change in changes if change.code in taken}
    kept = [change.renewed(now) for change in changes if change.line not in lost]
    _save(session, columns, kept)
    _tell(session, found.partner_id, kept, now)
    return len(kept), lost


def _pairs(
    session: Session, found: SchoolImport, lines: tuple[int, int]
) -> list[tuple[int, Values, Values]]:
    """Return line, school and row, the schools locked until the transaction ends."""
    rows = session.execute(
        select(*(getattr(ImportRow, column) for column in _ROW)).where(
            ImportRow.import_id == found.id,
            ImportRow.line.between(*lines),
            ImportRow.outcome == Outcome.CHANGED,
        )
    ).all()
    by_school = {row.school_id: row for row in rows}
    if not by_school:
        return []
    schools = session.execute(
        select(School.__table__)
        .where(School.id.in_(by_school), School.partner_id == found.partner_id)
        .with_for_update()
    )
    pairs = ((by_school[school.id], school) for school in schools)
    return [(row.line, school._asdict(), row._asdict()) for row, school in pairs]


def _taken(session: Session, codes: Collection[Key]) -> set[Key]:
    """Return those of some codes that living schools have."""
    if not codes:
        return set()
    held = session.execute(
        select(School.country, School.code_key).where(
            is_live(),
            School.country.in_({country for country, _ in codes}),
            School.code_key.in_({key for _, key in codes}),
        )
    )
    return {(country, key) for country, key in held if key}


def _save(session: Session, columns: Sequence[str], schools: Sequence[Values]) -> None:
    if not schools:
        return
    written = [*columns, *TEXTS, "updated_at", "row_version"]
    table: Any = School.__table__
    statement = (
        update(table)
        .where(table.c.id == bindparam("of_id"))
        .values({column: bindparam(f"new_{column}") for column in written})
    )
    session.execute(
        statement,
        [
            {"of_id": each["id"], **{f"new_{column}": each[column] for column in written}}
            for each in schools
        ],
    )


def _tell(session: Session, partner_id: UUID, schools: Sequence[Values], now: datetime) -> None:
    known = [school for school in schools if school["state"] in TAKING_PART]
    if not known:
        return
    partner = session.get_one(Partner, partner_id)
    facts = [
        outbox.Noted(
            fact(SchoolChanged, School(**school), partner), school["row_version"], partner.code
        )
        for school in known
    ]
    outbox.record_all(session, facts, now=now)
