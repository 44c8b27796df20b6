"""Who may call which route, as a page: every route of every service, and every role."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask

from allinone.compose import Town
from allinone.deployment import Deployment
from chassis.auth import ALLOW, Allow
from chassis.belongings import EXTENSION, named, shared
from chassis.settings import read_settings
from registry.roles.rules import ROLES
from registry.tokens.actions import INTEGRATOR

PAGE = "permissions.md"
EVERY_ROLE = (*ROLES, INTEGRATOR)
_HEAD = """# Who may call what

Made from the declarations in the code by `make docs`; a test plays every role against every
route and finds just this.

- **anyone**: no sign-in is asked for. What is secret is then held by a secret in the request: the
  link of an invitation, the code of a report, the key of a service.
- **signed in**: any person, whatever their role; no program.
- **Whose**: things that the path names. Of a thing of another partner one is told 404, of a thing
  of another school or person 403 `not_yours`. A role of the network reaches all; a role of a
  partner what belongs to that partner; a role of a cohort or a school what belongs to it, and what
  belongs to its whole partner.
- **Again**: password and code must have been shown within the last 15 minutes.
"""


@dataclass(frozen=True)
class Route:
    """One route as it is declared."""

    service: str
    method: str
    rule: str
    allow: Allow
    things: tuple[str, ...]
    """Segments of the path before what it names that is somebody's."""


def routes(app: Flask, service: str) -> list[Route]:
    """Return the routes of a service's app by path and method, files left out."""
    finders = app.extensions[EXTENSION]
    found = [
        Route(
            service,
            method,
            str(rule),
            getattr(app.view_functions[rule.endpoint], ALLOW),
            tuple(each for each, _ in named(str(rule)) if finders.get(each, shared) is not shared),
        )
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        if "<path:" not in str(rule)
    ]
    return sorted(found, key=lambda route: (route.rule, route.method))


def page() -> str:
    """Return the page as Markdown, from services that are put together for it alone."""
    with TemporaryDirectory() as folder:
        deployment = Deployment(read_settings({"CISS_DATA": folder}))
        deployment.keyring.make()
        houses = Town(deployment).houses
        text = "".join(_section(name, routes(house.app, name)) for name, house in houses.items())
        deployment.dispose()
    return _HEAD + text


def _section(service: str, found: list[Route]) -> str:
    calls = "\n".join(_lines(found))
    return f"\n## {service}: {len(found)} routes\n\n{_titles()}\n{calls}\n"


def _titles() -> str:
    titles = ("Call", "Whose", "Again", *EVERY_ROLE)
    return f"| {' | '.join(titles)} |\n|{'|'.join('---' for _ in titles)}|"


def _lines(found: list[Route]) -> Iterator[str]:
    for route in found:
        whose = ", ".join(route.things) if not route.allow.is_open else route.allow.names[0]
        if route.allow.names == ("signed_in",):
            whose = f"signed in; {whose}" if whose else "signed in"
        roles = ["●" if _lets_in(route, role) else "" for role in EVERY_ROLE]
        again = "again" if route.allow.asks_again else ""
        yield f"| {route.method} `{route.rule}` | {whose} | {again} | {' | '.join(roles)} |"


def _lets_in(route: Route, role: str) -> bool:
    is_person = role != INTEGRATOR
    return route.allow.is_open or (
        route.allow.counts(role) and (is_person or role in route.allow.names)
    )


def write(docs: Path) -> None:
    """Write the page."""
    (docs / PAGE).write_text(page(), encoding="utf-8")


def is_stale(docs: Path) -> bool:
    """Say whether the page is missing or differs."""
    path = docs / PAGE
    return not path.exists() or path.read_text(encoding="utf-8") != page()
