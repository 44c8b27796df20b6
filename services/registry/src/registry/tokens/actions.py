"""Make the tokens by which every service knows who calls."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from joserfc import jwt
from joserfc.jwk import ECKey

from chassis.ids import new_id
from chassis.tokens import ALGORITHM, AUDIENCE
from registry.accounts.model import User
from registry.partners.model import Partner
from registry.roles.model import Membership

LASTS = timedelta(minutes=15)
MOST_LETTERS = 3_900
"""A browser drops a cookie of more than 4,096 bytes, and with it the sign-in; a refresh token of
80 letters stands beside this one. Who holds the most roles under the longest name is shown by a
shorter one, and is not written to by services that know them from tokens."""
SHORT_NAME = 20
INTEGRATOR = "integrator"
"""The role of a program of somebody else; nobody is appointed to it."""
SIGNING_KEY = "registry.signing_key"
"""Where the app keeps the private key, among its extensions."""


class SignIn(NamedTuple):
    """What a token says of the sign-in it belongs to."""

    id: str
    shown_at: datetime | None = None
    """When password or code were last shown."""


@dataclass(frozen=True)
class Issuer:
    """Who signs tokens: the key, and the address that stands in them."""

    key: ECKey
    url: str

    def access_token(
        self,
        user: User,
        sign_in: SignIn,
        *,
        partner: str | None,
        held: Sequence[Membership],
        now: datetime,
    ) -> str:
        """Return a token that says for 15 minutes who a person is and what they may do."""
        roles = [
            {"role": each.role, "scope": each.scope_type, "id": each.scope_id} for each in held
        ]
        claims = {
            **self._common(now),
            "sub": str(user.id),
            "sid": sign_in.id,
            "shown_at": sign_in.shown_at.timestamp() if sign_in.shown_at else 0,
            "login": user.login,
            "name": user.display_name,
            "lang": user.lang,
            "partner": partner,
            "roles": roles,
        }
        if user.email:
            claims["email"] = user.email
        token = self._signed(claims)
        if len(token) > MOST_LETTERS:
            claims.pop("email", None)
            claims["name"] = user.display_name[:SHORT_NAME]
            token = self._signed(claims)
        return token

    def client_token(
        self, client_id: UUID, name: str, tier: str, *, partner: Partner, now: datetime
    ) -> str:
        """Return a token that says for 15 minutes which program calls, and what it may read."""
        return self._signed(
            {
                **self._common(now),
                "sub": str(client_id),
                "sid": str(client_id),
                "name": name,
                "lang": "en",
                "partner": partner.code,
                "roles": [{"role": INTEGRATOR, "scope": "partner", "id": str(partner.id)}],
                "tier": tier,
            }
        )

    def _common(self, now: datetime) -> dict[str, Any]:
        return {
            "iss": self.url,
            "aud": AUDIENCE,
            "iat": now.timestamp(),
            "exp": int((now + LASTS).timestamp()),
            "jti": str(new_id()),
        }

    def _signed(self, claims: Mapping[str, Any]) -> str:
        header = {"alg": ALGORITHM, "kid": key_id(self.key)}
        return jwt.encode(header, dict(claims), self.key)


def key_id(key: ECKey) -> str:
    """Return the name of a key in tokens and in the published key set."""
    return key.kid or key.thumbprint()


def public_keys(key: ECKey) -> dict[str, Any]:
    """Return the published key set (RFC 7517): the public half only."""
    public = key.as_dict(private=False)
    return {"keys": [{**public, "kid": key_id(key), "use": "sig", "alg": ALGORITHM}]}
