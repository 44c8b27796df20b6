"""Ways into the registry for tests: tokens made directly, and the front door over HTTP."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

import pyotp
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import ECKey

from chassis.clock import StillClock

PARTNER_ID = UUID("01985a00-0000-7000-8000-000000000001")
PARTNER_CODE = "md"
PUBLIC_URL = "http://127.0.0.1:8080"


@dataclass(frozen=True)
class Tokens:
    """Sign-in tokens made directly, so that a test needs no sign-in.

    `token("coordinator")` is a coordinator of the test's partner; `token("head", scope="school",
    id=school)` the head of a school; `token("coordinator", "panel")` has both at the same place;
    `token("panel", also=[("head", "school", school)])` has roles at two places; `token()` has no
    role at all. `shown_ago` is how many seconds ago password and code were shown.
    """

    key: ECKey
    clock: StillClock

    def raw(
        self,
        *roles: str,
        scope: str = "partner",
        id: object = PARTNER_ID,
        also: Sequence[tuple[str, str, object]] = (),
        shown_ago: int = 0,
        **more: str,
    ) -> str:
        now = int(self.clock.now().timestamp())
        name = "-".join(roles) or "nobody"
        claims = {
            "iss": PUBLIC_URL,
            "aud": "ciss",
            "sub": more.get("sub", str(uuid5(PARTNER_ID, name))),
            "sid": more.get("sid", str(uuid5(PARTNER_ID, f"session of {name}"))),
            "login": more.get("login", name),
            "name": more.get("name", f"Test {name}"),
            "lang": more.get("lang", "en"),
            "partner": PARTNER_CODE,
            "roles": [
                {"role": role, "scope": where, "id": str(which)}
                for role, where, which in [*((role, scope, id) for role in roles), *also]
            ],
            "iat": now,
            "shown_at": now - shown_ago,
            "exp": now + int(timedelta(minutes=15).total_seconds()),
            "jti": "test",
        }
        return jwt.encode({"alg": "ES256"}, claims, self.key)

    def __call__(self, *roles: str, **where: Any) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.raw(*roles, **where)}"}


PageAs = Callable[..., FlaskClient]

R = "/registry/api/v1"
PASSWORD = "seven green apples"


@dataclass
class Person:
    """Somebody who has accepted an invitation."""

    id: str
    login: str
    membership: str
    totp_uri: str | None
    codes: list[str] = field(default_factory=list)

    def otp(self, clock: StillClock) -> str:
        """Return what the code app shows now."""
        assert self.totp_uri
        made = pyotp.parse_uri(self.totp_uri)
        assert isinstance(made, pyotp.TOTP)
        return made.at(clock.now())


@dataclass(frozen=True)
class Door:
    """Ways in, over HTTP."""

    client: Any
    token: Tokens
    clock: StillClock

    def invite(
        self,
        login: str,
        role: str,
        scope: dict[str, str] | None = None,
        by: dict[str, str] | None = None,
        key: str | None = None,
    ) -> Any:
        place = scope or {"type": "partner", "id": str(PARTNER_ID)}
        return self.client.post(
            f"{R}/invitations",
            json={"login": login, "role": role, "scope": place},
            headers={
                **(self.token("coordinator") if by is None else by),
                **({"Idempotency-Key": key} if key else {}),
            },
        )

    def secret(self, login: str, role: str, scope: dict[str, str] | None = None) -> str:
        """Return the secret of a fresh link made by whoever may."""
        by = {"coordinator": "hq", "focal": "head", "deputy": "head", "staff": "head"}.get(role)
        where: dict[str, Any] = {}
        if by == "hq":
            where = {"scope": "network", "id": "all"}
        elif by and scope:
            where = {"scope": scope["type"], "id": scope["id"]}
        answer = self.invite(login, role, scope, self.token(by, **where) if by else None)
        assert answer.status_code == 201, answer.json
        return str(answer.json["invite_url"].rpartition("/")[2])

    def accept(self, secret: str, by: dict[str, str] | None = None, /, **body: object) -> Any:
        given = {"display_name": "Ana Rusu", "lang": "en", "password": PASSWORD}
        return self.client.post(
            f"{R}/invitations/{secret}/acceptance",
            json=body or given,
            headers=by or {},
        )

    def person(self, login: str, role: str, scope: dict[str, str] | None = None) -> Person:
        """Invite somebody new, and let them accept."""
        answer = self.accept(self.secret(login, role, scope))
        assert answer.status_code == 201, answer.json
        found = answer.json
        return Person(
            found["user"]["id"],
            found["user"]["login"],
            found["membership"]["id"],
            found["totp_uri"],
            found["one_time_codes"] or [],
        )

    def tokens(self, username: str, password: str = PASSWORD, **more: str) -> Any:
        return self.client.post(
            f"{R}/tokens",
            json={
                "grant_type": "password",
                "username": username,
                "password": password,
                **more,
            },
        )

    def sign_in(self, person: Person) -> dict[str, str]:
        """Return a bearer header of somebody who signs in with all they have."""
        more = {"otp": person.codes.pop()} if person.codes else {}
        answer = self.tokens(person.login, **more)
        assert answer.status_code == 200, answer.json
        return {"Authorization": f"Bearer {answer.json['access_token']}"}

    def renew(self, refresh_token: str) -> Any:
        return self.client.post(
            f"{R}/tokens", json={"grant_type": "refresh_token", "refresh_token": refresh_token}
        )
