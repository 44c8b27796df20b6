"""Make the tokens by which every service knows who calls."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey

from chassis.auth import ALGORITHM
from chassis.ids import new_id
from registry.accounts.model import User
from registry.roles.model import Membership

LASTS = timedelta(minutes=15)
MOST_LETTERS = 3_900
"""A browser drops a cookie of more than 4,096 bytes, and with it the sign-in; a refresh token of
80 letters stands beside this one. Who holds the most roles under the longest name is shown by a
shorter one, and is not written to by services that know them from tokens."""
SHORT_NAME = 20
SIGNING_KEY = "registry.signing_key"
"""Where the app keeps the private key, among its extensions."""


@dataclass(frozen=True)
class Issuer:
    """Who signs tokens: the key, and the address that stands in them."""

    key: ECKey
    url: str

    def access_token(
        self,
        user: User,
        sid: str,
        *,
        partner: str | None,
        held: Sequence[Membership],
        now: datetime,
    ) -> str:
        """Return a token that says for 15 minutes who a person is and what they may do."""
        claims: dict[str, Any] = {
            "iss": self.url,
            "use": "access",
            "sub": str(user.id),
            "sid": sid,
            "login": user.login,
            "name": user.display_name,
            "lang": user.lang,
            "partner": partner,
            "roles": [
                {"role": each.role, "scope": each.scope_type, "id": each.scope_id} for each in held
            ],
            "iat": int(now.timestamp()),
            "exp": int((now + LASTS).timestamp()),
            "jti": str(new_id()),
        }
        if user.email:
            claims["email"] = user.email
        header = {"alg": ALGORITHM, "kid": key_id(self.key)}
        token = jwt.encode(header, claims, self.key)
        if len(token) > MOST_LETTERS:
            claims.pop("email", None)
            claims["name"] = user.display_name[:SHORT_NAME]
            token = jwt.encode(header, claims, self.key)
        return token


def key_id(key: ECKey) -> str:
    """Return the name of a key in tokens and in the published key set."""
    return key.kid or key.thumbprint()


def public_keys(key: ECKey) -> dict[str, Any]:
    """Return the published key set (RFC 7517): the public half only."""
    public = key.as_dict(private=False)
    return {"keys": [{**public, "kid": key_id(key), "use": "sig", "alg": ALGORITHM}]}
