"""What a school is, which states it passes through, and the texts it is found by."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from registry.names.rules import code_key, fold_name, match_key, safe_cell

__all__ = [
    "Kind",
    "Operating",
    "Ownership",
    "SearchTexts",
    "Setting",
    "SizeBand",
    "State",
    "code_key",
    "fold_name",
    "match_key",
    "safe_cell",
    "search_texts",
]

NAME_KEY_CHARACTERS = 200
"""Names are sorted by so many letters; `id` decides between longer twins."""


class State(StrEnum):
    """How far a school has come with us; `listed` ones only stand in the list."""

    LISTED = "listed"
    APPLIED = "applied"
    VERIFIED = "verified"
    ACTIVE = "active"
    DORMANT = "dormant"
    CLOSED = "closed"
    MERGED = "merged"


KNOWN_TO_OTHERS = frozenset(State) - {State.LISTED, State.APPLIED}
"""States whose changes other services are told."""

ENDED = frozenset({State.CLOSED, State.MERGED})
"""States nothing follows on; the official code is free again."""


class Operating(StrEnum):
    """What the official list says about the school, whatever its state with us."""

    OPEN = "open"
    PROPOSED_TO_CLOSE = "proposed_to_close"
    CLOSED = "closed"
    PROPOSED_TO_OPEN = "proposed_to_open"


class Kind(StrEnum):
    """Whom the school teaches."""

    PREPRIMARY = "preprimary"
    PRIMARY = "primary"
    LOWER = "lower"
    UPPER = "upper"
    COMBINED = "combined"
    VOCATIONAL = "vocational"
    SPECIAL = "special"


class Ownership(StrEnum):
    """Who runs the school."""

    PUBLIC = "public"
    PRIVATE = "private"
    FAITH = "faith"
    NGO = "ngo"
    OTHER = "other"


class Setting(StrEnum):
    """Where the school lies."""

    URBAN = "urban"
    PERIURBAN = "periurban"
    RURAL = "rural"


class SizeBand(StrEnum):
    """How many pupils, roughly."""

    TO_49 = "1-49"
    TO_149 = "50-149"
    TO_299 = "150-299"
    TO_599 = "300-599"
    TO_999 = "600-999"
    FROM_1000 = "1000+"


@dataclass(frozen=True, slots=True)
class SearchTexts:
    """The columns a school is sorted, compared and found by; made from its other columns."""

    code_key: str | None
    folded: str
    name_key: str
    match_key: str


def search_texts(
    name: str, town: str | None, code: str | None, names: Mapping[str, str] | None = None
) -> SearchTexts:
    """Make the texts a school is found by, whenever one of these four changes."""
    parts = [name, *(names or {}).values(), town or "", code or ""]
    return SearchTexts(
        code_key=code_key(code) if code else None,
        folded=fold_name(" ".join(parts)),
        name_key=fold_name(name)[:NAME_KEY_CHARACTERS],
        match_key=match_key(name, town)[:NAME_KEY_CHARACTERS],
    )
