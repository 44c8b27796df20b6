from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from chassis.db import Database
from chassis.tables import audit
from tests.registry.front_door import PARTNER_ID, Tokens
from tests.services.facts import CLOSED, SCHOOL
from tests.training.classroom import OTHER_SCHOOL, Classroom, T
from tests.training.conftest import Hear

VENUE = UUID("01985a00-0000-7000-8000-0000000000ee")
AT_SCHOOL = {"school": str(SCHOOL), "group": "teaching", "lang": "ro"}


def test_people_place_themselves_and_later_name_the_version(classroom: Classroom) -> None:
    by = classroom.person("focal")
    first = classroom.ask("PUT", "/learners/me", by, {**AT_SCHOOL, "group": "leadership"})
    assert (first.status_code, first.headers["ETag"]) == (200, '"1"')
    assert (first.json["group"], first.json["state"]) == ("leadership", "active")
    again = classroom.ask("PUT", "/learners/me", by, AT_SCHOOL)
    assert again.status_code == 428
    stale = classroom.ask("PUT", "/learners/me", by, AT_SCHOOL, If_Match='"7"')
    assert (stale.status_code, stale.json["yours"], stale.json["theirs"]) == (412, 7, 1)
    moved = classroom.ask("PUT", "/learners/me", by, AT_SCHOOL, If_Match='"1"')
    assert (moved.status_code, moved.json["group"], moved.json["row_version"]) == (
        200,
        "teaching",
        2,
    )
    assert classroom.ask("GET", "/learners/me", by).json == moved.json


def test_partners_and_cafes_have_learners_too(classroom: Classroom, token: Tokens) -> None:
    officer = token("safeguarding")
    body = {"partner": str(PARTNER_ID), "lang": "ro"}
    assert classroom.ask("PUT", "/learners/me", officer, body).json["place"] == "partner"
    owner = token("owner", scope="venue", id=VENUE)
    answer = classroom.ask("PUT", "/learners/me", owner, {"venue": str(VENUE), "lang": "ro"})
    assert (answer.status_code, answer.json["group"]) == (200, None)
    classroom.learn(owner, "V1")


@pytest.mark.parametrize(
    ("role", "body", "reason"),
    [
        ("staff", {**AT_SCHOOL, "group": "leadership"}, "not_leadership"),
        ("staff", {**AT_SCHOOL, "school": str(OTHER_SCHOOL)}, "not_your_place"),
        ("head", {"partner": str(PARTNER_ID), "lang": "ro"}, "not_your_place"),
        ("head", {"venue": str(VENUE), "lang": "ro"}, "not_your_place"),
        ("coach", AT_SCHOOL, "not_your_place"),
    ],
)
def test_nobody_learns_where_they_have_no_role(
    classroom: Classroom, role: str, body: Any, reason: str
) -> None:
    answer = classroom.ask("PUT", "/learners/me", classroom.person(role), body)
    assert (answer.status_code, answer.json["reason"]) == (403, reason)
    assert classroom.ask("GET", "/learners/me", classroom.person(role)).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {"lang": "ro"},
        {**AT_SCHOOL, "partner": str(PARTNER_ID)},
        {"school": str(SCHOOL), "lang": "ro"},
        {"partner": str(PARTNER_ID), "group": "teaching", "lang": "ro"},
        {**AT_SCHOOL, "group": "cooks"},
        {**AT_SCHOOL, "lang": "r"},
        {**AT_SCHOOL, "state": "left"},
        [],
    ],
)
def test_a_place_that_is_none_is_refused(classroom: Classroom, body: Any) -> None:
    assert classroom.ask("PUT", "/learners/me", classroom.person("head"), body).status_code == 422


def test_a_school_nobody_told_of_may_be_asked_for_again(classroom: Classroom) -> None:
    unknown = uuid4()
    by = classroom.person("staff", school=unknown)
    answer = classroom.ask("PUT", "/learners/me", by, {**AT_SCHOOL, "school": str(unknown)})
    assert (answer.status_code, answer.json["reason"]) == (409, "not_known_yet")
    assert answer.headers["Retry-After"] == "1"


def test_a_school_that_ended_has_no_new_learners(classroom: Classroom, hear: Hear) -> None:
    hear(CLOSED, version=9)
    answer = classroom.ask("PUT", "/learners/me", classroom.person("staff"), AT_SCHOOL)
    assert (answer.status_code, answer.json["reason"]) == (409, "school_ended")


@pytest.mark.parametrize("role", ["head", "focal", "deputy"])
def test_a_school_says_who_has_left_and_who_is_back(
    classroom: Classroom, database: Database, role: str
) -> None:
    by = classroom.person("staff")
    learner = classroom.place(by)["id"]
    boss = classroom.person(role)
    left = classroom.ask("PATCH", f"/learners/{learner}", boss, {"state": "left"}, If_Match='"1"')
    assert (left.status_code, left.json["state"], left.json["left_on"]) == (
        200,
        "left",
        "2026-02-02",
    )
    refused = classroom.ask("POST", "/enrolments", by, {"learner": "me", "module": "M1"})
    assert (refused.status_code, refused.json["reason"]) == (409, "left")
    # Only the school undoes it, not the person.
    german = {**AT_SCHOOL, "lang": "de"}
    same = classroom.ask("PUT", "/learners/me", by, german, If_Match='"2"')
    assert same.json["state"] == "left"
    back = classroom.ask("PATCH", f"/learners/{learner}", boss, {"state": "active"}, If_Match='"3"')
    assert (back.json["state"], back.json["left_on"]) == ("active", None)
    with database.read() as session:
        deeds = session.scalars(select(audit.c.what).order_by(audit.c.no)).all()
    assert deeds == ["learner.placed", "learner.left", "learner.changed", "learner.returned"]


def test_only_the_managers_of_the_same_school_say_who_has_left(
    classroom: Classroom, token: Tokens
) -> None:
    by = classroom.person("staff")
    learner = classroom.place(by)["id"]
    others = [by, classroom.person("head", school=OTHER_SCHOOL), token("coordinator")]
    for other in others:
        answer = classroom.ask(
            "PATCH", f"/learners/{learner}", other, {"state": "left"}, If_Match='"1"'
        )
        assert answer.status_code == 403
    boss = classroom.person("head")
    unnamed = classroom.ask("PATCH", f"/learners/{learner}", boss, {"state": "left"})
    assert unnamed.status_code == 428
    stale = classroom.ask("PATCH", f"/learners/{learner}", boss, {"state": "left"}, If_Match='"4"')
    assert stale.status_code == 412
    nobody = classroom.ask("PATCH", f"/learners/{uuid4()}", boss, {"state": "left"}, If_Match='"1"')
    assert nobody.status_code == 404
    odd = classroom.ask("PATCH", f"/learners/{learner}", boss, {"state": "gone"}, If_Match='"1"')
    assert odd.status_code == 422
    assert classroom.ask("GET", f"/learners/{learner}", boss).json["state"] == "active"
    foreign = classroom.ask("GET", f"/learners/{learner}", others[1])
    assert foreign.status_code == 403


def test_a_manager_lists_the_learners_of_the_school_without_names(classroom: Classroom) -> None:
    for number in range(3):
        classroom.place(classroom.person("staff", f"Teacher {number} (demo)"))
    boss = classroom.person("focal")
    answer = classroom.ask("GET", f"/learners?school={SCHOOL}&limit=2", boss)
    assert (len(answer.json["items"]), "demo" in answer.text) == (2, False)
    rest = classroom.ask("GET", f"/learners?school={SCHOOL}&after={answer.json['next']}", boss)
    assert (len(rest.json["items"]), rest.json["next"]) == (1, None)
    foreign = classroom.ask("GET", f"/learners?school={OTHER_SCHOOL}", boss)
    assert foreign.status_code == 403


def test_of_ten_first_placements_at_once_one_creates(classroom: Classroom, app: Flask) -> None:
    by = classroom.person("staff")
    classroom.ask("GET", "/me", by)

    def send(_: int) -> int:
        answer = app.test_client().put(f"{T}/learners/me", json=AT_SCHOOL, headers=by)
        return answer.status_code

    with ThreadPoolExecutor(10) as threads:
        found = sorted(threads.map(send, range(10)))
    assert found == [200] + [428] * 9
