"""What a school is, which states it passes through, and the texts it is found by."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from chassis.errors import Refused
from registry.names.rules import code_key, fold_name, match_key, search_key

_ZONE = re.compile(r"[A-Za-z]+(/[A-Za-z0-9_+-]+){0,2}")

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
        folded=search_key(" ".join(parts)),
        name_key=fold_name(name)[:NAME_KEY_CHARACTERS],
        match_key=match_key(name, town)[:NAME_KEY_CHARACTERS],
    )


class Basis(StrEnum):
    """What a coordinator relied on when verifying a school."""

    OFFICIAL_CODE = "official_code"
    CLAIM = "claim"


VERIFIABLE = frozenset({State.LISTED, State.APPLIED})
TAKING_PART = frozenset({State.VERIFIED, State.ACTIVE, State.DORMANT})
"""States in which the other services know the school and are told of changes."""

HEADS_OWN = frozenset({"public_listing", "langs", "tz", "boarding", "size_band", "setting"})
"""What the head of a school may change; the rest stands in official lists."""

MOST_AT_ONCE = 500
"""So many schools can be verified in one go."""


@dataclass(frozen=True, kw_only=True)
class Closure:
    """Why a school ends, and what follows."""

    reason: str
    merged: bool = False
    successor_id: UUID | None = None
    on: date | None = None
    """The last day; today, where the school is, when not given."""


def check_verifiable(state: str, official_code: str | None, basis: Basis) -> None:
    """Allow a school to be verified.

    Raises:
        Refused: `wrong_state`, or `no_official_code` when the code is what it is to rest on.

    """
    if state not in VERIFIABLE:
        raise Refused(
            "Only a school that is listed or has applied can be verified.",
            reason="wrong_state",
            state=state,
        )
    if basis == Basis.OFFICIAL_CODE and not official_code:
        raise Refused(
            "This school has no official code. Add its code first, or verify it by its claim.",
            reason="no_official_code",
        )


def check_not_ended(state: str) -> None:
    """Allow a change only while the school exists.

    Raises:
        Refused: `wrong_state`.

    """
    if state in ENDED:
        raise Refused(
            "This school is closed; its history stays as it is.", reason="wrong_state", state=state
        )


def is_zone(text: str) -> bool:
    """Say whether a text names a time zone."""
    if not _ZONE.fullmatch(text):
        return False
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
