"""The pepper is a file of its own, made at set-up; without it nothing is taken in."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from prometheus_client import CollectorRegistry

from chassis.keyring import Keyring
from chassis.resources import Resources
from reports.app import create_app
from tests.reports.school import REPORT, P, School


def test_the_pepper_is_made_once_and_is_for_its_owner_only(tmp_path: Path) -> None:
    keyring = Keyring(tmp_path / "keys")
    keyring.make()
    first = keyring.pepper()
    keyring.make()
    assert len(first) == 32
    assert keyring.pepper() == first
    assert (tmp_path / "keys/pepper.key").stat().st_mode & 0o077 == 0
    (tmp_path / "keys/pepper.key").unlink()
    assert not keyring.is_made


@pytest.fixture
def unpeppered(app: Flask, resources: Resources) -> Flask:
    """The same service, started without its pepper."""
    assert app.extensions["ciss.reports.keys"]
    return create_app(replace(resources, metrics=CollectorRegistry()))


def test_a_service_without_its_pepper_closes_before_anything_is_typed(
    school: School, unpeppered: Flask
) -> None:
    slug = school.open()
    client = unpeppered.test_client(use_cookies=False)
    answer = client.get(f"{P}/public-channels/{slug}")
    assert answer.json is not None
    assert (answer.status_code, answer.json["reason"]) == (503, "no_keys")
    body = {**REPORT, "form_token": "x"}
    assert client.post(f"{P}/public-channels/{slug}/reports", json=body).status_code == 503
    assert client.post(f"/help/{slug}", data={"go": "begin"}).status_code == 503
    assert "Call 112" in client.post(f"/help/{slug}", data={"go": "begin"}).text
