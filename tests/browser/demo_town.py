"""A whole deployment with practice data, served in this process for the browser."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import httpx
from werkzeug.serving import make_server

from allinone.compose import SERVICES, Deployment, Town
from allinone.demo import DEMO_CONFIG, demo_began, demo_sign_ins, load_demo
from allinone.setup_commands import set_up_deployment
from chassis.feed import LocalFeed
from chassis.pull import pullers, settle
from chassis.settings import Settings
from chassis.wake import wake_of
from tests.servers import free_port


@dataclass(frozen=True)
class Served:
    """Where the deployment is, and the sign-in cookie of each invented person by login."""

    address: str
    deployment: Deployment
    cookies: Mapping[str, str]

    def id_of(self, login: str, path: str) -> str:
        """The first item's id of a list of the API, as this person sees it."""
        token = {"Authorization": f"Bearer {self.cookies[login].rstrip('~')}"}
        answer = httpx.get(f"{self.address}/registry/api/v1/{path}", headers=token)
        return str(answer.json()["items"][0]["id"])


@contextmanager
def demo_town(folder: Path) -> Iterator[Served]:
    """Make the deployment, let all services hear of everything, and serve it."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    deployment = Deployment(Settings(data=folder, port=port, public_url=address))
    content = {**DEMO_CONFIG, "public_url": address}
    load_demo(deployment, set_up_deployment(deployment, content, demo_began(deployment)))
    _spread_the_news(deployment)
    server = make_server("127.0.0.1", port, Town(deployment), threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Served(address, deployment, _cookies(deployment, address))
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        deployment.dispose()


def _spread_the_news(deployment: Deployment) -> None:
    database = deployment.database("registry")
    feeds = {"registry": LocalFeed(database, wake_of(database))}
    readers = [
        reader
        for name, service in SERVICES.items()
        for reader in pullers(deployment.database(name), feeds, service.subscriptions)
    ]
    settle(readers)


def _cookies(deployment: Deployment, address: str) -> dict[str, str]:
    return {each["login"]: f"{_token(each, address)}~" for each in demo_sign_ins(deployment)}


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
