"""What a chain of rows must look like, and what was done to one that does not."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple, TypeVar

START = "0" * 64
"""What the first row carries in place of the hash of a row before."""
WITH_PLACE = "2"
"""Begins the document of a row that has a place; a row without one begins with its number."""
MOST_EXAMINED = 100
"""So many broken rows are looked at one by one; of more, only the first are explained."""
_NEAR = 3
_NUMBER = re.compile("[0-9]{1,18}")
_HASH = re.compile("[0-9a-f]{64}")
T = TypeVar("T")


class Line(NamedTuple):
    """One row of a chain, as it is stored."""

    no: int
    at: datetime
    who: str
    role: str | None
    what: str
    subject: str
    why: str | None
    place: str | None
    previous_hash: str
    hash: str


class Mark(NamedTuple):
    """The number and hash of one row, as somebody noted them: `120:9f86d0…`."""

    no: int
    hash: str

    @classmethod
    def read(cls, text: str) -> "Mark":
        """Read a mark as `str` writes it.

        Raises:
            ValueError: it is none.

        """
        number, _colon, hashed = text.strip().partition(":")
        if not (_NUMBER.fullmatch(number) and _HASH.fullmatch(hashed)):
            raise ValueError(text)
        return cls(int(number), hashed)

    def __str__(self) -> str:
        """Write it for people to keep."""
        return f"{self.no}:{self.hash}"


class Kind(StrEnum):
    """What was done to a chain."""

    EDITED = "edited"
    REMOVED = "removed"
    MOVED = "moved"
    """A row stands under another number; `other` says which was its own."""
    ADDED = "added"
    REPLACED = "replaced"
    """A noted row is there no more, or is another one now."""


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong; `other` is the last of several numbers, or the true one."""

    no: int
    kind: Kind
    other: int | None = None


@dataclass(frozen=True)
class Verdict:
    """What a check of a chain found: rows read, the last of them, and all that is wrong."""

    rows: int
    last: Mark = field(default=Mark(0, START))
    faults: tuple[Fault, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Say whether every row is as it was written."""
        return not self.faults

    @property
    def broken_at(self) -> int | None:
        """Return the number of the first broken row."""
        return self.faults[0].no if self.faults else None


def hash_of(line: Line, no: int | None = None) -> str:
    """Return the hash a row should carry, or would carry under another number."""
    number = line.no if no is None else no
    at = line.at.astimezone(UTC).isoformat(timespec="microseconds")
    parts = [number, at, line.who, line.role, line.what, line.subject, line.why]
    if line.place is not None:
        parts = [WITH_PLACE, *parts, line.place]
    parts.append(line.previous_hash)
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def judge(lines: Iterable[Line], head: Mark | None, noted: Sequence[Mark] = ()) -> Verdict:
    """Read a chain from its first row on and say all that is wrong with it.

    Args:
        lines: all rows, by number.
        head: what the chain itself says is its last row.
        noted: rows as they were noted elsewhere, which must still stand.

    """
    walk = _Walk(head or Mark(0, START), {each.no: each.hash for each in noted})
    for line in lines:
        walk.take(line)
    return Verdict(walk.rows, walk.last, tuple(sorted(set(walk.faults()))))


class _Walk:
    """One passage through a chain; remembers only what looks wrong."""

    def __init__(self, head: Mark, noted: Mapping[int, str]) -> None:
        self.rows = 0
        self.last = Mark(0, START)
        self._head = head
        self._noted = dict(noted)
        self._gaps: list[range] = []
        self._broken: list[Line] = []
        self._loose: list[int] = []
        """Rows that do not follow the one before."""
        self._beyond: list[int] = []
        """Rows after the one that the chain says is its last."""

    def take(self, line: Line) -> None:
        """Look at the next row."""
        before, self.last = self.last, Mark(line.no, line.hash)
        self.rows += 1
        if self._noted.get(line.no) == line.hash:
            del self._noted[line.no]
        if line.no > before.no + 1:
            self._gaps.append(range(before.no + 1, min(line.no, self._head.no + 1)))
        _keep(self._broken, line, line.hash != hash_of(line))
        _keep(self._loose, line.no, line.previous_hash != before.hash)
        _keep(self._beyond, line.no, line.no > self._head.no)

    def faults(self) -> Iterator[Fault]:
        """Yield all that is wrong, each cause once."""
        if self.last.no < self._head.no:
            self._gaps.append(range(self.last.no + 1, self._head.no + 1))
        own = self._own_numbers()
        added = self._added(own)
        yield from _of_moved(own)
        yield from self._removed(own)
        yield from (Fault(no, Kind.ADDED) for no in added)
        known = {*own, *added, *(line.no for line in self._broken)}
        edited = {line.no for line in self._broken} - {*own, *added}
        edited |= {max(no - 1, 1) for no in self._loose if not self._is_explained(no, known)}
        last = self.last.no
        if (last, known) == (self._head.no, known - {last}) and self.last != self._head:
            edited.add(last)
        yield from (Fault(no, Kind.EDITED) for no in edited)
        yield from (Fault(no, Kind.REPLACED) for no in self._noted)

    def _own_numbers(self) -> dict[int, int]:
        """Return the rows that stand under a wrong number, each with its own."""
        ends = {no for gap in self._gaps for no in (gap.start, gap.stop - 1)}
        wanted = sorted(ends | {line.no for line in self._broken})
        found = {}
        for line in self._broken:
            near = range(max(1, line.no - _NEAR), line.no + _NEAR + 1)
            own = next((no for no in (*near, *wanted) if hash_of(line, no) == line.hash), None)
            if own and (line.no <= self._head.no or self._is_gone(own)):
                found[line.no] = own
        return found

    def _added(self, own: Mapping[int, int]) -> set[int]:
        """Return the rows that took the number of one that stands elsewhere, or came after all."""
        examined = self._broken[-1].no if self._broken else 0
        doubled = {no for no in set(own.values()) - set(own) if no <= examined}
        beyond = {no for no in self._beyond if no not in own}
        return {no for no in doubled if not self._is_gone(no)} | beyond

    def _removed(self, own: Mapping[int, int]) -> Iterator[Fault]:
        """Yield the numbers whose row is nowhere, be it that others moved up to close the gap."""
        met = set(own.values())
        highest = max({*met, self.last.no} - set(own), default=0)
        closed = (range(no, no + 1) for no in set(own) - met if no < highest)
        for gap in (*self._gaps, *closed):
            cuts = [gap.start - 1, *sorted(no for no in met if no in gap), gap.stop]
            for before, after in pairwise(cuts):
                first, last = before + 1, after - 1
                if first <= last:
                    yield Fault(first, Kind.REMOVED, last if last > first else None)

    def _is_gone(self, no: int) -> bool:
        return any(no in gap for gap in self._gaps)

    def _is_explained(self, no: int, known: set[int]) -> bool:
        """Say whether it is known already why a row does not follow the one before."""
        return bool({no, no - 1} & known) or self._is_gone(no - 1) or no > self._head.no


def _keep(rows: list[T], row: T, is_wanted: bool) -> None:
    if is_wanted and len(rows) < MOST_EXAMINED:
        rows.append(row)


def _of_moved(own: Mapping[int, int]) -> Iterator[Fault]:
    """Yield each exchange once; of rows that moved together, the first."""
    for place, number in own.items():
        is_seen = own.get(number) == place and number < place
        is_led = own.get(place - 1) == number - 1
        if not is_seen and not is_led:
            yield Fault(place, Kind.MOVED, number)
