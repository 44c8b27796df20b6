"""Sign-in tokens: verified here, by the published keys of whoever issues them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from chassis.clock import monotonic
from chassis.errors import Unauthenticated

ALGORITHM = "ES256"
AUDIENCE = "ciss"
"""For whom a token is: the services of the deployment whose address the issuer has."""
KEYS_ARE_FRESH_SECONDS = 300.0


class Keys(Protocol):
    """Where the public keys of the token issuer come from."""

    def key_set(self, *, fresh: bool = False) -> KeySet:
        """Return the keys; `fresh` asks the source again."""


class HttpKeys:
    """Keys published by registry over HTTP; the last good answer serves while it is away."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._keys: KeySet | None = None
        self._asked_at = -KEYS_ARE_FRESH_SECONDS

    def key_set(self, *, fresh: bool = False) -> KeySet:
        """Return the cached keys, asking at most every five minutes, or every 5 s if `fresh`."""
        wait = 5.0 if fresh else KEYS_ARE_FRESH_SECONDS
        if self._keys is None or monotonic() - self._asked_at > wait:
            self._asked_at = monotonic()
            try:
                answer = httpx.get(self._url, timeout=3.0).raise_for_status()
                self._keys = KeySet.import_key_set(answer.json())
            except httpx.HTTPError as error:
                if self._keys is None:
                    raise Unauthenticated("The sign-in keys cannot be read just now.") from error
        return self._keys


def verified(token: str, keys: Keys, now: datetime, issuer: str) -> Mapping[str, Any]:
    """Verify a token's signature, issuer, audience and time, and return what it says.

    Raises:
        Unauthenticated: `token_expired`, or `token_invalid` for anything else.

    """
    claims = _claims(token, keys)
    is_ours = claims.get("iss") == issuer and claims.get("aud") == AUDIENCE
    if not is_ours or not _is_whole(claims):
        raise Unauthenticated("This sign-in is not for this address.", reason="token_invalid")
    if now.timestamp() >= float(claims["exp"]):
        raise Unauthenticated(
            "The sign-in has ended. Please sign in again.", reason="token_expired"
        )
    return claims


def _is_whole(claims: Mapping[str, Any]) -> bool:
    """Say whether a token has what every token of ours has."""
    times = (claims.get("iat"), claims.get("exp"))
    people = (claims.get("sub"), claims.get("sid"))
    return all(isinstance(each, int | float) for each in times) and all(
        isinstance(each, str) for each in people
    )


def _claims(token: str, keys: Keys) -> Mapping[str, Any]:
    for fresh in (False, True):
        try:
            return jwt.decode(token, keys.key_set(fresh=fresh), algorithms=[ALGORITHM]).claims
        except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
            # A header of any shape may come from outside; whatever it trips over, it is no token.
            if fresh:
                raise Unauthenticated(
                    "The sign-in is not valid. Please sign in again.", reason="token_invalid"
                ) from error
    raise AssertionError("unreachable")
