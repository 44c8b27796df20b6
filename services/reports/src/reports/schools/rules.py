"""How a school is found by what a child types."""

import unicodedata

LONGEST_FOLDED = 600
"""An index of PostgreSQL holds no longer text; of town and name together nobody types more."""


def fold(text: str) -> str:
    """Return a text for searching: NFKC, small letters, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())[:LONGEST_FOLDED]
