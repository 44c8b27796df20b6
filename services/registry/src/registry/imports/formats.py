"""The file of rows that could not be taken, to be corrected and sent again."""

import csv
import io
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from flask import Response, stream_with_context
from sqlalchemy.orm import Session

from chassis.db import Database
from registry.names.rules import safe_cell
from registry.rows.rules import Problem
from registry.uploads import queries
from registry.uploads.model import SchoolImport
from registry.uploads.rules import ADDED_COLUMNS
from registry.wordings.formats import problem_words

SAMPLE = (
    "\ufeffname;official_code;town;country;kind\r\n"
    "Rainbow School No. 1 (example);0010;Kalinov;MD;combined\r\n"
    "Dawn Lyceum (example);0303;Kalinov;MD;upper\r\n"
)
"""A small list that is read as it is."""


def rejections(session: Session, found: SchoolImport) -> Iterator[str]:
    """Yield a CSV of the rows that could not be taken, as they were, each with its reason.

    Corrected, the file can be sent as it is: the three columns at its end are no field, and what
    keeps cells from being run as formulas is taken off again.
    """
    lines = _Lines(";" if found.detected.get("delimiter") == ";" else ",")
    yield "\ufeff" + lines.of([*found.header, *ADDED_COLUMNS])
    width = len(found.header)
    for line, problems, cells in queries.rejected(session, found.id):
        told = [Problem(each["code"], each["column"], each["params"]) for each in problems]
        reason = " ".join(problem_words(problem) for problem in told)
        padded = [*cells, *[""] * (width - len(cells))]
        yield lines.of([*padded, str(line), told[0].column, reason])


def _streamed(database: Database, found: SchoolImport) -> Iterator[str]:
    """Yield the same in a session of its own, open only while it is sent."""
    with database.read() as session:
        yield from rejections(session, found)


def rejections_answer(database: Database, found: SchoolImport) -> Response:
    """Answer with the same as a file, named after the list."""
    answer = Response(stream_with_context(_streamed(database, found)), mimetype="text/csv")
    name = f"{found.file_name.rpartition('.')[0] or found.file_name} - rejected.csv"
    # RFC 6266: a header holds Latin letters only, a list may be called anything.
    answer.headers["Content-Disposition"] = (
        f"attachment; filename=\"rejected.csv\"; filename*=UTF-8''{quote(name, safe='')}"
    )
    return answer


class _Lines:
    """Writes one line of CSV at a time."""

    def __init__(self, delimiter: str) -> None:
        self._text = io.StringIO(newline="")
        self._writer = csv.writer(self._text, delimiter=delimiter, lineterminator="\r\n")

    def of(self, cells: Sequence[str]) -> str:
        self._text.seek(0)
        self._text.truncate()
        self._writer.writerow([safe_cell(cell) for cell in cells])
        return self._text.getvalue()
