from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from chassis.clock import StillClock
from chassis.db import Database
from chassis.tables import audit
from tests.registry.front_door import Tokens
from tests.training.classroom import OTHER_SCHOOL, Classroom, T
from training.accreditations import rules

URL = "/trainer-accreditations"
MODULES = ["M1", "M2", "M3", "M4", "M5", "M3C", "V1"]


@pytest.fixture
def trainer(classroom: Classroom, token: Tokens) -> str:
    """The id of a trainer who was here once."""
    return str(classroom.done(classroom.ask("GET", "/me", token("trainer")), 200)["id"])


def body(trainer: str, **change: Any) -> dict[str, Any]:
    reason = "Has trained teachers for ten years."
    return {"user": trainer, "modules": MODULES, "basis": "founding", "reason": reason, **change}


def test_a_coordinator_takes_a_founding_trainer_on(
    classroom: Classroom, token: Tokens, trainer: str, database: Database
) -> None:
    coordinator = token("coordinator")
    answer = classroom.ask("POST", URL, coordinator, body(trainer))
    assert answer.status_code == 201, answer.json
    assert answer.json["valid_until"] == "2028-02-01"
    assert sorted(answer.json["modules"]) == sorted(MODULES)
    again = classroom.ask("POST", URL, coordinator, body(trainer))
    assert (again.status_code, again.json["reason"]) == (409, "already_accredited")
    (listed,) = classroom.ask("GET", URL, coordinator).json["items"]
    assert listed["user"] == trainer
    with database.read() as session:
        (row,) = session.execute(select(audit).where(audit.c.what == "trainer.accredited"))
    assert row.why == "founding: Has trained teachers for ten years."


def test_who_was_never_here_or_is_no_trainer_is_not_taken_on(
    classroom: Classroom, token: Tokens
) -> None:
    coordinator = token("coordinator")
    unknown = classroom.ask("POST", URL, coordinator, body(str(uuid4())))
    assert (unknown.status_code, unknown.json["reason"]) == (409, "not_known_yet")
    assessor = classroom.ask("GET", "/me", token("assessor")).json["id"]
    wrong = classroom.ask("POST", URL, coordinator, body(assessor))
    assert (wrong.status_code, list(wrong.json["errors"])) == (422, ["user"])
    elsewhere = classroom.ask("GET", "/me", token("trainer", id=OTHER_SCHOOL)).json["id"]
    assert classroom.ask("POST", URL, coordinator, body(elsewhere)).status_code == 422


@pytest.mark.parametrize(
    "change",
    [
        {"modules": []},
        {"modules": ["M9"]},
        {"basis": "regular"},
        {"reason": ""},
        {"reason": "x" * 501},
        {"user": "somebody"},
    ],
)
def test_what_cannot_be_is_refused(
    classroom: Classroom, token: Tokens, trainer: str, change: Any
) -> None:
    answer = classroom.ask("POST", URL, token("coordinator"), body(trainer, **change))
    assert answer.status_code == 422


def test_only_the_coordinator_of_the_partner_takes_trainers_on(
    classroom: Classroom, token: Tokens, trainer: str
) -> None:
    for by in (token("trainer"), classroom.person("head"), token("coordinator", id=OTHER_SCHOOL)):
        assert classroom.ask("POST", URL, by, body(trainer)).status_code == 403
    assert classroom.ask("GET", URL, token("trainer")).status_code == 403


def test_founding_trainers_are_taken_on_for_180_days_after_the_first(
    classroom: Classroom, token: Tokens, trainer: str, clock: StillClock
) -> None:
    assert classroom.ask("POST", URL, token("coordinator"), body(trainer)).status_code == 201
    clock.advance(timedelta(days=rules.FOUNDING_DAYS))
    second = token("trainer", sub=str(uuid4()))
    user = classroom.ask("GET", "/me", second).json["id"]
    late = clock.now()
    clock.advance(timedelta(seconds=1))
    answer = classroom.ask("POST", URL, token("coordinator"), body(user))
    assert (answer.status_code, answer.json["reason"]) == (409, "founding_over")
    clock.set(late)
    assert classroom.ask("POST", URL, token("coordinator"), body(user)).status_code == 201


def test_of_ten_at_once_one_is_made(
    classroom: Classroom, app: Flask, token: Tokens, trainer: str
) -> None:
    by = token("coordinator")
    classroom.ask("GET", "/me", by)

    def send(_: int) -> int:
        answer = app.test_client().post(f"{T}{URL}", json=body(trainer), headers=by)
        return answer.status_code

    with ThreadPoolExecutor(10) as threads:
        assert sorted(threads.map(send, range(10))) == [201] + [409] * 9
