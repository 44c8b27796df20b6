"""A whole deployment with practice data, served in this process for the browser."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
from werkzeug.serving import make_server

from allinone.compose import Town
from allinone.demo_parts import demo_sign_ins
from allinone.deployment import Deployment
from chassis.settings import ExternalIssuer, Settings
from tests.plugins.practice import Practice
from tests.servers import free_port

NEVER_ASKED = ExternalIssuer(
    issuer="http://127.0.0.1:1", client_id="ciss", client_secret="none", name="Example ID"
)
"""An issuer outside, so that the pages which lead there exist."""


class Cookies(dict[str, str]):
    """The sign-in cookie of each invented person by login, who signs in when first asked for."""

    def __init__(self, deployment: Deployment, address: str) -> None:
        super().__init__()
        self._deployment = deployment
        self._address = address

    def __missing__(self, login: str) -> str:
        people = demo_sign_ins(self._deployment)
        person = next(each for each in people if each["login"] == login)
        self[login] = f"{_token(person, self._address)}~"
        return self[login]


@dataclass(frozen=True, eq=False)
class Served:
    """Where the deployment is, and the sign-in cookie of each invented person by login."""

    address: str
    deployment: Deployment
    cookies: Mapping[str, str]

    def ask(self, login: str, path: str) -> Any:
        """What the API answers this person; `path` begins with the service's name."""
        return self._call("GET", login, path)

    def send(self, method: str, login: str, path: str, body: Any = None, version: int = 0) -> Any:
        """Write as this person, on what was read in a version; what the API answers."""
        return self._call(method, login, path, {} if body is None else body, version)

    def _call(self, method: str, login: str, path: str, body: Any = None, version: int = 0) -> Any:
        service, _, rest = path.partition("/")
        headers = {"Authorization": f"Bearer {self.cookies[login].rstrip('~')}"}
        if version:
            headers["If-Match"] = f'"{version}"'
        url = f"{self.address}/{service}/api/v1/{rest}"
        answer = httpx.request(method, url, json=body, headers=headers)
        return answer.raise_for_status().json()

    def id_of(self, login: str, path: str, member: str = "id") -> str:
        """The first item's id of a list of the API, as this person sees it."""
        return str(self.ask(login, path)["items"][0][member])

    def school_of(self, login: str) -> str:
        """The id of the school where somebody has a post."""
        roles = self.ask(login, "registry/me")["roles"]
        return next(str(role["id"]) for role in roles if role["scope"] == "school")


@contextmanager
def demo_town(folder: Path, practice: Practice) -> Iterator[Served]:
    """Serve practice data."""
    practice(folder)
    # Only now: a port that nobody listens on is taken by somebody a minute later.
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    settings = Settings(data=folder, port=port, public_url=address, external=NEVER_ASKED)
    deployment = Deployment(settings)
    server = make_server("127.0.0.1", port, Town(deployment), threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Served(address, deployment, Cookies(deployment, address))
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        deployment.dispose()


def _token(person: Mapping[str, str | None], address: str) -> str:
    body = {
        "grant_type": "password",
        "username": person["login"],
        "password": person["password"],
    }
    if person["code"]:
        body["otp"] = person["code"]
    answer = httpx.post(f"{address}/registry/api/v1/tokens", json=body)
    return str(answer.raise_for_status().json()["access_token"])
