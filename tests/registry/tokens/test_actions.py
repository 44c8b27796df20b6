"""A sign-in token must fit into a cookie, or nobody could stay signed in."""

from datetime import UTC, datetime
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from chassis.ids import new_id
from registry.accounts.model import User
from registry.roles.model import Membership
from registry.roles.rules import MOST_ROLES
from registry.signins.rules import make_refresh
from registry.tokens.actions import Issuer, SignIn

NOW = datetime(2026, 2, 2, 6, 0, tzinfo=UTC)
BROWSERS_KEEP = 4096
"""Bytes of a cookie's name and value (RFC 6265, 6.1)."""


def signed(name: str, roles: int, key: ECKey) -> str:
    email = "e" * 64 + "@" + "d" * 180 + ".example"
    user = User(id=new_id(), login="l" * 64, display_name=name, lang="ro", email=email)
    held = [
        Membership(role="safeguarding", scope_type="partner", scope_id=str(new_id()))
        for _ in range(roles)
    ]
    issuer = Issuer(key, "https://the-programme-of-a-long-name.example.org")
    return issuer.access_token(
        user, SignIn(str(new_id()), NOW), partner="md-invented", held=held, now=NOW
    )


def claims_of(token: str, key: ECKey) -> dict[str, Any]:
    return dict(jwt.decode(token, key).claims)


@pytest.mark.parametrize(
    "letter", ["n", "ж", "ก", "😀"], ids=["latin", "cyrillic", "thai", "emoji"]
)
def test_the_most_roles_and_the_longest_names_fit_into_a_cookie(letter: str) -> None:
    key = ECKey.generate_key("P-256")
    token = signed(letter * 80, MOST_ROLES, key)
    cookie = f"__Host-ciss={token}~{make_refresh(new_id(), 999_999_999, b'k' * 32)}"
    assert len(cookie) <= BROWSERS_KEEP
    assert len(claims_of(token, key)["roles"]) == MOST_ROLES


def test_a_token_of_few_roles_says_all_of_it() -> None:
    key = ECKey.generate_key("P-256")
    claims = claims_of(signed("ก" * 80, 3, key), key)
    assert claims["name"] == "ก" * 80
    assert claims["email"].endswith(".example")
