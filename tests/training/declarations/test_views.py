from typing import Any
from uuid import uuid4

import pytest

from tests.registry.front_door import Tokens
from tests.services.facts import CLOSED, SCHOOL
from tests.training.classroom import GROUPS, OTHER_SCHOOL, Classroom
from tests.training.conftest import Hear

URL = f"/schools/{SCHOOL}/headcounts"
BODY = {"term": "2026-1", "declared_on": "2026-02-02", "groups": GROUPS}


def test_the_first_count_needs_no_version_and_the_next_one_does(classroom: Classroom) -> None:
    by = classroom.person("head")
    missing = classroom.ask("GET", URL, by)
    assert (missing.status_code, missing.json["reason"]) == (404, "no_headcount")
    first = classroom.ask("PUT", URL, by, BODY)
    assert (first.status_code, first.headers["ETag"]) == (200, '"1"')
    assert first.json["groups"] == GROUPS
    assert classroom.ask("PUT", URL, by, BODY).status_code == 428
    changed = {**BODY, "groups": {**GROUPS, "support": 5}}
    assert classroom.ask("PUT", URL, by, changed, If_Match='"2"').status_code == 412
    second = classroom.ask("PUT", URL, by, changed, If_Match='"1"')
    assert (second.status_code, second.json["row_version"]) == (200, 2)
    assert classroom.ask("GET", URL, by).json["groups"]["support"] == 5


@pytest.mark.parametrize(
    "change",
    [
        {"declared_on": "2026-02-03"},
        {"declared_on": "yesterday"},
        {"term": ""},
        {"term": "x" * 21},
        {"term": "a\nb"},
        {"groups": {**GROUPS, "teaching": 1000}},
        {"groups": {**GROUPS, "teaching": -1}},
        {"groups": {**GROUPS, "teaching": "4"}},
        {"groups": {"teaching": 4}},
        {"groups": {**GROUPS, "pupils": 300}},
        {"left": [str(uuid4())]},
        {"left": ["Ana"]},
    ],
)
def test_a_count_that_cannot_be_is_refused_and_nothing_is_kept(
    classroom: Classroom, change: Any
) -> None:
    by = classroom.person("deputy")
    assert classroom.ask("PUT", URL, by, {**BODY, **change}).status_code == 422
    assert classroom.ask("GET", URL, by).status_code == 404


def test_the_most_that_can_be_declared_is_taken(classroom: Classroom) -> None:
    by = classroom.person("focal")
    groups = dict.fromkeys(GROUPS, 999)
    assert classroom.ask("PUT", URL, by, {**BODY, "groups": groups}).status_code == 200


def test_only_the_managers_of_the_school_count(
    classroom: Classroom, token: Tokens, hear: Hear
) -> None:
    for by in (
        classroom.person("staff"),
        classroom.person("head", school=OTHER_SCHOOL),
        token("coordinator"),
    ):
        assert classroom.ask("PUT", URL, by, BODY).status_code == 403
        assert classroom.ask("GET", URL, by).status_code == 403
    unknown = uuid4()
    head = classroom.person("head", school=unknown)
    answer = classroom.ask("PUT", f"/schools/{unknown}/headcounts", head, BODY)
    assert (answer.status_code, answer.json["reason"]) == (409, "not_known_yet")
    hear(CLOSED, version=9)
    ended = classroom.ask("PUT", URL, classroom.person("head"), BODY)
    assert (ended.status_code, ended.json["reason"]) == (409, "school_ended")


def test_people_of_another_school_do_not_leave_this_one(
    classroom: Classroom,
) -> None:
    stranger = classroom.place(
        classroom.person("staff", "Stranger (demo)", OTHER_SCHOOL), school=OTHER_SCHOOL
    )
    answer = classroom.count(classroom.person("head"), left=[stranger["id"]])
    assert (answer.status_code, answer.json["reason"]) == (422, "unknown_learner")
