"""Note how a list is laid out, what its columns are and how they write dates."""

from collections.abc import Mapping, Sequence, Set
from itertools import islice
from typing import Any

from sqlalchemy.orm import Session

from chassis.errors import Invalid, sentence
from registry.columns import rules as columns
from registry.dates.rules import FORMATS, date_formats
from registry.layouts.formats import READ_CHOICES
from registry.tables.formats import Table
from registry.uploads import queries
from registry.uploads.actions import fingerprint
from registry.uploads.model import SchoolImport

SAMPLE_ROWS = 10
SAMPLE_CHARACTERS = 120
DATE_ROWS = 2_000
"""So many rows tell how a column writes its dates."""

_DATES = ("opened_on", "closed_on")


def describe(found: SchoolImport, table: Table) -> None:
    """Note how the file is read, its header and its first rows."""
    found.detected = {
        "kind": table.kind,
        "sheets": list(table.sheets),
        **{key: getattr(table, key) for key in READ_CHOICES},
    }
    found.header = list(table.header)
    found.sample = [
        [line, [cell[:SAMPLE_CHARACTERS] for cell in cells]]
        for line, cells in islice(table.rows(), SAMPLE_ROWS)
    ]


def choose_mapping(session: Session, found: SchoolImport, name: str | None = None) -> None:
    """Take the mapping named, or the one remembered for this header, or what the words say.

    Raises:
        Invalid: no mapping has this name.

    """
    if name:
        saved = queries.mapping_named(session, found.partner_id, name)
        if saved is None:
            raise Invalid(
                "No mapping has this name.",
                errors={"mapping": [sentence("No mapping has this name.")]},
            )
    else:
        saved = queries.mapping_for(session, found.partner_id, fingerprint(found.header))
    found.mapping_name = saved.name if saved else None
    if saved is None:
        set_mapping(found, columns.suggest_mapping(found.header))
        return
    set_mapping(found, columns.by_name(found.header, saved.columns)[0])
    found.chosen = {"date_formats": saved.date_formats, **found.chosen}


def set_mapping(found: SchoolImport, mapping: Mapping[int, str]) -> None:
    """Note which column, counted from 0, is which field."""
    found.mapping = {str(column): field for column, field in sorted(mapping.items())}


def choose_dates(found: SchoolImport, chosen: Mapping[str, str]) -> None:
    """Note how columns write dates.

    Raises:
        Invalid: there is no such way.

    """
    wrong = [field for field, form in chosen.items() if form not in FORMATS]
    if wrong:
        raise Invalid(
            "Please choose how dates are written.",
            errors={field: [sentence("There is no such way.")] for field in wrong},
        )
    found.chosen = {**found.chosen, "date_formats": dict(chosen)}


def find_dates(found: SchoolImport, table: Table, missing: Set[str]) -> None:
    """Find out how each column of dates is written, from its first rows."""
    wanted = {field: int(at) for at, field in found.mapping.items() if field in _DATES}
    cells: dict[str, list[str]] = {field: [] for field in wanted}
    for _, row in islice(table.rows(), DATE_ROWS if wanted else 0):
        for field, column in wanted.items():
            cells[field].append(row[column].strip() if column < len(row) else "")
    found.date_formats = {
        field: sorted(date_formats(values, missing)) for field, values in cells.items()
    }


def dates_of(found: SchoolImport) -> dict[str, str]:
    """Return field to the way its dates are read: chosen, or the only one that fits."""
    only = {field: forms[0] for field, forms in found.date_formats.items() if len(forms) == 1}
    chosen: Mapping[str, str] = found.chosen.get("date_formats", {})
    return {**only, **chosen}


def column_name(header: Sequence[str], column: int) -> str:
    """Return what a column is called; `column 3`, counted from 1, where it has no header."""
    return (header[column].strip() if column < len(header) else "") or f"column {column + 1}"


def by_header(found: SchoolImport) -> dict[str, str]:
    """Return the mapping as people know it: header word to field."""
    return {
        column_name(found.header, int(column)): field for column, field in found.mapping.items()
    }


def places(header: Sequence[str], named: Mapping[str, Any]) -> dict[int, str]:
    """Turn a mapping by header words, or by `column 3`, into one by columns.

    Raises:
        Invalid: `unknown_column`, with the words in `errors`.

    """
    by_number = {f"column {column + 1}": column for column in range(len(header))}
    numbered = {by_number[name]: field for name, field in named.items() if name in by_number}
    others = {name: field for name, field in named.items() if name not in by_number}
    found, missing = columns.by_name(header, others)
    if missing:
        raise Invalid(
            "The list has no such column.",
            errors={name: [sentence("The list has no such column.")] for name in missing},
            reason="unknown_column",
        )
    return found | numbered
