"""Ask the issuer outside: where people go, what it says of them, and by which keys."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote_plus, urlencode

import httpx
from flask import current_app
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from chassis.addresses import is_sealed_way
from chassis.clock import monotonic
from chassis.errors import NotFound, Unauthenticated, Unavailable
from chassis.resources import settings
from chassis.settings import ExternalIssuer
from registry.issuers import rules
from registry.issuers.rules import Expected, Vouched

CALLBACK_PATH = "/registry/external/callback"
PROVIDER = "registry.provider"
"""Where the app keeps what it knows of the issuer, among its extensions."""

_TIMEOUT = httpx.Timeout(5.0)
_METADATA_IS_FRESH_SECONDS = 3600.0
_KEYS_ARE_FRESH_SECONDS = 300.0
_ASKED_JUST_NOW_SECONDS = 5.0


@dataclass(frozen=True)
class Metadata:
    """What an issuer says of itself; `secret_in_body` where it takes no Basic header."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    secret_in_body: bool


class Provider:
    """The issuer outside, with what it said last of itself and of its keys."""

    def __init__(self, issuer: ExternalIssuer, redirect_uri: str) -> None:
        self.issuer = issuer
        self._redirect_uri = redirect_uri
        self._metadata: Metadata | None = None
        self._metadata_at = 0.0
        self._keys: KeySet | None = None
        self._keys_at = 0.0

    def leave_url(self, *, state: str, nonce: str, verifier: str, asks_again: bool) -> str:
        """Return where to send a person; with `asks_again` the issuer looks at them anew.

        Raises:
            Unavailable: `issuer_away`.

        """
        query = {
            "response_type": "code",
            "client_id": self.issuer.client_id,
            "redirect_uri": self._redirect_uri,
            "scope": "openid",
            "state": state,
            "nonce": nonce,
            "code_challenge": rules.challenge(verifier),
            "code_challenge_method": "S256",
            **({"prompt": "login", "max_age": "0"} if asks_again else {}),
        }
        url = self._about().authorization_endpoint
        return f"{url}{'&' if '?' in url else '?'}{urlencode(query)}"

    def identify(self, code: str, *, verifier: str, expected: Expected, now: datetime) -> Vouched:
        """Exchange the code of somebody who came back, and return for whom the issuer vouches.

        Raises:
            Unavailable: `issuer_away`.
            Unauthenticated: `issuer_refused`, `issuer_unbelieved`.

        """
        token = self._exchange(code, verifier).get("id_token")
        if not isinstance(token, str):
            raise rules.unbelieved()
        return rules.read_claims(self._verified(token), expected, now)

    def _exchange(self, code: str, verifier: str) -> Mapping[str, Any]:
        about = self._about()
        shown = self.issuer.client_id, self.issuer.client_secret
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._redirect_uri,
            "code_verifier": verifier,
        }
        auth: tuple[str, str] | None = None
        if about.secret_in_body:
            form["client_id"], form["client_secret"] = shown
        else:
            auth = quote_plus(shown[0]), quote_plus(shown[1])
        try:
            answer = httpx.post(about.token_endpoint, data=form, auth=auth, timeout=_TIMEOUT)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise _away() from error
        if answer.is_client_error:
            raise Unauthenticated("The issuer refused this sign-in.", reason="issuer_refused")
        return _object_in(answer)

    def _verified(self, token: str) -> Mapping[str, Any]:
        for fresh in (False, True):
            keys = self._key_set(fresh=fresh)
            try:
                return jwt.decode(token, keys, algorithms=list(rules.ALGORITHMS)).claims
            except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
                # Whatever shape it has and whatever it trips over, it is no token; but the
                # issuer may have new keys.
                if fresh:
                    raise rules.unbelieved() from error
        raise AssertionError("unreachable")

    def _about(self) -> Metadata:
        if self._metadata and monotonic() - self._metadata_at < _METADATA_IS_FRESH_SECONDS:
            return self._metadata
        found = _get(f"{self.issuer.issuer.rstrip('/')}/.well-known/openid-configuration")
        urls = [found.get(name) for name in _ENDPOINTS]
        if found.get("issuer") != self.issuer.issuer or not all(map(_is_endpoint, urls)):
            raise _away()
        ways = found.get("token_endpoint_auth_methods_supported")
        in_body = isinstance(ways, list) and "client_secret_basic" not in ways
        there, token, keys = map(str, urls)
        self._metadata = Metadata(there, token, keys, in_body)
        self._metadata_at = monotonic()
        return self._metadata

    def _key_set(self, *, fresh: bool) -> KeySet:
        wait = _ASKED_JUST_NOW_SECONDS if fresh else _KEYS_ARE_FRESH_SECONDS
        if self._keys is None or monotonic() - self._keys_at >= wait:
            self._keys = _usable(_get(self._about().jwks_uri).get("keys"))
            self._keys_at = monotonic()
        return self._keys


_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


def provider() -> Provider:
    """Return the issuer outside by which people sign in to the running app.

    Raises:
        NotFound: there is none.

    """
    issuer, home = settings().external, settings().public_url
    if issuer is None:
        raise NotFound
    made: Provider = current_app.extensions.setdefault(
        PROVIDER, Provider(issuer, f"{home}{CALLBACK_PATH}")
    )
    return made


def _get(url: str) -> Mapping[str, Any]:
    try:
        answer = httpx.get(url, timeout=_TIMEOUT)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise _away() from error
    return _object_in(answer)


def _object_in(answer: httpx.Response) -> Mapping[str, Any]:
    try:
        found = answer.json() if answer.is_success else None
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise _away()
    return found


def _usable(listed: object) -> KeySet:
    """Return the keys we can use; an issuer may have others, of kinds that are unknown here."""
    keys: list[Any] = []
    for each in listed if isinstance(listed, list) else []:
        try:
            keys += KeySet.import_key_set({"keys": [each]}).keys
        except (JoseError, ValueError, TypeError, KeyError, AttributeError):
            continue
    return KeySet(keys)


def _is_endpoint(url: object) -> bool:
    # It goes into a header of ours.
    return isinstance(url, str) and url.isascii() and url.isprintable() and is_sealed_way(url)


def _away() -> Unavailable:
    return Unavailable("The issuer does not answer as it should.", reason="issuer_away")
