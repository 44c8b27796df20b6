"""What the panel may decide, and who of it."""

from collections.abc import Collection, Mapping
from typing import Protocol

from certification.assessments.rules import AWARDED, MINOR_GAPS, NOT_YET
from certification.findings.rules import MAJOR_GAP, MINOR_GAP
from certification.standards.rules import Standard
from chassis.errors import Refused

OUTCOMES = (AWARDED, MINOR_GAPS, NOT_YET)
LEAST_REASONS, MOST_REASONS = 20, 4000
TWO_SIGN = "gold"
"""The level that two people of the panel must agree to."""


class Gate(Protocol):
    """Something that is so, or not."""

    @property
    def met(self) -> bool:
        """Say whether it is so."""
        ...


def check_gaps(outcome: str, state: str, kinds: Mapping[str, str]) -> None:
    """Refuse an outcome that does not go with the gaps that stand.

    `kinds` says what was found, by criterion. Small gaps are named by the assessors; once the
    panel lets a school close them, it awards only when each was looked at again.

    Raises:
        Refused: `gaps_open` with the `criteria`, `no_small_gap`, `major_gap` with the `criteria`.

    """
    small, large = (
        [criterion for criterion, kind in kinds.items() if kind == wanted]
        for wanted in (MINOR_GAP, MAJOR_GAP)
    )
    if outcome == AWARDED and state == MINOR_GAPS and (small or large):
        raise Refused(
            "The assessors have not looked again at every gap.",
            reason="gaps_open",
            criteria=small + large,
        )
    if outcome == MINOR_GAPS and large:
        raise Refused("A gap is too large to be closed soon.", reason="major_gap", criteria=large)
    if outcome == MINOR_GAPS and not small:
        raise Refused("The assessors named no small gap.", reason="no_small_gap")


def check_level(level: str | None) -> str:
    """Return the level to be awarded.

    Raises:
        Refused: `no_level`, when what was found reaches none.

    """
    if level is None:
        raise Refused("What was found does not reach a level yet.", reason="no_level")
    return level


def check_gates(standard: Standard, level: str, gates: Mapping[str, Gate]) -> None:
    """Refuse an award while a gate that it needs is closed.

    Raises:
        Refused: `gate_unmet`, with the `gates`.

    """
    closed = [name for name in needed(standard, level) if not gates[name].met]
    if closed:
        raise Refused("Not all that this level needs is so.", reason="gate_unmet", gates=closed)


def needed(standard: Standard, level: str) -> tuple[str, ...]:
    """Return the gates of a level."""
    return next(rule.gates for rule in standard.awards if rule.award == level)


def check_other_person(by: object, signed: Collection[object]) -> None:
    """Refuse a second signature of the same person.

    Raises:
        Refused: `same_person`.

    """
    if by in signed:
        raise Refused("A second person of the panel must agree.", reason="same_person")
