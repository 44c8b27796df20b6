"""Codes may be switched off for practice on one machine, and nowhere else."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import update

from chassis.db import Database
from chassis.resources import EXTENSION
from chassis.settings import SettingsFault, read_settings
from registry.partners.model import Partner
from tests.registry.conftest import Door
from tests.registry.front_door import Person


@pytest.fixture
def relaxed(registry: Flask) -> Iterator[Flask]:
    before = registry.extensions[EXTENSION]
    settings = replace(before.settings, is_mfa_relaxed=True)
    registry.extensions[EXTENSION] = replace(before, settings=settings)
    yield registry
    registry.extensions[EXTENSION] = before


def practise(database: Database) -> None:
    with database.write() as session:
        session.execute(update(Partner).values(code="md-demo"))


@pytest.fixture
def officer(door: Door) -> Person:
    return door.person("sg1", "safeguarding")


@pytest.mark.usefixtures("relaxed")
def test_practice_asks_for_no_code(door: Door, officer: Person, database: Database) -> None:
    practise(database)
    answer = door.tokens(officer.login)
    assert answer.status_code == 200
    shown = door.client.get(
        "/registry/api/v1/me", headers={"Authorization": f"Bearer {answer.json['access_token']}"}
    )
    assert [role["role"] for role in shown.json["roles"]] == ["safeguarding"]


@pytest.mark.usefixtures("relaxed")
def test_real_people_show_their_code_whatever_the_setting(door: Door, officer: Person) -> None:
    assert door.tokens(officer.login).json["reason"] == "otp_required"


def test_practice_asks_for_codes_unless_told_not_to(
    door: Door, officer: Person, database: Database
) -> None:
    practise(database)
    assert door.tokens(officer.login).json["reason"] == "otp_required"


def test_no_address_that_others_reach_may_switch_codes_off() -> None:
    with pytest.raises(SettingsFault, match="CISS_MFA=relaxed is only for practice"):
        read_settings({"CISS_MFA": "relaxed", "CISS_PUBLIC_URL": "https://ciss.example.org"})
    assert read_settings({"CISS_MFA": "relaxed"}).is_mfa_relaxed
    assert not read_settings({}).is_mfa_relaxed
