"""What a client may see, and how it proves who it is."""

import hashlib
import hmac
from enum import StrEnum

from chassis.errors import Refused

NAME_LETTERS = range(2, 121)
MOST_LIVE = 200
"""Clients of one partner: more would not be looked after."""


class Tier(StrEnum):
    """Which events a client may read."""

    PUBLIC = "public"
    PARTNER = "partner"


class State(StrEnum):
    """Whether a client may come in."""

    ACTIVE = "active"
    ENDED = "ended"


def hash_of(secret: str) -> str:
    """Return what of a secret is kept; it is long and random, so that a plain hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def fits(secret: str, kept: str | None) -> bool:
    """Say whether a secret is the one that is kept."""
    return kept is not None and hmac.compare_digest(hash_of(secret), kept)


def check_live(state: str) -> None:
    """Allow a change of a client that has not ended.

    Raises:
        Refused: `wrong_state`.

    """
    if state != State.ACTIVE:
        raise Refused("This client has ended.", reason="wrong_state", state=state)
