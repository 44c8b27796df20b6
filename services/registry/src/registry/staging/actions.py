"""Compare checked rows with the registry and the rows before them, and stage what they would do."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.ids import new_id
from registry.matches.queries import candidates
from registry.matches.rules import Decision, Matcher, Outcome
from registry.rows.rules import CleanRow, Problem, RowError
from registry.schools.rules import SearchTexts, search_texts
from registry.staging.rules import Tally
from registry.uploads import actions as uploads
from registry.uploads import queries
from registry.uploads.model import SchoolImport

Checked = tuple[Sequence[str], CleanRow | RowError]
"""The cells of a row, and what they mean or what is wrong with them."""

_UNSAID = uploads.COLUMNS.index("problems") - uploads.COLUMNS.index("school_id")
"""How many columns of a staged row stay empty when the row cannot be taken."""


def stage(
    session: Session,
    found: SchoolImport,
    checked: Sequence[Checked],
    tally: Tally,
) -> None:
    """Stage rows in the order of the list, which go on where the rows staged before ended."""
    if not checked:
        return
    good = [(row, _texts(row)) for _, row in checked if isinstance(row, CleanRow)]
    matcher = _matcher(session, found, good)
    texts = {row.line: found_by for row, found_by in good}
    staged = []
    for cells, row in checked:
        if isinstance(row, RowError):
            staged.append(_rejected(found.id, row.line, row.problems, cells, tally))
            continue
        found_by = texts[row.line]
        decision = matcher.decide(row, found_by.code_key, found_by.match_key)
        if decision.problem is not None:
            staged.append(_rejected(found.id, row.line, [decision.problem], cells, tally))
            continue
        tally.count(decision.outcome)
        tally.doubt(row.line, row.warnings)
        staged.append(_taken(found.id, row, found_by, decision))
    uploads.stage(session, staged)


def _texts(row: CleanRow) -> SearchTexts:
    return search_texts(row.name, row.town, row.official_code, row.names)


def _matcher(
    session: Session, found: SchoolImport, rows: Sequence[tuple[CleanRow, SearchTexts]]
) -> Matcher:
    codes = {(row.country, by.code_key) for row, by in rows if by.code_key}
    names = {(row.country, by.match_key) for row, by in rows}
    ids = {row.id for row, _ in rows if row.id}
    schools = candidates(session, found.partner_id, ids=ids, codes=codes, names=names)
    matcher = Matcher(found.partner_id, headers(found), schools)
    for staged in queries.earlier(
        session,
        found.id,
        codes=codes,
        names=names,
        school_ids={school.id for school in schools},
    ):
        matcher.remember(
            staged.line,
            (staged.country, staged.code_key) if staged.code_key else None,
            (staged.country, staged.match_key),
            staged.school_id,
        )
    return matcher


def headers(found: SchoolImport) -> dict[str, str]:
    """Return the header word of each mapped field."""
    return {
        field: found.header[int(column)].strip()
        for column, field in found.mapping.items()
        if int(column) < len(found.header)
    }


def _rejected(
    import_id: UUID, line: int, problems: Sequence[Problem], cells: Sequence[str], tally: Tally
) -> tuple[Any, ...]:
    tally.reject(line, problems[0])
    told = [
        {"code": each.code, "column": each.column, "params": dict(each.params)} for each in problems
    ]
    kept = [cell.replace("\x00", "") for cell in cells]
    said = (Outcome.REJECTED.value, *[None] * _UNSAID, _json(told), _json(kept))
    return (import_id, line, *said)


def _taken(
    import_id: UUID, row: CleanRow, texts: SearchTexts, decision: Decision
) -> tuple[Any, ...]:
    return (
        import_id,
        row.line,
        decision.outcome.value,
        decision.school_id or new_id(),
        decision.twin_id,
        decision.twin_line,
        row.country,
        row.area,
        row.town,
        row.name,
        _json(dict(row.names)) if row.names else "{}",
        row.official_code,
        texts.code_key,
        row.kind,
        row.ownership,
        row.setting,
        row.size_band,
        _json(row.langs) if row.langs else "[]",
        row.status,
        row.opened_on,
        row.closed_on,
        row.successor_code,
        texts.folded,
        texts.name_key,
        texts.match_key,
        _json(decision.changes) if decision.changes else None,
        None,
        None,
    )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
