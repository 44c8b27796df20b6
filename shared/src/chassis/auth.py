"""Who is calling, and who may call: what a token names, every route's declaration."""

import hmac
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from flask import current_app, g, request

from chassis.errors import Forbidden, Unauthenticated
from chassis.reissues import EXTENSION, Reissues
from chassis.resources import clock, resources, settings
from chassis.tokens import Keys, verified

SIGN_IN_PATH = "/registry/sign-in"
RENEWAL_PATH = "/registry/session/renewal"
STEP_UP_PATH = "/registry/session/step-up"
SHOWN_LATELY = timedelta(minutes=15)
"""So long after password and code were shown a dangerous act may begin."""
FILLED_IN = timedelta(minutes=45)
"""So long a form that was opened in time may be filled in."""
ANONYMOUS = "anonymous"
ALLOW = "__allow__"
"""Attribute of every view: its `Allow`."""
LANGS = "__langs__"
"""Attribute of a view whose page has languages of its own choice."""


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
    issued_at: float
    """Seconds since 1970."""
    shown_at: float = 0.0
    """When password or code were last shown, in seconds since 1970."""
    tier: str | None = None
    """Of a program, which events it may read; people have none."""

    @property
    def is_program(self) -> bool:
        """Say whether no person calls, but a program of somebody else."""
        return self.tier is not None


@dataclass(frozen=True)
class Allow:
    """Who may call a route; `names` is what the API document shows.

    With `asks_again` the caller must have shown password or code lately: nobody who finds a
    computer signed in does what cannot be undone.
    """

    names: tuple[str, ...]
    asks_again: bool = False

    def again(self) -> "Allow":
        """Return the same, for those who have shown lately who they are."""
        return replace(self, asks_again=True)

    @property
    def is_open(self) -> bool:
        """Say whether nobody needs to sign in."""
        return self.names in (("anyone",), ("receipt",))

    def check_shown(self, actor: Actor | None, now: datetime, window: timedelta) -> None:
        """Refuse a caller who has not shown lately who they are.

        Raises:
            Unauthenticated: `step_up_required`.

        """
        if self.asks_again and actor and now.timestamp() - actor.shown_at > window.total_seconds():
            raise Unauthenticated(
                "Show your password and code once more for this.", reason="step_up_required"
            )

    def counts(self, role: str) -> bool:
        """Say whether a role is one of those that let somebody in."""
        return self.names == ("signed_in",) or role in self.names

    def check(self, actor: Actor | None) -> None:
        """Refuse a caller who may not.

        Raises:
            Unauthenticated: nobody is signed in.
            Forbidden: signed in, with none of the roles.

        """
        if self.is_open:
            return
        if actor is None:
            raise Unauthenticated
        is_named = bool(actor.role_names() & set(self.names))
        if not is_named and (self.names != ("signed_in",) or actor.is_program):
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


def read_token(token: str, keys: Keys, now: datetime, issuer: str) -> Actor:
    """Verify a token and return whom it names.

    Raises:
        Unauthenticated: `token_expired`, or `token_invalid` for anything else.

    """
    claims = verified(token, keys, now, issuer)
    return Actor(
        id=claims["sub"],
        sid=claims["sid"],
        login=claims.get("login", ""),
        name=claims.get("name", ""),
        lang=claims.get("lang", "en"),
        partner=claims.get("partner"),
        roles=tuple(Role(r["role"], r["scope"], r["id"]) for r in claims.get("roles", [])),
        issued_at=float(claims["iat"]),
        shown_at=float(claims.get("shown_at", 0)),
        tier=claims.get("tier"),
    )


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
    access, refresh = cookie_parts()
    if not access:
        return None
    try:
        return _read(access, renews_unseen=bool(refresh))
    except Unauthenticated:
        g.sign_in_ended = True
        return None


def _read(token: str, *, renews_unseen: bool = False) -> Actor:
    found = read_token(token, resources().keys, clock().now(), settings().public_url)
    known: Reissues = current_app.extensions[EXTENSION]
    if known.overtake(found.roles, found.issued_at, when_taken=renews_unseen):
        raise Unauthenticated(
            "Your roles may have changed. Please renew your sign-in.", reason="token_stale"
        )
    return found
