"""How a school is found by what a child types."""

import unicodedata

LONGEST_FOLDED = 600
"""An index of PostgreSQL holds no longer text; of town and name together nobody types more."""


def fold(text: str) -> str:
    """Return a text for searching: NFKD without accents, small letters, single spaces.

    й and ё lose their marks too: that does no harm, since both sides are folded the same.
    """
    plain = unicodedata.normalize("NFKD", text).casefold()
    # Once more, for what only small letters take apart.
    plain = unicodedata.normalize("NFKD", plain)
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(bare.split())[:LONGEST_FOLDED]
