"""What an issuer's word must say to be believed, and how strongly a person was looked at."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from chassis.errors import Unauthenticated

ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA", "Ed25519")
"""Signatures that are believed: those that only the issuer can make."""
SKEW = timedelta(seconds=60)
"""So far may the issuer's clock be from ours."""
OLDEST = timedelta(minutes=10)

_STRONG_METHODS = frozenset({"mfa", "otp", "hwk"})
"""Values of `amr` (RFC 8176) that mean more than a password."""
_STRONG_CLASSES = frozenset(
    {
        "phr",
        "phrh",
        "https://refeds.org/profile/mfa",
        "http://schemas.openid.net/pape/policies/2007/06/multi-factor",
    }
)
"""Values of `acr` that mean the same."""
_SUBJECT_MOST = 255


@dataclass(frozen=True)
class Expected:
    """What an ID token must agree with; `shown_since` where the person must have been asked."""

    issuer: str
    client_id: str
    nonce: str
    shown_since: datetime | None = None


@dataclass(frozen=True)
class Vouched:
    """For whom an issuer vouches.

    Attributes:
        is_strong: whether more than a password was shown there.
        shown_at: when the person showed there who they are, if the issuer says so.

    """

    issuer: str
    subject: str
    is_strong: bool
    shown_at: datetime | None


def challenge(verifier: str) -> str:
    """Return the S256 challenge of a code verifier (RFC 7636)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def read_claims(claims: Mapping[str, Any], expected: Expected, now: datetime) -> Vouched:
    """Return for whom an ID token vouches, whose signature was verified.

    Raises:
        Unauthenticated: `issuer_unbelieved`.

    """
    subject = claims.get("sub")
    if not (
        claims.get("iss") == expected.issuer
        and claims.get("nonce") == expected.nonce
        and _is_for(claims, expected.client_id)
        and _is_timely(claims, now)
        and isinstance(subject, str)
        and 0 < len(subject) <= _SUBJECT_MOST
        and subject.isascii()
        and subject.isprintable()
    ):
        raise unbelieved()
    shown_at = _instant(claims.get("auth_time"))
    if expected.shown_since and (shown_at is None or shown_at < expected.shown_since - SKEW):
        raise unbelieved()
    return Vouched(
        issuer=expected.issuer,
        subject=subject,
        is_strong=_is_strong(claims),
        shown_at=min(shown_at, now) if shown_at else None,
    )


def unbelieved() -> Unauthenticated:
    """Return the error of a word that is not believed."""
    return Unauthenticated("This is not a sign-in we can believe.", reason="issuer_unbelieved")


def _is_for(claims: Mapping[str, Any], client_id: str) -> bool:
    audience = claims.get("aud")
    named = audience if isinstance(audience, list) else [audience]
    if client_id not in named:
        return False
    return bool(claims.get("azp", client_id if len(named) == 1 else None) == client_id)


def _is_timely(claims: Mapping[str, Any], now: datetime) -> bool:
    ends, issued = _instant(claims.get("exp")), _instant(claims.get("iat"))
    if ends is None or issued is None:
        return False
    return now < ends + SKEW and now - OLDEST - SKEW <= issued <= now + SKEW


def _is_strong(claims: Mapping[str, Any]) -> bool:
    methods = claims.get("amr")
    named = {each for each in methods if isinstance(each, str)} if isinstance(methods, list) else ()
    classed = claims.get("acr")
    return bool(_STRONG_METHODS & set(named)) or (
        isinstance(classed, str) and classed in _STRONG_CLASSES
    )


def _instant(value: object) -> datetime | None:
    """Return an instant given as seconds since 1970; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        return None
