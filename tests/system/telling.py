"""The story's teller: the actors, what they know, and how they speak to the program."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event
from typing import Any, TypeVar
from uuid import uuid4

import httpx
import pyotp

from chassis.clock import monotonic
from tests.system.program import Program

T = TypeVar("T")
PATIENCE_SECONDS = 10.0
ASK_AGAIN_SECONDS = 0.05
PATHS = {
    "R/": "/registry/api/v1/",
    "T/": "/training/api/v1/",
    "C/": "/certification/api/v1/",
    "P/": "/reports/api/v1/",
}


@dataclass
class Person:
    """One actor: how to sign in, and the token held now."""

    login: str
    password: str
    totp_uri: str | None = None
    one_time_codes: list[str] = field(default_factory=list)
    token: str = ""
    refresh_token: str = ""
    id: str = ""
    membership: str = ""


@dataclass
class Telling:
    """The story so far: the program, its people, and the ids of things made on the way."""

    program: Program
    people: dict[str, Person] = field(default_factory=dict)
    things: dict[str, Any] = field(default_factory=dict)
    patience_seconds: float = PATIENCE_SECONDS
    pause: Event = field(default_factory=Event)
    """Never set: what is waited for needs the processor that asking would take."""

    def url(self, path: str) -> str:
        """Return the full address of a path of the story: `R/me`, or one from the root."""
        if path.startswith(("http://", "https://")):
            return path
        head, tail = path[:2], path[2:]
        return self.program.base + (PATHS[head] + tail if head in PATHS else path)

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        by: str | None = None,
        headers: dict[str, str] | None = None,
        **more: Any,
    ) -> httpx.Response:
        """Send one request as an actor; every write has a key of its own unless one is given."""
        sent = {"Accept-Language": "en"}
        if method not in ("GET", "HEAD"):
            sent["Idempotency-Key"] = uuid4().hex
        if by is not None:
            sent["Authorization"] = f"Bearer {self.people[by].token}"
        if body is not None:
            more["json"] = body
        return httpx.request(
            method, self.url(path), headers=sent | (headers or {}), timeout=30, **more
        )

    def get(self, path: str, by: str | None = None, **more: Any) -> httpx.Response:
        """Read."""
        return self.call("GET", path, by=by, **more)

    def post(
        self, path: str, body: Any = None, by: str | None = None, **more: Any
    ) -> httpx.Response:
        """Write."""
        return self.call("POST", path, body, by=by, **more)

    def sign_in(self, actor: str) -> None:
        """Sign an actor in with a one-time code, which unlike the phone's is good at any moment."""
        person = self.people[actor]
        body = {
            "grant_type": "password",
            "username": person.login,
            "password": person.password,
        }
        if person.one_time_codes:
            body["otp"] = person.one_time_codes.pop()
        answer = ok(self.post("R/tokens", body), 200)
        person.token, person.refresh_token = answer["access_token"], answer["refresh_token"]

    def otp(self, actor: str) -> str:
        """Return what the actor's phone shows just now, by the deployment's clock."""
        shown = self.program.ciss_json("test", "clock", "show")["now"]
        uri = self.people[actor].totp_uri or ""
        parsed = pyotp.parse_uri(uri)
        assert isinstance(parsed, pyotp.TOTP)
        return parsed.at(datetime.fromisoformat(shown))

    def until(self, ask: Callable[[], T], good: Callable[[T], bool]) -> T:
        """Ask again until the answer is good, ten seconds at most, and return it."""
        end = monotonic() + self.patience_seconds
        answer = ask()
        while not good(answer) and monotonic() < end:
            self.pause.wait(ASK_AGAIN_SECONDS)
            answer = ask()
        assert good(answer), answer
        return answer


def ok(answer: httpx.Response, status: int) -> Any:
    """Return the document of an answer that has this status."""
    assert answer.status_code == status, f"{answer.status_code}: {answer.text[:2000]}"
    return answer.json() if answer.content else None


def refused(answer: httpx.Response, status: int, reason: str | None = None) -> dict[str, Any]:
    """Return the problem document of an answer that says no in this way."""
    assert answer.status_code == status, f"{answer.status_code}: {answer.text[:2000]}"
    assert answer.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = answer.json()
    assert document["status"] == status
    assert {"title", "detail", "reason"} <= set(document)
    assert reason is None or document["reason"] == reason, document
    return document
