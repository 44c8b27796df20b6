"""Every route as every actor, over HTTP, held against what the API documents declare."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import httpx

from tests.system.telling import Telling, ok

SERVICES = ("registry", "training", "certification", "reports")
NOBODY = UUID(int=0)


def play_every_route(tale: Telling, actors: Sequence[str]) -> Counter[str]:
    """Call every route as each actor and as nobody; count what came `as declared`, and what not.

    Nothing is changed: each call names what is not there and brings a body that no route reads,
    which is refused after the caller was looked at.
    """
    found: Counter[str] = Counter()
    roles = {actor: roles_of(tale, actor) for actor in actors}
    with httpx.Client(base_url=tale.program.base, timeout=30) as client:
        for service in SERVICES:
            document = ok(tale.get(f"/{service}/api/openapi.json"), 200)
            for method, path, wanted in operations(document):
                for actor in (None, *actors):
                    answer = client.request(
                        method,
                        path,
                        content=b"nothing",
                        headers=headers_of(tale, actor),
                    )
                    fits = is_declared(answer, wanted, roles[actor] if actor else None)
                    found["as declared" if fits else f"{method} {path} {actor}"] += 1
    return found


def roles_of(tale: Telling, actor: str) -> set[str]:
    return {each["role"] for each in ok(tale.get("R/me", actor), 200)["roles"]}


def headers_of(tale: Telling, actor: str | None) -> dict[str, str]:
    signed_in = {"Authorization": f"Bearer {tale.people[actor].token}"} if actor else {}
    return {"Content-Type": "text/plain", "Accept-Language": "en", **signed_in}


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, list[str]]]:
    """Yield method, address and declared callers of every route, with ids of nobody."""
    for path, methods in document["paths"].items():
        for method, about in methods.items():
            if isinstance(about, dict) and "x-roles" in about and not path.endswith("/stream"):
                yield method.upper(), re.sub(r"\{[^}]+\}", str(NOBODY), path), about["x-roles"]


def is_declared(answer: httpx.Response, wanted: list[str], held: set[str] | None) -> bool:
    """Say whether an answer is what the declaration promises to whoever holds these roles."""
    assert answer.status_code < 500, answer.text
    is_problem = answer.headers["content-type"].startswith("application/problem+json")
    reason = answer.json()["reason"] if is_problem else ""
    if wanted in (["anyone"], ["receipt"]):
        return reason not in ("not_signed_in", "role_missing") or wanted == ["receipt"]
    if held is None:
        return answer.status_code == 401
    if wanted == ["signed_in"] or held & set(wanted):
        return (answer.status_code, reason) != (403, "role_missing")
    return (answer.status_code, reason) == (403, "role_missing")


def every_fact(tale: Telling, by: str) -> Iterator[dict[str, Any]]:
    """Yield every fact of every feed that an actor may read."""
    for prefix in ("R/", "T/", "C/", "P/"):
        after: Any = 0
        while items := (page := ok(tale.get(f"{prefix}events?after={after}", by), 200))["items"]:
            yield from items
            after = page["next"]
