"""Compare checked rows with the registry and the rows before them, and stage what they would do."""

import json
from collections.abc import Mapping, Sequence
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

JSON_COLUMNS = frozenset({"names", "langs", "changes", "problems", "cells"})


def stage(
    session: Session,
    found: SchoolImport,
    checked: Sequence[Checked],
    tally: Tally,
) -> None:
    """Stage rows in the order of the list, which go on where the rows staged before ended."""
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
    return _values(
        import_id=import_id,
        line=line,
        outcome=str(Outcome.REJECTED),
        problems=told,
        cells=[cell.replace("\x00", "") for cell in cells],
    )


def _taken(
    import_id: UUID, row: CleanRow, texts: SearchTexts, decision: Decision
) -> tuple[Any, ...]:
    return _values(
        import_id=import_id,
        line=row.line,
        outcome=str(decision.outcome),
        school_id=decision.school_id or new_id(),
        twin_id=decision.twin_id,
        twin_line=decision.twin_line,
        country=row.country,
        area=row.area,
        town=row.town,
        name=row.name,
        names=dict(row.names),
        official_code=row.official_code,
        code_key=texts.code_key,
        kind=row.kind,
        ownership=row.ownership,
        setting=row.setting,
        size_band=row.size_band,
        langs=list(row.langs),
        operating=row.status,
        opened_on=row.opened_on,
        closed_on=row.closed_on,
        successor_code=row.successor_code,
        folded=texts.folded,
        name_key=texts.name_key,
        match_key=texts.match_key,
        changes=_plain(decision.changes) or None,
    )


def _plain(changes: Mapping[str, Any]) -> dict[str, Any]:
    return {
        column: value.isoformat() if hasattr(value, "isoformat") else value
        for column, value in changes.items()
    }


def _values(**values: Any) -> tuple[Any, ...]:
    return tuple(
        json.dumps(value, ensure_ascii=False)
        if name in JSON_COLUMNS and (value := values.get(name)) is not None
        else values.get(name)
        for name in uploads.COLUMNS
    )
