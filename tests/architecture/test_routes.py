"""Every route of every service says who may call it, and takes no forged form."""

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule

from allinone.compose import Town
from allinone.deployment import Deployment
from chassis.auth import ALLOW, Allow, signed_in
from chassis.belongings import install, shared
from chassis.settings import read_settings
from tests.architecture.sources import SERVICES


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """All four services, put together as the program does it, with nobody at work."""
    folder = tmp_path_factory.mktemp("routes")
    deployment = Deployment(read_settings({"CISS_DATA": str(folder)}))
    deployment.keyring.make()
    deployment.migrate()
    yield Town(deployment)
    deployment.dispose()


def undeclared(app: Flask) -> list[str]:
    """Return the routes that do not say who may call them."""
    return [
        str(rule)
        for rule in app.url_map.iter_rules()
        if not isinstance(getattr(app.view_functions[rule.endpoint], ALLOW, None), Allow)
    ]


def outside(app: Flask, service: str) -> list[Rule]:
    """Return the routes that lie under the name of another service."""
    others = tuple(f"/{name}/" for name in SERVICES if name != service)
    return [rule for rule in app.url_map.iter_rules() if str(rule).startswith(others)]


@pytest.mark.parametrize("service", SERVICES)
def test_every_route_says_who_may_call_it(town: Town, service: str) -> None:
    assert not undeclared(town.houses[service].app)


@pytest.mark.parametrize("service", SERVICES)
def test_no_service_answers_under_the_name_of_another(town: Town, service: str) -> None:
    assert not outside(town.houses[service].app, service)


@pytest.mark.parametrize("service", SERVICES)
def test_every_declared_caller_is_known(town: Town, service: str) -> None:
    app = town.houses[service].app
    allowed = [getattr(view, ALLOW) for view in app.view_functions.values()]
    assert all(allow.names and all(allow.names) for allow in allowed)


@pytest.mark.parametrize("path", ["/letters/<uuid:letter>", "/letters/of/<uuid:a>/<uuid:b>"])
def test_a_route_of_things_that_are_nobodys_does_not_start(path: str) -> None:
    app = Flask("open", static_folder=None)
    view = lambda **_: "come in"  # noqa: E731 - a view that is marked below
    setattr(view, ALLOW, signed_in)
    app.add_url_rule(path, "letter", view)
    with pytest.raises(LookupError, match="whose are the"):
        install(app, {"of": shared})


def test_a_route_that_says_nothing_is_noticed() -> None:
    app = Flask("open", static_folder=None)
    app.add_url_rule("/open", view_func=lambda: "come in")
    assert undeclared(app) == ["/open"]
