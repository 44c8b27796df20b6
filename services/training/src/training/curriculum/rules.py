"""What a curriculum is made of, and what must hold of it before anybody learns by it."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from re import findall, split

SINGLE, MULTI, ORDER, SCENARIO = "single", "multi", "order", "scenario"
KINDS = (SCENARIO, SINGLE, MULTI, ORDER)
ONE_RIGHT = (SINGLE, SCENARIO)
"""Kinds of which exactly one option is right."""
STEM_LETTERS = 600
OPTIONS = range(2, 7)
ITEMS_AN_OUTCOME = 2
"""How many items at least ask about the same outcome."""
MOST_ALIKE = 0.8
MOST_GIVEN_AWAY = 0.4
"""Share of items in which the right option may be the longest, or stand in the same place."""
SENTENCE_WORDS = 16
"""How long sentences may be on average."""
BANNED_WORDS = (
    r"child\w* porn\w*",
    r"kiddie porn\w*",
    r"child prostitut\w*",
    r"revenge porn\w*",
    r"child sex tour\w*",
    r"underage wom[ae]n",
)
"""What the Luxembourg Guidelines tell us never to say; patterns, in small letters."""


@dataclass(frozen=True)
class Option:
    """One of the answers to choose from."""

    id: str
    text: str


@dataclass(frozen=True)
class Item:
    """A question of a quiz, with its key: never to be sent before it is answered."""

    id: str
    """Such as `M3-07`; stays the same in every version and language."""
    kind: str
    """`single`, `multi`, `order` or `scenario`."""
    critical: bool
    """Whether it must be right, whatever the score."""
    outcome: str
    """The outcome of the module that it asks about."""
    stem: str
    options: tuple[Option, ...]
    correct: tuple[str, ...]
    """Ids of the right options; for `order` all of them, in the right order."""
    explanation: str


@dataclass(frozen=True)
class Outcome:
    """What somebody can do who has passed."""

    id: str
    text: str


@dataclass(frozen=True)
class Unit:
    """A part of a module."""

    title: str
    minutes: int
    summary: str


@dataclass(frozen=True)
class Draw:
    """How a quiz is drawn: how many of each kind, the critical ones always among them."""

    kinds: Mapping[str, int]
    pass_mark: int
    """Percent."""

    @property
    def size(self) -> int:
        """Return how many items a quiz has."""
        return sum(self.kinds.values())


@dataclass(frozen=True)
class Module:
    """A course that is passed as a whole."""

    code: str
    title: str
    minutes: int
    valid_months: int
    audience: str
    """`staff`, `all_staff` or `venues`."""
    about: str
    outcomes: tuple[Outcome, ...]
    units: tuple[Unit, ...]
    draw: Draw
    critical: int
    """How many of its items are critical."""
    passes_also: str | None = None
    """Another module that counts as passed with this one."""


@dataclass(frozen=True)
class Curriculum:
    """One version of what is taught; published, it never changes."""

    version: str
    status: str
    """`draft`, `review`, `published` or `retired`."""
    langs: tuple[str, ...]
    """Languages in which all of it can be read."""
    modules: tuple[Module, ...]
