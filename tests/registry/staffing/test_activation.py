"""A verified school takes part as soon as its head and a second person are there."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec
import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from chassis.clock import StillClock
from chassis.db import Database
from chassis.tables import audit, outbox
from tests.registry.conftest import Door, Tokens
from tests.registry.front_door import R
from tests.registry.staffed import new_school, verify, with_people


def told(database: Database) -> list[tuple[str, str, int]]:
    """Return what was told of schools: type, status and version, oldest first."""
    with database.read() as session:
        bodies = session.scalars(
            select(outbox.c.body).where(outbox.c.type.like("registry.school.%")).order_by("id")
        )
        found: list[Any] = [msgspec.json.decode(body) for body in bodies]
    return [
        (each["type"].split(".")[2], each["data"]["status"], int(each["subjectversion"]))
        for each in found
    ]


def test_head_and_focal_make_a_school_active_and_it_is_told_once(
    door: Door, database: Database
) -> None:
    school = with_people(door, "head")
    assert school.state(door) == "verified"
    school.join(door, "focal")
    assert school.state(door) == "active"
    school.join(door, "deputy")
    assert told(database) == [("verified", "verified", 2), ("changed", "active", 3)]
    with database.read() as session:
        rows = session.execute(
            select(audit.c.who, audit.c.subject).where(audit.c.what == "school.activated")
        ).all()
    assert [tuple(row) for row in rows] == [("system", school.id)]


def test_a_deputy_will_do_and_may_come_first(door: Door) -> None:
    school = with_people(door, "deputy")
    assert school.state(door) == "verified"
    school.join(door, "head")
    assert school.state(door) == "active"


def test_one_person_in_both_posts_is_not_two_people(door: Door) -> None:
    school = with_people(door, "head")
    secret = door.secret(school.people["head"].login, "focal", school.place)
    by = school.as_(door, "head")
    answer = door.client.post(f"{R}/invitations/{secret}/acceptance", json={}, headers=by)
    assert answer.status_code == 200
    assert school.state(door) == "verified"
    school.join(door, "deputy")
    assert school.state(door) == "active"


def test_staff_and_offers_do_not_count(door: Door) -> None:
    school = with_people(door, "head", "staff")
    door.secret("somebody", "focal", school.place)
    assert school.state(door) == "verified"


def test_a_school_whose_people_were_faster_is_active_once_verified(
    door: Door, database: Database
) -> None:
    school = new_school(door)
    school.join(door, "head")
    school.join(door, "focal")
    assert school.state(door) == "listed"
    assert verify(door, school).json["state"] == "active"
    assert told(database) == [("verified", "verified", 2), ("changed", "active", 3)]


def test_many_verified_at_once_take_part_where_people_are(
    door: Door, page_as: Callable[..., FlaskClient]
) -> None:
    ready, empty = new_school(door, "1"), new_school(door, "2", "Liceul Zorile")
    ready.join(door, "head")
    ready.join(door, "deputy")
    browser = page_as("coordinator")
    page = browser.get(f"/registry/schools/verification?school={ready.id}&school={empty.id}")
    assert page.status_code == 200
    data = dict_of_form(page.text)
    answer = browser.post(
        "/registry/schools/verification", data={**data, "school": [ready.id, empty.id]}
    )
    assert answer.status_code in (200, 303), answer.text
    assert (ready.state(door), empty.state(door)) == ("active", "verified")


def dict_of_form(text: str) -> dict[str, str]:
    form = BeautifulSoup(text, "html.parser").select("main form")[-1]
    return {str(each["name"]): str(each.get("value", "")) for each in form.select("input[name]")}


@pytest.mark.parametrize("late", ["head", "focal"])
def test_nobody_brings_a_closed_school_back(door: Door, late: str) -> None:
    school = with_people(door, *({"head", "focal"} - {late}))
    door.client.post(
        f"{R}/schools/{school.id}/closure",
        json={"reason": "It burnt down"},
        headers=door.token("coordinator"),
    )
    school.join(door, late)
    assert school.state(door) == "closed"


def test_head_and_focal_who_accept_at_once_make_it_active(
    door: Door, registry: Flask, token: Tokens, clock: StillClock
) -> None:
    for number in range(3):
        school = with_people(door, code=f"00{number}")
        secrets = {
            role: door.secret(f"{role}{number}", role, school.place) for role in ("head", "focal")
        }

        def accept(secret: str) -> int:
            own = Door(registry.test_client(use_cookies=False), token, clock)
            return int(own.accept(secret).status_code)

        with ThreadPoolExecutor(2) as pool:
            assert list(pool.map(accept, secrets.values())) == [201, 201]
        assert school.state(door) == "active"
