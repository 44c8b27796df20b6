"""Who is calling, and who may call: tokens verified here, every route's declaration."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Protocol
from uuid import UUID

import httpx
from flask import g, request
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from chassis.clock import monotonic
from chassis.errors import Forbidden, Unauthenticated
from chassis.resources import clock, resources, settings

ALGORITHM = "ES256"
SIGN_IN_PATH = "/registry/sign-in"
RENEWAL_PATH = "/registry/session/renewal"
ANONYMOUS = "anonymous"
KEYS_ARE_FRESH_SECONDS = 300.0


@dataclass(frozen=True)
class Role:
    """One post of a person: what, and where (`scope` is the type, `id` the thing)."""

    role: str
    scope: str
    id: str


class HoldsRoles:
    """What can be asked of whoever holds roles."""

    roles: tuple[Role, ...]

    def has(self, role: str, scope: str | None = None, id: object = None) -> bool:
        """Say whether the person holds a role, anywhere or at one place."""
        return any(
            held.role == role
            and (scope is None or held.scope == scope)
            and (id is None or held.id == str(id))
            for held in self.roles
        )

    def places(self, scope: str, *roles: str) -> list[UUID]:
        """Return the schools, partners or the like where the person holds one of these roles."""
        return [UUID(held.id) for held in self.roles if held.scope == scope and held.role in roles]

    def role_names(self) -> frozenset[str]:
        """Return the names of the roles held."""
        return frozenset(held.role for held in self.roles)


@dataclass(frozen=True)
class Actor(HoldsRoles):
    """The person (or program) behind a request, as their token says."""

    id: str
    sid: str
    login: str
    name: str
    lang: str
    partner: str | None
    roles: tuple[Role, ...]
    issued_at: int


@dataclass(frozen=True)
class Allow:
    """Who may call a route; `names` is what the API document shows."""

    names: tuple[str, ...]

    def check(self, actor: Actor | None) -> None:
        """Refuse a caller who may not.

        Raises:
            Unauthenticated: nobody is signed in.
            Forbidden: signed in, with none of the roles.

        """
        if self.names in (("anyone",), ("receipt",)):
            return
        if actor is None:
            raise Unauthenticated
        if self.names != ("signed_in",) and not actor.role_names() & set(self.names):
            raise Forbidden("Your role does not include this.", reason="role_missing")

    def covers(self, actor: Actor | None) -> bool:
        """Say whether `check` would let this caller pass."""
        try:
            self.check(actor)
        except (Unauthenticated, Forbidden):
            return False
        return True


anyone = Allow(("anyone",))
signed_in = Allow(("signed_in",))
receipt = Allow(("receipt",))
"""Whoever shows the token of their own report; the service that gave it checks it itself."""


def roles(*names: str) -> Allow:
    """Allow whoever holds one of these roles."""
    return Allow(names)


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


def read_token(token: str, keys: Keys, now: datetime, issuer: str) -> Actor:
    """Verify a token's signature, issuer and time, and return whom it names.

    Raises:
        Unauthenticated: `token_expired`, or `token_invalid` for anything else.

    """
    claims = _claims(token, keys)
    instant = now.timestamp()
    if claims.get("iss") != issuer or claims.get("use") != "access":
        raise Unauthenticated("This sign-in is not for this address.", reason="token_invalid")
    if instant >= float(claims["exp"]):
        raise Unauthenticated(
            "The sign-in has ended. Please sign in again.", reason="token_expired"
        )
    return Actor(
        id=claims["sub"],
        sid=claims["sid"],
        login=claims.get("login", ""),
        name=claims.get("name", ""),
        lang=claims.get("lang", "en"),
        partner=claims.get("partner"),
        roles=tuple(Role(r["role"], r["scope"], r["id"]) for r in claims.get("roles", [])),
        issued_at=int(claims["iat"]),
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


def actor_or_none() -> Actor | None:
    """Return who is calling, or None; found once a request."""
    if "actor" not in g:
        # Asked again by the error page of its own failure, this must not fail again.
        g.actor = None
        g.actor = _identify()
    found: Actor | None = g.actor
    return found


def actor() -> Actor:
    """Return who is calling.

    Raises:
        Unauthenticated: nobody is.

    """
    found = actor_or_none()
    if found is None:
        raise Unauthenticated
    return found


def is_service() -> bool:
    """Say whether the caller is a sibling service, by the deployment's shared key.

    A wrong key is refused: taken for anybody, a sibling would read on past all that only
    services are told.

    Raises:
        Unauthenticated: `service_key_invalid`.

    """
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme != "Service":
        return False
    mine = settings().service_key or ""
    if not mine or not hmac.compare_digest(key.encode(), mine.encode()):
        raise Unauthenticated(
            "This is not the key that the services of this deployment share.",
            reason="service_key_invalid",
        )
    return True


def cookie_name() -> str:
    """Return the name of the one sign-in cookie; the `__Host-` prefix needs TLS."""
    return "__Host-ciss" if settings().is_secure else "ciss"


def cookie_parts() -> tuple[str, str]:
    """Return the access token and the refresh secret in the cookie, each '' when absent."""
    access, _, refresh = request.cookies.get(cookie_name(), "").partition("~")
    return access, refresh


def csrf_context() -> tuple[str, bytes]:
    """Return what a form's hidden token is bound to: the session's id and this service's key."""
    found = actor_or_none()
    return (found.sid if found else ANONYMOUS), resources().pages_key


def derive_key(secret: bytes, purpose: str) -> bytes:
    """Return a 32-byte key for one purpose, made from a longer-lived secret."""
    return hmac.new(secret, purpose.encode(), sha256).digest()


def _identify() -> Actor | None:
    """Read the bearer token of an API call, or the cookie of a page; never mix the two."""
    if "/api/" in request.path:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        return _read(token) if scheme == "Bearer" else None
    access, _ = cookie_parts()
    if not access:
        return None
    try:
        return _read(access)
    except Unauthenticated:
        g.sign_in_ended = True
        return None


def _read(token: str) -> Actor:
    return read_token(token, resources().keys, clock().now(), settings().public_url)
