"""What was found in a list so far, counted as its rows go by."""

from collections.abc import Iterable, Mapping
from typing import Any

from registry.matches.rules import Outcome
from registry.rows.rules import Problem

LINES_TOLD = 20
"""So many lines are named for each kind of problem; the file of rejected rows has all."""

COUNTED = {
    Outcome.NEW: "new",
    Outcome.CHANGED: "changed",
    Outcome.UNCHANGED: "unchanged",
    Outcome.REJECTED: "rejected",
    Outcome.DUPLICATE: "possible_duplicates",
}
"""What each outcome is called in counts."""


class Tally:
    """Counts of rows by outcome, and of problems and doubts by kind and column.

    Args:
        told: an earlier tally's `as_json`, to count on.

    """

    def __init__(self, told: Mapping[str, Any]) -> None:
        self.counts: dict[str, int] = dict.fromkeys(COUNTED.values(), 0) | told.get("counts", {})
        self._problems = _by_kind(told.get("problems", []))
        self._warnings = _by_kind(told.get("warnings", []))

    def count(self, outcome: Outcome) -> None:
        """Count a row."""
        self.counts[COUNTED[outcome]] += 1

    def reject(self, line: int, problem: Problem) -> None:
        """Count a row that cannot be taken, under its first problem."""
        self.count(Outcome.REJECTED)
        _note(self._problems, problem.code, problem.column, line)

    def doubt(self, line: int, warnings: Iterable[Problem]) -> None:
        """Count doubts about cells that were taken."""
        for warning in warnings:
            _note(self._warnings, warning.code, warning.column, line)

    @property
    def problems(self) -> list[dict[str, Any]]:
        """Return `{code, column, count, lines}`, the most frequent first."""
        return _sorted(self._problems)

    @property
    def warnings(self) -> list[dict[str, Any]]:
        """Return doubts, as `problems`."""
        return _sorted(self._warnings)

    def as_json(self) -> dict[str, Any]:
        """Return what a later tally can count on from."""
        return {"counts": self.counts, "problems": self.problems, "warnings": self.warnings}


Kinds = dict[tuple[str, str], dict[str, Any]]


def _by_kind(told: Iterable[Mapping[str, Any]]) -> Kinds:
    return {(each["code"], each["column"]): dict(each, lines=[*each["lines"]]) for each in told}


def _note(kinds: Kinds, code: str, column: str, line: int) -> None:
    found = kinds.setdefault(
        (code, column), {"code": code, "column": column, "count": 0, "lines": []}
    )
    found["count"] += 1
    if len(found["lines"]) < LINES_TOLD:
        found["lines"].append(line)


def _sorted(kinds: Kinds) -> list[dict[str, Any]]:
    return sorted(kinds.values(), key=lambda each: (-each["count"], each["code"], each["column"]))
