"""What a curriculum is made of, and what must hold of it before anybody learns by it."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from re import findall, search, split

SINGLE, MULTI, ORDER, SCENARIO = "single", "multi", "order", "scenario"
KINDS = (SCENARIO, SINGLE, MULTI, ORDER)
ONE_RIGHT = (SINGLE, SCENARIO)
"""Kinds of which exactly one option is right."""
STAFF, ALL_STAFF, VENUES = "staff", "all_staff", "venues"
"""For whom a module is."""
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


COUNTED_OPTIONS = (
    r"\b(?:first|second|third|fourth|fifth|last) (?:sentence|answer|option)|\boption [a-f]\b"
)
"""Words that point at an option by its place, though each reader sees another order."""


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
    """`staff`, `all_staff` or `venues`; a word for it stands in the pages."""
    about: str
    outcomes: tuple[Outcome, ...]
    units: tuple[Unit, ...]
    draw: Draw
    critical: int
    """How many of its items are critical."""
    passes_also: str | None = None
    """Another module that counts as passed with this one."""
    task: str | None = None
    """What to do in school, for a trainer to look at; None where the quiz is all."""


@dataclass(frozen=True)
class Curriculum:
    """One version of what is taught; published, it never changes."""

    version: str
    status: str
    """`draft`, `review`, `published` or `retired`."""
    langs: tuple[str, ...]
    """Languages in which all of it can be read."""
    modules: tuple[Module, ...]


def faults_of(module: Module, items: Sequence[Item]) -> list[str]:
    """Return in words what is wrong with a module and its questions; nothing when all is well."""
    return [
        *_faults_of_module(module, items),
        *_faults_of_key_places(items),
        *(f"{item.id}: {fault}" for item in items for fault in _faults_of_item(item)),
    ]


def _faults_of_module(module: Module, items: Sequence[Item]) -> Iterator[str]:
    known = {outcome.id for outcome in module.outcomes}
    asked = Counter(item.outcome for item in items)
    pool = Counter(item.kind for item in items)
    ids = Counter(item.id for item in items)
    if sum(unit.minutes for unit in module.units) != module.minutes:
        yield "the minutes of the units do not make those of the module"
    if sum(item.critical for item in items) != module.critical:
        yield f"there must be {module.critical} critical items"
    yield from (f"{each} stands twice" for each, number in ids.items() if number > 1)
    yield from (f"{each} is no outcome of the module" for each in sorted(asked.keys() - known))
    yield from (
        f"{each} is asked about too little" for each in known if asked[each] < ITEMS_AN_OUTCOME
    )
    for kind, number in module.draw.kinds.items():
        if pool[kind] <= number:
            yield f"there are too few of kind {kind} to draw a second quiz"
        if sum(item.critical for item in items if item.kind == kind) > number:
            yield f"there are more critical items of kind {kind} than a quiz has"


def _faults_of_item(item: Item) -> Iterator[str]:
    if not 0 < len(item.stem) <= STEM_LETTERS:
        yield f"the question must have 1 to {STEM_LETTERS} letters"
    if not item.explanation.strip():
        yield "the explanation is missing"
    if search(COUNTED_OPTIONS, item.explanation.lower()):
        yield "the explanation must name an option by what it says, and not by its place"
    options = [option.id for option in item.options]
    if len(options) not in OPTIONS or len(set(options)) < len(options):
        yield "there must be 2 to 6 different options"
    if not item.correct or not set(item.correct) <= set(options):
        yield "the right answer is not among the options"
    yield from _faults_of_kind(item, options)


def _faults_of_kind(item: Item, options: list[str]) -> Iterator[str]:
    if item.kind not in KINDS:
        yield "there is no such kind"
    if item.kind in ONE_RIGHT and len(item.correct) != 1:
        yield "exactly one option must be right"
    if item.kind == MULTI and not 1 < len(item.correct) < len(options):
        yield "two options or more must be right, and not all"
    if item.kind == ORDER and sorted(item.correct) != sorted(options):
        yield "the right order must hold every option once"
    if item.kind == ORDER and list(item.correct) == options:
        yield "the options must not stand in the right order"


def _faults_of_key_places(items: Sequence[Item]) -> Iterator[str]:
    """Say what would let somebody guess well who knows nothing: length, or place."""
    places: Counter[str] = Counter()
    asked = 0
    for item in items:
        if item.kind not in ONE_RIGHT:
            continue
        asked += 1
        for place, option in enumerate(item.options, start=1):
            if option.id in item.correct:
                places[f"stands in place {place}"] += 1
                places["is the longest"] += len(option.text) == max(_lengths(item))
                places["is the shortest"] += len(option.text) == min(_lengths(item))
    for where, number in places.items():
        if number > MOST_GIVEN_AWAY * asked:
            yield f"the right option {where} in {number} of {asked} items"


def _lengths(item: Item) -> list[int]:
    return [len(option.text) for option in item.options]


def too_alike(
    texts: Mapping[str, str], alike: Callable[[str, str], float]
) -> list[tuple[str, str]]:
    """Return the pairs that say nearly the same, by their ids.

    Args:
        texts: by id.
        alike: how alike two texts are, from 0 to 1.

    """
    return [
        (one, other)
        for (one, text), (other, its_text) in combinations(texts.items(), 2)
        if alike(text, its_text) > MOST_ALIKE
    ]


def banned_words(text: str) -> list[str]:
    """Return the words in a text that we never use, as they stand there."""
    return [each for pattern in BANNED_WORDS for each in findall(pattern, text.lower())]


def words_a_sentence(texts: Iterable[str]) -> float:
    """Return how long the sentences of some texts are on average; 0 without a word."""
    sentences = [each.split() for text in texts for each in split(r"(?<=[.!?])[\"”]?\s+", text)]
    return sum(map(len, sentences)) / len(sentences) if sentences else 0.0
