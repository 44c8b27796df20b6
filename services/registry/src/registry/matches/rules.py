"""Which school a row of a list is: the same one, a new one, or perhaps one we have."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from registry.rows.rules import CleanRow, Problem

Key = tuple[str, str]
"""A country, and a code or a name as compared."""


class Outcome(StrEnum):
    """What a row of a list would do."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"
    DUPLICATE = "possible_duplicate"


COLUMNS = {
    "name": "name",
    "official_code": "official_code",
    "country": "country",
    "area": "area",
    "town": "town",
    "kind": "kind",
    "ownership": "ownership",
    "size_band": "size_band",
    "setting": "setting",
    "langs": "langs",
    "status": "operating",
    "opened_on": "opened_on",
    "closed_on": "closed_on",
    "successor_code": "successor_code",
}
"""Fields of a list to columns of a school; `names.<language>` go into `names`.

Decisions of people (state, public listing, time zone, successor) are no field of a list.
"""


@dataclass(frozen=True, slots=True)
class Known:
    """A school of the registry that a row may be."""

    id: UUID
    partner_id: UUID
    country: str
    code_key: str | None
    match_key: str
    values: Mapping[str, Any]
    """Its columns as named in `COLUMNS`, and `names`."""


class Seen(NamedTuple):
    """An earlier row of the same list."""

    line: int
    has_code: bool


class Decision(NamedTuple):
    """What is to become of a row."""

    outcome: Outcome
    school_id: UUID | None = None
    twin_id: UUID | None = None
    twin_line: int | None = None
    problem: Problem | None = None
    changes: Mapping[str, Any] | None = None
    """Column to what the school has now."""


class Matcher:
    """Decides row after row of one list, remembering the rows before.

    Args:
        partner_id: whose list it is; schools of others are never told about.
        header: field to the header of its column, to name it in problems.
        schools: every school of the registry that one of the rows may be.

    """

    def __init__(
        self, partner_id: UUID, header: Mapping[str, str], schools: Iterable[Known]
    ) -> None:
        self._partner_id = partner_id
        self._header = header
        self._by_id: dict[UUID, Known] = {}
        self._by_code: dict[Key, Known] = {}
        self._by_name: dict[Key, list[Known]] = {}
        for school in schools:
            self._by_id[school.id] = school
            if school.code_key:
                self._by_code.setdefault((school.country, school.code_key), school)
            self._by_name.setdefault((school.country, school.match_key), []).append(school)
        self._codes: dict[Key, int] = {}
        self._names: dict[Key, list[Seen]] = {}
        self._taken: dict[UUID, int] = {}

    def remember(
        self, line: int, code: Key | None, name: Key | None, school_id: UUID | None
    ) -> None:
        """Take note of an earlier row of the list."""
        if code:
            self._codes.setdefault(code, line)
        if name:
            self._names.setdefault(name, []).append(Seen(line, has_code=code is not None))
        if school_id:
            self._taken.setdefault(school_id, line)

    def decide(self, row: CleanRow, code_key: str | None, match_key: str) -> Decision:
        """Say what is to become of a row, and remember it for those that follow."""
        code = (row.country, code_key) if code_key else None
        name = (row.country, match_key)
        school, problem = self._find(row, code, name)
        if problem is not None:
            return Decision(Outcome.REJECTED, problem=problem)
        if school is not None:
            changes = dict(changed(row, school))
            decision = Decision(
                Outcome.CHANGED if changes else Outcome.UNCHANGED,
                school.id,
                changes=changes or None,
            )
        else:
            decision = self._twin(name, has_code=code is not None)
        self.remember(row.line, code, name, decision.school_id)
        return decision

    def _find(
        self, row: CleanRow, code: Key | None, name: Key
    ) -> tuple[Known | None, Problem | None]:
        if code in self._codes:
            first = self._codes[code]
            return None, self._problem(
                "code_repeated", "official_code", value=row.official_code or "", first=first
            )
        holder = self._by_code.get(code) if code else None
        school = self._by_id.get(row.id) if row.id else holder
        if row.id and (school is None or school.partner_id != self._partner_id):
            return None, self._problem("id_foreign", "id")
        if holder is not None and holder.partner_id != self._partner_id:
            return None, self._problem("id_foreign", "official_code")
        if school is not None and holder not in (None, school):
            return None, self._problem("code_taken", "official_code", value=row.official_code or "")
        if school is not None and school.id in self._taken:
            first = self._taken[school.id]
            return None, self._problem("school_repeated", "id", first=first)
        if school is None and code is None and name in self._by_name:
            school = next(self._same_without_code(row, name), None)
        return school, None

    def _same_without_code(self, row: CleanRow, name: Key) -> Iterator[Known]:
        """Yield schools of exactly this name and place that no earlier row was."""
        for school in self._mine(name):
            same = (school.values["name"], school.values["town"]) == (row.name, row.town)
            if not school.code_key and same and school.id not in self._taken:
                yield school

    def _twin(self, name: Key, *, has_code: bool) -> Decision:
        """Look for a possible twin: alike in name and town, and one of the two has no code."""
        for school in self._mine(name):
            if not (has_code and school.code_key):
                return Decision(Outcome.DUPLICATE, twin_id=school.id)
        for seen in self._names.get(name, []):
            if not (has_code and seen.has_code):
                return Decision(Outcome.DUPLICATE, twin_line=seen.line)
        return Decision(Outcome.NEW)

    def _mine(self, name: Key) -> Iterator[Known]:
        return (
            school
            for school in self._by_name.get(name, [])
            if school.partner_id == self._partner_id
        )

    def _problem(self, code: str, name: str, **params: str | int) -> Problem:
        return Problem(code, self._header.get(name, "") or name, params)


def changed(row: CleanRow, school: Known) -> Iterator[tuple[str, Any]]:
    """Yield each column of a school that the row says otherwise, with what it is now.

    An empty cell says nothing: what is known stays.
    """
    for name in row.given:
        column = COLUMNS.get(name)
        if column is None:
            continue
        value = getattr(row, name)
        if name == "langs":
            value = list(value)
        if value and value != school.values[column]:
            yield column, school.values[column]
    known = school.values["names"]
    if any(known.get(lang) != text for lang, text in row.names.items()):
        yield "names", known
