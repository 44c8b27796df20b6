"""What somebody typed to find a school, ready to be compared."""

from dataclasses import dataclass

from registry.names.rules import clean, code_key, search_key

READERS = (
    "hq",
    "ops",
    "coordinator",
    "safeguarding",
    "panel",
    "auditor",
    "assessor",
    "coach",
    "trainer",
    "checker",
    "observer",
)
"""Who reads the list; those of a school find their own and no other."""

SENTINEL = "\U0010ffff"
"""The last character there is: ends the range of texts with one beginning."""

INDEXED_LETTERS = 3
"""The index of words holds every three letters in a row, so shorter words are not in it."""

SEARCH_LETTERS = 200
SEARCH_WORDS = 8


@dataclass(frozen=True, slots=True)
class SearchTerms:
    """What somebody typed to find a school, ready to be compared with `folded`."""

    code: str
    """All of it, as a code."""
    beginning: str
    """All of it, as the beginning of a name."""
    words: tuple[str, ...]
    """Parts long enough for the index; each must stand somewhere."""
    short_words: tuple[str, ...]
    """The other parts; each must stand somewhere too."""


def search_terms(typed: str) -> SearchTerms | None:
    """Read what was typed in a search box; None when nothing is left of it."""
    tidy = clean(typed[:SEARCH_LETTERS])
    folded = search_key(tidy)
    if not folded:
        return None
    parts = folded.split()[:SEARCH_WORDS]
    words = tuple(part for part in parts if len(part) >= INDEXED_LETTERS)
    if not words and len(folded) >= INDEXED_LETTERS:
        words = (folded,)
    short_words = tuple(part for part in parts if len(part) < INDEXED_LETTERS)
    return SearchTerms(code_key(tidy), folded, words, short_words)
