"""Tokens that registry did not make, or not for here, or not for now, are nobody's everywhere."""

import base64
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from joserfc import jws, jwt
from joserfc.jwk import ECKey
from werkzeug.serving import make_server

from chassis.clock import StillClock
from chassis.resources import EXTENSION
from chassis.tokens import HttpKeys
from tests.permissions.world import World

SERVICES = ("registry", "training", "certification", "reports")
Claims = dict[str, Any]


@pytest.fixture
def key(world: World) -> ECKey:
    return world.deployment.keyring.signing_key()


@pytest.fixture
def claims(world: World, key: ECKey) -> Claims:
    own = world.token([("coordinator", "partner", str(world.partner.id))])
    return dict(jwt.decode(own, key).claims)


def asked(world: World, service: str, token: str) -> tuple[int, str | None]:
    client: FlaskClient = world.town.houses[service].app.test_client()
    answer = client.get(f"/{service}/api/v1/me", headers={"Authorization": f"Bearer {token}"})
    return answer.status_code, (answer.json or {}).get("reason")


def part(document: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(document).encode()).rstrip(b"=").decode()


def signed(claims: Claims, key: ECKey, **header: object) -> str:
    return jwt.encode({"alg": "ES256", **header}, claims, key)


def unsigned(claims: Claims, _key: ECKey) -> str:
    return f"{part({'alg': 'none', 'typ': 'JWT'})}.{part(claims)}."


def unsigned_but_with_a_signature(claims: Claims, key: ECKey) -> str:
    return f"{part({'alg': 'none'})}.{part(claims)}.{signed(claims, key).rpartition('.')[2]}"


def by_the_public_key_as_a_secret(claims: Claims, key: ECKey) -> str:
    content = f"{part({'alg': 'HS256', 'typ': 'JWT'})}.{part(claims)}"
    made = hmac.digest(key.as_pem(private=False), content.encode(), "sha256")
    return f"{content}.{base64.urlsafe_b64encode(made).rstrip(b'=').decode()}"


def by_another_key(claims: Claims, key: ECKey) -> str:
    other = ECKey.generate_key("P-256")
    return signed(claims, other, kid=key.thumbprint())


def by_a_key_it_brings(claims: Claims, _key: ECKey) -> str:
    own = ECKey.generate_key("P-256")
    registry = jws.JWSRegistry(strict_check_header=False)
    header = {"alg": "ES256", "jwk": own.as_dict(private=False)}
    return jws.serialize_compact(header, json.dumps(claims), own, registry=registry)


def changed(claims: Claims, key: ECKey) -> str:
    head, _, tail = signed(claims, key).split(".")
    return f"{head}.{part({**claims, 'roles': [], 'sub': 'x'})}.{tail}"


def of_another_issuer(claims: Claims, key: ECKey) -> str:
    return signed({**claims, "iss": "https://elsewhere.example"}, key)


def for_another_audience(claims: Claims, key: ECKey) -> str:
    return signed({**claims, "aud": "elsewhere"}, key)


def for_no_audience(claims: Claims, key: ECKey) -> str:
    return signed({name: said for name, said in claims.items() if name != "aud"}, key)


def without_an_end(claims: Claims, key: ECKey) -> str:
    return signed({name: said for name, said in claims.items() if name != "exp"}, key)


def with_an_end_of_words(claims: Claims, key: ECKey) -> str:
    return signed({**claims, "exp": "never"}, key)


def of_nobody(claims: Claims, key: ECKey) -> str:
    return signed({name: said for name, said in claims.items() if name != "sub"}, key)


FORGERIES: tuple[Callable[[Claims, ECKey], str], ...] = (
    unsigned,
    unsigned_but_with_a_signature,
    by_the_public_key_as_a_secret,
    by_another_key,
    by_a_key_it_brings,
    changed,
    of_another_issuer,
    for_another_audience,
    for_no_audience,
    without_an_end,
    with_an_end_of_words,
    of_nobody,
)


@pytest.mark.parametrize("service", SERVICES)
def test_a_true_token_is_somebodys(world: World, service: str, claims: Claims, key: ECKey) -> None:
    assert asked(world, service, signed(claims, key))[0] == 200


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("forge", FORGERIES, ids=lambda each: each.__name__)
def test_a_forged_token_is_nobodys(
    world: World,
    service: str,
    claims: Claims,
    key: ECKey,
    forge: Callable[[Claims, ECKey], str],
) -> None:
    assert asked(world, service, forge(claims, key)) == (401, "token_invalid")


@pytest.mark.parametrize("service", SERVICES)
def test_a_token_lasts_to_its_end_by_the_clock_of_whoever_reads_it(
    world: World, service: str, claims: Claims, key: ECKey
) -> None:
    now = world.deployment.clock.now()
    for minutes, wanted in ((0.1, 200), (-0.1, 401)):
        ends = {**claims, "exp": (now + timedelta(minutes=minutes)).timestamp()}
        assert asked(world, service, signed(ends, key))[0] == wanted


@pytest.mark.parametrize("service", SERVICES)
def test_a_registry_whose_clock_is_minutes_off_is_believed(
    world: World, service: str, claims: Claims, key: ECKey
) -> None:
    for minutes in (5, -5):
        off = timedelta(minutes=minutes).total_seconds()
        token = signed({**claims, "iat": claims["iat"] + off, "exp": claims["exp"] + off}, key)
        assert asked(world, service, token)[0] == 200


class Published:
    """Registry's keys over HTTP, until it is stopped."""

    def __init__(self, world: World) -> None:
        self.server = make_server("127.0.0.1", 0, world.town.houses["registry"].app, threaded=True)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()
        self.is_up = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/.well-known/jwks.json"

    def stop(self) -> None:
        if self.is_up:
            self.is_up = False
            self.server.shutdown()
            self.thread.join()
            self.server.server_close()


@pytest.fixture
def published(world: World) -> Iterator[Published]:
    made = Published(world)
    yield made
    made.stop()


@pytest.mark.parametrize("service", SERVICES[1:])
def test_with_registry_stopped_valid_tokens_are_taken_and_expired_ones_are_not(
    world: World,
    published: Published,
    service: str,
    claims: Claims,
    key: ECKey,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    resources = world.town.houses[service].app.extensions[EXTENSION]
    clock = StillClock(world.deployment.clock.now())
    monkeypatch.setitem(
        world.town.houses[service].app.extensions,
        EXTENSION,
        type(resources)(**{**vars(resources), "keys": HttpKeys(published.url), "clock": clock}),
    )
    token = signed(claims, key, kid=key.thumbprint())
    assert asked(world, service, token)[0] == 200
    published.stop()
    assert asked(world, service, token)[0] == 200
    clock.advance(timedelta(minutes=10))
    assert asked(world, service, token)[0] == 200
    assert asked(world, service, by_another_key(claims, key)) == (401, "token_invalid")
    clock.advance(timedelta(minutes=6))
    assert asked(world, service, token) == (401, "token_expired")
