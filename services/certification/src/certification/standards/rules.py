"""What a standard consists of."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from chassis.errors import NotFound

BRONZE, SILVER, GOLD = "bronze", "silver", "gold"
AWARDS = (BRONZE, SILVER, GOLD)
"""The levels a school can be awarded, the lowest first."""
HIGHEST = 4
EFFORTS = {"S": 1, "M": 2, "L": 4}
"""How much work a raise is, in words and in figures."""


@dataclass(frozen=True)
class Criterion:
    """One thing a school is rated on."""

    id: str
    title: str
    weight: int
    critical: bool
    """Whether its level is the highest its module can have."""
    system: Mapping[int, str]
    """For each level that another part of the programme must confirm: which fact it waits for."""
    effort: Mapping[int, str]
    """How much work it is to come to each level: S, M or L."""
    levels: tuple[str, ...]
    """What each level from 0 to 4 means here."""
    guidance: str
    questions: tuple[str, ...]
    evidence: tuple[str, ...]

    @property
    def module(self) -> str:
        """Return the module it belongs to, like M3."""
        return f"M{self.id.partition('.')[0]}"


@dataclass(frozen=True)
class Module:
    """A group of criteria that gets a level of its own."""

    id: str
    title: str
    about: str
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True)
class AwardRule:
    """What the levels of the modules must be for one award."""

    award: str
    every: int
    """The least level of every module."""
    modules: Mapping[str, int]
    """The least level of single modules."""
    count: int
    """So many modules must be at `count_level`."""
    count_level: int
    count_among: tuple[str, ...]
    """At least one of these must be among them; empty when it does not matter."""
    gates: tuple[str, ...]
    """What must be so besides."""
    months: int
    """For how long a certificate holds."""


@dataclass(frozen=True)
class Standard:
    """One version of the standard; a published one never changes."""

    version: str
    title: str
    modules: tuple[Module, ...]
    awards: tuple[AwardRule, ...]
    gates: Mapping[str, str]
    """Every gate, with what it asks in one sentence."""
    na_most: int
    """How many criteria may be said not to apply."""
    na_critical: bool
    """Whether a critical one may."""

    @cached_property
    def criteria(self) -> Mapping[str, Criterion]:
        """Return every criterion by its id, in order."""
        return {each.id: each for module in self.modules for each in module.criteria}

    def criterion(self, identifier: str) -> Criterion:
        """Return one criterion.

        Raises:
            NotFound: `no_such_criterion`.

        """
        if identifier not in self.criteria:
            raise NotFound("There is no such criterion.", reason="no_such_criterion")
        return self.criteria[identifier]

    def needed_from(self, gate: str) -> str | None:
        """Return the first award that needs a gate; None for one that the very first needs."""
        first = next((each.award for each in self.awards if gate in each.gates), None)
        return None if first == self.awards[0].award else first

    def rule(self, award: str) -> AwardRule:
        """Return what one award asks."""
        return next(each for each in self.awards if each.award == award)
