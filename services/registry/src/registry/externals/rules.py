"""What is remembered of somebody who is on the way to an issuer outside."""

import hmac
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from chassis.errors import Unauthenticated

LASTS = timedelta(minutes=10)
NEXT_MOST = 1_000
"""A longer address would not fit into a cookie."""

SIGN_IN, SHOW_AGAIN, LINK, ACCEPT = "sign_in", "show_again", "link", "accept"


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way there and back.

    Attributes:
        purpose: what is done on return.
        state: what the issuer must hand back (RFC 6749, section 10.12).
        nonce: what must stand in the ID token.
        verifier: proves to the issuer that who left has come back (RFC 7636).
        began_at: seconds since 1970.
        next: the page to go on to.
        sid: the sign-in in which it began, for who is signed in.
        secret: of the invitation that is accepted.
        person: what somebody new has said about themselves.

    """

    purpose: str
    state: str
    nonce: str
    verifier: str
    began_at: float
    next: str = ""
    sid: str = ""
    secret: str = ""
    person: dict[str, Any] = field(default_factory=dict)

    @property
    def shown_since(self) -> datetime | None:
        """Return since when the person must have shown who they are, if it matters."""
        return datetime.fromtimestamp(self.began_at, UTC) if self.purpose == SHOW_AGAIN else None


def check_way(way: Way | None, state: str, now: datetime) -> Way:
    """Return the way somebody came back on.

    Raises:
        Unauthenticated: `way_lost`, when it is another one, or its time is over.

    """
    if (
        way is None
        or not hmac.compare_digest(way.state.encode(), state.encode(errors="replace"))
        or now.timestamp() >= way.began_at + LASTS.total_seconds()
    ):
        raise Unauthenticated("This way back is not good any more.", reason="way_lost")
    return way


def check_answer(answer: dict[str, str], issuer: str) -> str:
    """Return the code an issuer sent somebody back with.

    Raises:
        Unauthenticated: `issuer_cancelled`, `issuer_refused`, `issuer_unbelieved`.

    """
    if answer.get("iss", issuer) != issuer:
        raise Unauthenticated("Another issuer answered.", reason="issuer_unbelieved")
    if answer.get("error") == "access_denied":
        raise Unauthenticated("Signing in was cancelled.", reason="issuer_cancelled")
    code = answer.get("code")
    if "error" in answer or not code:
        raise Unauthenticated("The issuer refused this sign-in.", reason="issuer_refused")
    return code
