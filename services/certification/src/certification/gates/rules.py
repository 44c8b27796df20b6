"""Whether the gates of an award are open; only gates whose sources exist are asked."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from certification.ceilings.rules import CHANNEL_LIVE, KEY_PEOPLE, Bands, covers
from certification.standards.rules import Standard

CHANNEL, COVERAGE_SILVER, COVERAGE_GOLD = "channel", "coverage_silver", "coverage_gold"
_BARS = {COVERAGE_SILVER: 50, COVERAGE_GOLD: 80}


@dataclass(frozen=True)
class Gate:
    """Whether something is so that an award needs besides the levels."""

    met: bool
    as_of: date | None = None
    """The day it was counted, where it is counted."""


def gates(
    standard: Standard, so: Collection[str], bands: Bands, counted_on: date | None
) -> dict[str, Gate]:
    """Return every gate of a standard for a school of which these facts are so."""
    found = {
        CHANNEL: Gate(CHANNEL_LIVE in so),
        KEY_PEOPLE: Gate(KEY_PEOPLE in so),
        **{name: Gate(covers(bands, bar), counted_on) for name, bar in _BARS.items()},
    }
    return {name: found[name] for name in standard.gates}


def unmet(standard: Standard, award: str, gates: Mapping[str, Gate]) -> list[str]:
    """Return the gates of an award that are not open."""
    return [name for name in standard.rule(award).gates if not gates[name].met]
