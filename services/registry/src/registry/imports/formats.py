"""The file of rows that could not be taken, to be corrected and sent again."""

import csv
import io
from collections.abc import Iterator, Sequence
from tempfile import SpooledTemporaryFile
from typing import IO

from sqlalchemy.orm import Session

from registry.names.rules import safe_cell
from registry.rows.rules import Problem
from registry.uploads import queries
from registry.uploads.model import SchoolImport

IN_MEMORY_BYTES = 1 << 20
ADDED_COLUMNS = ("line", "problem column", "problem")


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
        reason = " ".join(problem.message for problem in told)
        padded = [*cells, *[""] * (width - len(cells))]
        yield lines.of([*padded, str(line), told[0].column, reason])


def file_of_rejections(session: Session, found: SchoolImport) -> IO[bytes]:
    """Return the same as a file at its start; whoever sends it closes it."""
    file = SpooledTemporaryFile(IN_MEMORY_BYTES)  # noqa: SIM115 - the server closes it when sent
    for text in rejections(session, found):
        file.write(text.encode())
    file.seek(0)
    return file


def rejections_name(found: SchoolImport) -> str:
    """Return what the file of rejected rows of a list is called."""
    return f"{found.file_name.rpartition('.')[0] or found.file_name} - rejected.csv"


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
