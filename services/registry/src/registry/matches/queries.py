"""Schools of the registry that the rows of a list may be."""

from collections.abc import Collection, Iterable, Iterator
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from chassis.among import among
from registry.matches.rules import COLUMNS, Key, Known
from registry.schools.model import School, is_live
from registry.schools.rules import ENDED

_WANTED = (
    School.id,
    School.partner_id,
    School.code_key,
    School.match_key,
    School.names,
    *(getattr(School, column) for column in COLUMNS.values()),
)


def candidates(
    session: Session,
    partner_id: UUID,
    *,
    ids: Collection[UUID],
    codes: Collection[Key],
    names: Collection[Key],
) -> list[Known]:
    """Return schools with one of these ids, codes or comparable names; living ones first.

    Schools of other partners are among them, so that their codes are not given twice.
    """
    found = {school.id: school for school in _by_code(session, partner_id, codes)}
    if ids:
        found |= {school.id: school for school in _known(session, among(session, School.id, ids))}
    countries, keys = _split(names)
    same_name = among(session, School.country, countries) & among(session, School.match_key, keys)
    for school in _known(session, same_name):
        found.setdefault(school.id, school)
    return list(found.values())


def _by_code(session: Session, partner_id: UUID, codes: Collection[Key]) -> Iterator[Known]:
    if not codes:
        return
    countries, keys = _split(codes)
    same_code = among(session, School.country, countries) & among(session, School.code_key, keys)
    yield from _known(session, same_code & is_live())
    # A closed school that a list still names is that school, not a new one.
    ended = (School.partner_id == partner_id) & School.state.in_(sorted(ENDED))
    yield from _known(session, same_code & ended)


def _split(keys: Iterable[Key]) -> tuple[list[str], list[str]]:
    pairs = set(keys)
    return sorted({country for country, _ in pairs}), sorted({key for _, key in pairs})


def _known(session: Session, condition: ColumnElement[bool]) -> Iterator[Known]:
    for row in session.execute(select(*_WANTED).where(condition).order_by(School.no)):
        values = row._asdict()
        yield Known(
            id=row.id,
            partner_id=row.partner_id,
            country=row.country,
            code_key=row.code_key,
            match_key=row.match_key,
            values=values,
        )
