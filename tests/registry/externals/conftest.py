"""The registry with an issuer outside, and people on their way there."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from chassis import reissues
from chassis.clock import StillClock
from chassis.resources import EXTENSION
from chassis.settings import ExternalIssuer
from tests.registry.externals.outside import (
    CLIENT_ID,
    Liar,
    come_back,
    lying_issuer,
    real_issuer,
)
from tests.registry.forms import fields
from tests.registry.front_door import Door

Trust = Callable[[str], None]


@pytest.fixture(autouse=True)
def look_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reissues, "LOOK_AGAIN_SECONDS", 0.0)


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """The address of the real issuer."""
    with real_issuer() as found:
        yield found


@pytest.fixture
def trust(registry: Flask, clock: StillClock) -> Trust:
    """Let the registry believe an issuer; the clock then shows the time the issuer's shows."""

    def believe(issuer: str) -> None:
        clock.set(datetime.now(UTC))
        known = registry.extensions[EXTENSION]
        external = ExternalIssuer(
            issuer=issuer, client_id=CLIENT_ID, client_secret="s/e cret", name="Example ID"
        )
        settings = replace(known.settings, external=external)
        registry.extensions[EXTENSION] = replace(known, settings=settings)

    return believe


@pytest.fixture
def browser(registry: Flask, trust: Trust, address: str) -> FlaskClient:
    """The browser of a visitor, where the real issuer is believed."""
    trust(address)
    return registry.test_client()


@pytest.fixture
def liar(trust: Trust) -> Iterator[Liar]:
    """An issuer that is believed, and says what it is told to."""
    with lying_issuer() as found:
        trust(found.address)
        yield found


@pytest.fixture
def newcomer(browser: FlaskClient, door: Door) -> Callable[..., Any]:
    """Accept an invitation by the real issuer: `newcomer("t1", "trainer", "subject")`."""

    def accept(login: str, role: str, subject: str) -> Any:
        path = f"/registry/invitations/{door.secret(login, role)}"
        asked = {**fields(browser.get(path)), "display_name": "Ana Rusu", "lang": "en"}
        return come_back(browser, browser.post(f"{path}/external", data=asked), subject)

    return accept
