"""Uploaded lists open for reading in this process."""

import io
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO
from uuid import UUID

from sqlalchemy.orm import Session

from registry.tables.formats import Table, open_table
from registry.tables.rules import Row
from registry.uploads.actions import copy_of_bytes
from registry.uploads.model import SchoolImport

MOST_OPEN = 4

READ_CHOICES = ("encoding", "delimiter", "header_line", "sheet")
"""What a person can say about how a file is read."""


def open_list(file: BinaryIO, how: Mapping[str, Any]) -> Table:
    """Read a file as a person said, or as was found out before; what `how` lacks is found out.

    Raises:
        Invalid: as `open_table`.

    """
    chosen = {key: how.get(key) or None for key in READ_CHOICES}
    return open_table(file, **{**chosen, "header_line": how.get("header_line")})


@dataclass
class OpenList:
    """A list being read, and how many of its rows were taken."""

    file: BinaryIO
    table: Table

    def __post_init__(self) -> None:
        self.taken = 0
        self._rows = self.table.rows()

    def __del__(self) -> None:
        """Close the file of a job that was cancelled or taken over by another worker."""
        self.file.close()

    def take(self, most: int) -> list[Row]:
        """Return the next rows; fewer than `most` only at the end."""
        rows = list(islice(self._rows, most))
        self.taken += len(rows)
        return rows

    def skip(self, rows: int) -> None:
        """Pass over rows without keeping them."""
        self.taken += sum(1 for _ in islice(self._rows, rows))

    def share_read(self) -> float:
        """Return roughly how much of the file was read, from 0 to 1."""
        here = self.file.tell()
        end = self.file.seek(0, io.SEEK_END)
        self.file.seek(here)
        return here / end if end else 1.0


class OpenLists:
    """Keeps lists open between the steps of a job, so that no step begins at the first row.

    A worker that finds the work of another half done reads up to where that one stopped.
    """

    def __init__(self) -> None:
        self._open: OrderedDict[UUID, OpenList] = OrderedDict()

    def at(self, session: Session, job_id: UUID, found: SchoolImport, taken: int) -> OpenList:
        """Return the list of an import, the next row being the one after `taken`."""
        known = self._open.get(job_id)
        if known is None or known.taken != taken:
            self.close(job_id)
            known = self._open[job_id] = _reopen(session, found)
            known.skip(taken)
            while len(self._open) > MOST_OPEN:
                self.close(next(iter(self._open)))
        self._open.move_to_end(job_id)
        return known

    def close(self, job_id: UUID) -> None:
        """Let go of a list."""
        known = self._open.pop(job_id, None)
        if known is not None:
            known.file.close()


def _reopen(session: Session, found: SchoolImport) -> OpenList:
    file = copy_of_bytes(session, found.id)
    try:
        return OpenList(file, open_list(file, found.detected))
    except BaseException:
        file.close()
        raise
