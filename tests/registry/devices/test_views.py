"""Where one is signed in: seen, and signed out one by one or all at once."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from chassis import reissues
from chassis.clock import StillClock
from registry.signins.formats import device_of
from tests.registry.conftest import Door
from tests.registry.front_door import PASSWORD, R

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture(autouse=True)
def look_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reissues, "LOOK_AGAIN_SECONDS", 0.0)


@pytest.fixture
def twice(door: Door) -> list[dict[str, Any]]:
    """Somebody who is signed in on two devices."""
    door.person("coa", "coach")
    body = {"grant_type": "password", "username": "coa", "password": PASSWORD}
    agents = (FIREFOX, "")
    return [
        door.client.post(f"{R}/tokens", json=body, headers={"User-Agent": agent}).json
        for agent in agents
    ]


def bearer(grant: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {grant['access_token']}"}


def test_each_device_is_listed_by_what_it_is(door: Door, twice: list[dict[str, Any]]) -> None:
    items = door.client.get(f"{R}/me/sign-ins", headers=bearer(twice[0])).json["items"]
    assert [each["device"] for each in items] == [None, "Firefox, Windows"]


def test_one_is_signed_out_and_the_other_goes_on(
    door: Door, twice: list[dict[str, Any]], clock: StillClock
) -> None:
    here, there = twice
    sid = door.client.get(f"{R}/me", headers=bearer(there)).json["sid"]
    clock.advance(timedelta(seconds=1))
    path = f"{R}/me/sign-ins/{sid}"
    assert door.client.delete(path, headers=bearer(here)).status_code == 204
    assert door.client.get(f"{R}/me", headers=bearer(there)).status_code == 401
    assert door.renew(there["refresh_token"]).status_code == 401
    renewed = door.renew(here["refresh_token"])
    assert renewed.status_code == 200
    assert door.client.delete(path, headers=bearer(renewed.json)).status_code == 404


def test_everywhere_at_once(door: Door, twice: list[dict[str, Any]], clock: StillClock) -> None:
    clock.advance(timedelta(seconds=1))
    answer = door.client.delete(f"{R}/me/sign-ins", headers=bearer(twice[0]))
    assert answer.status_code == 204
    for each in twice:
        assert door.client.get(f"{R}/me", headers=bearer(each)).status_code == 401
        assert door.renew(each["refresh_token"]).status_code == 401


def test_nobody_signs_others_out(door: Door, twice: list[dict[str, Any]]) -> None:
    door.person("trn", "trainer")
    other = door.tokens("trn").json
    sid = door.client.get(f"{R}/me", headers=bearer(twice[0])).json["sid"]
    for identifier in (sid, uuid4()):
        answer = door.client.delete(f"{R}/me/sign-ins/{identifier}", headers=bearer(other))
        assert answer.status_code == 404
    assert door.renew(twice[0]["refresh_token"]).status_code == 200


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (FIREFOX, "Firefox, Windows"),
        ("x" * 5000, None),
        ("", None),
        ("python-httpx/0.28", None),
    ],
)
def test_what_a_device_is_called(agent: str, device: str | None) -> None:
    assert device_of(agent) == device
