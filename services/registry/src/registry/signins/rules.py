"""How long a sign-in lasts, and how refresh tokens follow one another."""

import hashlib
import hmac
from datetime import datetime, timedelta
from enum import Enum
from typing import NamedTuple
from uuid import UUID

from chassis.errors import Unauthenticated

LASTS = timedelta(hours=12)
TICKET_LASTS = timedelta(minutes=5)
DOUBLE_CLICK = timedelta(seconds=60)
GRACE = timedelta(seconds=30)
"""Two tabs renew at once: the refresh token before stays good for so long."""

_MOST_DIGITS = 9


class RefreshToken(NamedTuple):
    """A refresh token: of which sign-in, which one of its row, and the proof that we made it."""

    sid: UUID
    generation: int
    proof: str

    def __str__(self) -> str:
        """Return the token as it travels."""
        return f"{self.sid.hex}.{self.generation}.{self.proof}"


class Verdict(Enum):
    """What a refresh token is worth."""

    NEWEST = "newest"
    JUST_REPLACED = "just_replaced"
    REUSED = "reused"
    FORGED = "forged"


def make_refresh(sid: UUID, generation: int, key: bytes) -> RefreshToken:
    """Return a refresh token of a sign-in; the same one each time it is asked for."""
    text = f"{sid.hex}.{generation}".encode()
    return RefreshToken(sid, generation, hmac.new(key, text, hashlib.sha256).hexdigest()[:48])


def read_refresh(text: str) -> RefreshToken | None:
    """Return the parts of a refresh token, or None when it is none."""
    sid, _, rest = text.partition(".")
    generation, _, proof = rest.partition(".")
    if not (generation.isascii() and generation.isdecimal() and len(generation) <= _MOST_DIGITS):
        return None
    try:
        return RefreshToken(UUID(hex=sid), int(generation), proof)
    except ValueError:
        return None


def judge_refresh(
    token: RefreshToken, *, newest: int, refreshed_at: datetime, now: datetime, key: bytes
) -> Verdict:
    """Say what a refresh token is worth.

    An older one that we did make was copied by somebody, or our answer to it was lost more than
    half a minute ago; both end the sign-in.
    """
    expected = make_refresh(token.sid, token.generation, key).proof
    if not hmac.compare_digest(expected.encode(), token.proof.encode()):
        return Verdict.FORGED
    if token.generation == newest:
        return Verdict.NEWEST
    if token.generation == newest - 1 and now - refreshed_at <= GRACE:
        return Verdict.JUST_REPLACED
    return Verdict.REUSED if token.generation < newest else Verdict.FORGED


def hash_of(text: str) -> str:
    """Return what of a text is kept where only its sameness matters."""
    return hashlib.sha256(text.encode()).hexdigest()


def code_missing() -> Unauthenticated:
    """Return the error of a sign-in that lacks a code."""
    return Unauthenticated(
        "Send the code of your app, or one of your sheet.",
        reason="otp_required",
        error="invalid_grant",
    )


def wrong_code() -> Unauthenticated:
    """Return the error of a code that lets nobody in."""
    return Unauthenticated(
        "This code is not good, or was used before.",
        reason="wrong_otp",
        error="invalid_grant",
    )


def ended() -> Unauthenticated:
    """Return the error of a sign-in that has ended."""
    return Unauthenticated(
        "The sign-in has ended. Please sign in again.",
        reason="session_ended",
        error="invalid_grant",
    )
