"""What an issuer, or somebody in its name, may not make us believe."""

import base64
import hmac
import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import ECKey, OKPKey, RSAKey

from chassis.clock import StillClock
from registry.issuers.actions import PROVIDER
from registry.issuers.rules import challenge
from tests.registry.conftest import Door
from tests.registry.externals.conftest import Trust
from tests.registry.externals.outside import CLIENT_ID, Liar, way_of
from tests.registry.forms import fields

START = "/registry/external/start"
CALLBACK = "/registry/external/callback"


@pytest.fixture
def browser(registry: Flask, liar: Liar, door: Door, clock: StillClock) -> FlaskClient:
    """The browser of a visitor whom the issuer knows as `somebody`, as does the registry."""
    made = registry.test_client()
    path = f"/registry/invitations/{door.secret('t1', 'trainer')}"
    typed = {**fields(made.get(path)), "display_name": "Ana Rusu", "lang": "en"}
    way = way_of(made.post(f"{path}/external", data=typed))
    honest = liar.signed(liar.claims(way, clock.now().timestamp()))
    assert arrive(made, liar, way, honest).status_code == 200
    return made


def arrive(browser: FlaskClient, liar: Liar, way: dict[str, str], token: str) -> Any:
    liar.token = lambda: token
    return browser.get(CALLBACK, query_string={"code": "a code", "state": way["state"]})


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def sealed(claims: dict[str, Any], kid: str | None, secret: bytes) -> str:
    """Return a token by a secret; no library lends itself to the one that matters here."""
    header = {"alg": "HS256", "kid": kid}
    text = f"{b64(json.dumps(header).encode())}.{b64(json.dumps(claims).encode())}"
    return f"{text}.{b64(hmac.digest(secret, text.encode(), 'sha256'))}"


def unsigned(claims: dict[str, Any]) -> str:
    return f"{b64(json.dumps({'alg': 'none'}).encode())}.{b64(json.dumps(claims).encode())}."


def test_an_honest_issuer_is_believed_and_told_who_we_are(
    browser: FlaskClient, liar: Liar, clock: StillClock
) -> None:
    way = way_of(browser.get(START))
    token = liar.signed(liar.claims(way, clock.now().timestamp()))
    assert arrive(browser, liar, way, token).status_code == 303
    asked = liar.asked[-1]
    assert challenge(asked["code_verifier"]) == way["code_challenge"]
    assert (way["code_challenge_method"], way["scope"], way["tenant"]) == ("S256", "openid", "1")
    assert asked["redirect_uri"] == f"http://127.0.0.1:8080{CALLBACK}"
    assert base64.b64decode(asked["Authorization"].split()[1]) == b"ciss:s%2Fe+cret"


def test_the_secret_stands_in_the_form_where_the_issuer_takes_no_header(
    browser: FlaskClient, liar: Liar, registry: Flask
) -> None:
    liar.about = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    registry.extensions.pop(PROVIDER)
    arrive(browser, liar, way_of(browser.get(START)), "no token")
    assert (liar.asked[-1]["client_id"], liar.asked[-1]["client_secret"]) == ("ciss", "s/e cret")
    assert "Authorization" not in liar.asked[-1]


CHANGES: dict[str, dict[str, Any]] = {
    "another nonce": {"nonce": "x"},
    "no nonce": {"nonce": None},
    "another audience": {"aud": "other"},
    "several audiences and no party": {"aud": [CLIENT_ID, "other"]},
    "another party": {"aud": [CLIENT_ID, "other"], "azp": "other"},
    "another issuer": {"iss": "https://evil.example"},
    "no end": {"exp": None},
    "an end that is no number": {"exp": "never"},
    "an endless end": {"exp": float("inf")},
    "no beginning": {"iat": None},
    "no subject": {"sub": None},
    "an empty subject": {"sub": ""},
    "a subject with a sign no database keeps": {"sub": "a\x00b"},
    "a subject too long": {"sub": "a" * 256},
    "a subject that is a list": {"sub": ["somebody"]},
}


@pytest.mark.parametrize("changed", CHANGES.values(), ids=CHANGES)
def test_a_token_that_says_something_else_lets_nobody_in(
    browser: FlaskClient, liar: Liar, clock: StillClock, changed: dict[str, Any]
) -> None:
    way = way_of(browser.get(START))
    token = liar.signed(liar.claims(way, clock.now().timestamp(), **changed))
    assert_refused(browser, arrive(browser, liar, way, token))


@pytest.mark.parametrize(("name", "seconds"), [("exp", -61), ("iat", 62), ("iat", -662)])
def test_a_token_of_another_time_lets_nobody_in(
    browser: FlaskClient, liar: Liar, clock: StillClock, name: str, seconds: int
) -> None:
    way, now = way_of(browser.get(START)), clock.now().timestamp()
    token = liar.signed(liar.claims(way, now, **{name: int(now) + seconds}))
    assert_refused(browser, arrive(browser, liar, way, token))


def test_a_clock_that_is_a_little_off_is_borne(
    browser: FlaskClient, liar: Liar, clock: StillClock
) -> None:
    way, now = way_of(browser.get(START)), clock.now().timestamp()
    token = liar.signed(liar.claims(way, now, iat=int(now) + 59, exp=int(now) - 58))
    assert arrive(browser, liar, way, token).status_code == 303


FORGERS: dict[str, Callable[[Liar, dict[str, Any]], str]] = {
    "nobody": lambda _liar, claims: unsigned(claims),
    "the public key as a secret": lambda liar, claims: sealed(
        claims, liar.key.kid, liar.key.as_pem(private=False)
    ),
    "our own secret": lambda liar, claims: sealed(claims, liar.key.kid, b"s/e cret"),
    "another key": lambda _liar, claims: jwt.encode(
        {"alg": "ES256"}, claims, ECKey.generate_key("P-256")
    ),
    "another key of the same name": lambda liar, claims: jwt.encode(
        {"alg": "ES256", "kid": liar.key.kid}, claims, ECKey.generate_key("P-256")
    ),
    "nothing at all": lambda _liar, _claims: "",
    "no object": lambda liar, _claims: liar.signed({}).replace(".", "", 1),
}


@pytest.mark.parametrize("forge", FORGERS.values(), ids=FORGERS)
def test_a_forged_signature_lets_nobody_in(
    browser: FlaskClient,
    liar: Liar,
    clock: StillClock,
    forge: Callable[[Liar, dict[str, Any]], str],
) -> None:
    way = way_of(browser.get(START))
    claims = liar.claims(way, clock.now().timestamp())
    assert_refused(browser, arrive(browser, liar, way, forge(liar, claims)))


@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")
@pytest.mark.parametrize("alg", ["RS256", "PS256", "EdDSA", "Ed25519"])
def test_new_keys_of_every_kind_are_fetched_when_they_are_needed(
    browser: FlaskClient, liar: Liar, clock: StillClock, registry: Flask, alg: str
) -> None:
    registry.extensions.pop(PROVIDER)
    key = RSAKey.generate_key(2048) if alg[1] == "S" else OKPKey.generate_key("Ed25519")
    liar.key = key  # type: ignore[assignment] # a key of another kind
    way = way_of(browser.get(START))
    claims = liar.claims(way, clock.now().timestamp())
    token = jwt.encode({"alg": alg}, claims, key, algorithms=[alg])
    assert arrive(browser, liar, way, token).status_code == 303


@pytest.mark.parametrize("shown", [None, -3600])
def test_showing_oneself_again_needs_to_be_seen_again(
    browser: FlaskClient, liar: Liar, clock: StillClock, shown: int | None
) -> None:
    now = clock.now().timestamp()
    way = way_of(browser.get(START))
    assert arrive(browser, liar, way, liar.signed(liar.claims(way, now))).status_code == 303
    way = way_of(browser.get("/registry/external/again?next=/registry/me/password"))
    claims = liar.claims(way, now, auth_time=shown and int(now) + shown)
    assert arrive(browser, liar, way, liar.signed(claims)).status_code == 401
    assert "step-up" in browser.get("/registry/me/password").location


def test_who_signs_in_unseen_is_asked_again_before_a_dangerous_act(
    browser: FlaskClient, liar: Liar, clock: StillClock
) -> None:
    way, now = way_of(browser.get(START)), clock.now().timestamp()
    token = liar.signed(liar.claims(way, now, auth_time=int(now) - 3600))
    assert arrive(browser, liar, way, token).status_code == 303
    assert "step-up" in browser.get("/registry/me/password").location


def test_an_answer_in_the_name_of_another_issuer_is_refused(
    browser: FlaskClient, liar: Liar, clock: StillClock
) -> None:
    way = way_of(browser.get(START))
    liar.token = lambda: liar.signed(liar.claims(way, clock.now().timestamp()))
    query = {"code": "a code", "state": way["state"], "iss": "https://evil.example"}
    assert_refused(browser, browser.get(CALLBACK, query_string=query))


@pytest.mark.parametrize(
    "about",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "http://evil.example/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": None},
        {"authorization_endpoint": "https://id.example.org/\r\nSet-Cookie: ciss=x"},
    ],
)
def test_an_issuer_that_says_it_is_another_is_not_gone_to(
    browser: FlaskClient, liar: Liar, registry: Flask, about: dict[str, Any]
) -> None:
    liar.about = about
    registry.extensions.pop(PROVIDER)
    assert browser.get(START).status_code == 503


def test_an_issuer_that_is_away_is_told_in_plain_words(registry: Flask, trust: Trust) -> None:
    trust("http://127.0.0.1:1")
    answer = registry.test_client().get(START)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 503
    assert "Example ID does not answer" in page
    assert 'href="/registry/sign-in"' in page


@pytest.mark.usefixtures("liar")
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    query=st.dictionaries(
        st.sampled_from(["code", "state", "error", "iss", "error_description", "x"]), st.text()
    ),
    cookie=st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789-_=", max_size=80),
    is_ours=st.booleans(),
)
def test_whatever_comes_back_lets_nobody_in_and_breaks_nothing(
    registry: Flask, query: dict[str, str], cookie: str, is_ours: bool
) -> None:
    made = registry.test_client()
    if is_ours:
        query = {**query, "state": way_of(made.get(START))["state"]}
    else:
        made.set_cookie("ciss-way", cookie)
    answer = made.get(CALLBACK, query_string=query)
    assert answer.status_code in (400, 401, 403)
    assert made.get_cookie("ciss") is None


def assert_refused(browser: FlaskClient, answer: Any) -> None:
    assert answer.status_code == 401
    assert "did not work" in answer.get_data(as_text=True)
    assert browser.get_cookie("ciss") is None
