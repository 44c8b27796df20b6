"""Issuers outside, on this machine: one that is real, and one that says whatever it is told to."""

import json
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx
from authlib.deprecate import AuthlibDeprecationWarning
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

with warnings.catch_warnings():
    # It stands on older modules of its own library, which wants to be heard saying so.
    warnings.simplefilter("ignore", AuthlibDeprecationWarning)
    from oidc_provider_mock import User, run_server_in_thread

CLIENT_ID = "ciss"
STRONG = "strong-subject"
"""Who has shown the real issuer more than a password."""


@contextmanager
def real_issuer() -> Iterator[str]:
    """Run an OpenID Connect provider, and give its address."""
    users = [User(sub=STRONG, claims={"amr": ["pwd", "otp"]})]
    with run_server_in_thread(user_claims=users) as server:
        yield f"http://localhost:{server.server_port}"


@dataclass
class Liar:
    """An issuer whose tokens a test makes; `token` is called with nothing when one is fetched."""

    address: str = ""
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", auto_kid=True))
    about: dict[str, Any] = field(default_factory=dict)
    token: Callable[[], str] = lambda: ""
    asked: list[dict[str, str]] = field(default_factory=list)

    def claims(self, way: dict[str, str], now: float, **other: Any) -> dict[str, Any]:
        """Return what an honest token says to who left by `way`; `other` changes it."""
        honest = {
            "iss": self.address,
            "aud": CLIENT_ID,
            "sub": "somebody",
            "nonce": way["nonce"],
            "iat": int(now),
            "exp": int(now) + 300,
        }
        changed = {**honest, **other}
        return {name: value for name, value in changed.items() if value is not None}

    def signed(self, claims: dict[str, Any]) -> str:
        """Return a token by the published key."""
        return jwt.encode({"alg": "ES256", "kid": self.key.kid}, claims, self.key)

    def answer(self, path: str) -> dict[str, Any]:
        """Answer a request."""
        if path == "/.well-known/openid-configuration":
            return {
                "issuer": self.address,
                "authorization_endpoint": f"{self.address}/authorize?tenant=1",
                "token_endpoint": f"{self.address}/token",
                "jwks_uri": f"{self.address}/keys",
                **self.about,
            }
        if path == "/keys":
            known = KeySet([self.key]).as_dict(private=False)
            return {"keys": [{"kty": "unknown", "kid": "of another kind"}, *known["keys"]]}
        return {"access_token": "unused", "token_type": "Bearer", "id_token": self.token()}


@contextmanager
def lying_issuer() -> Iterator[Liar]:
    """Run an issuer that says what it is told to."""
    liar = Liar()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._send(liar.answer(urlsplit(self.path).path))

        def do_POST(self) -> None:
            text = self.rfile.read(int(self.headers["Content-Length"])).decode()
            liar.asked.append({**dict(parse_qsl(text)), **dict(self.headers.items())})
            self._send(liar.answer(self.path))

        def _send(self, found: dict[str, Any]) -> None:
            body = json.dumps(found).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    liar.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield liar
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def way_of(answer: Any) -> dict[str, str]:
    """Return what a browser that is sent away would say to the issuer."""
    url = answer.location or answer.headers["Refresh"].partition("url=")[2]
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def decided(answer: Any, **form: str) -> str:
    """Let the person decide at the real issuer; return the address it sends them back to."""
    url = answer.location or answer.headers["Refresh"].partition("url=")[2]
    back = httpx.post(url, data=form)
    assert back.status_code == 302, back.text
    return str(back.headers["Location"]).removeprefix("http://127.0.0.1:8080")


def come_back(browser: FlaskClient, answer: Any, subject: str) -> Any:
    """Sign in at the real issuer, and come back."""
    return browser.get(decided(answer, sub=subject))
