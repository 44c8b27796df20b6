from concurrent.futures import ThreadPoolExecutor
from typing import Any

from flask import Flask

from tests.services.facts import SCHOOL
from tests.training.classroom import Classroom, Headers, T, right_answers
from tests.training.conftest import Published


def test_of_people_who_pass_at_once_each_is_counted_and_told(
    classroom: Classroom, app: Flask, published: Published
) -> None:
    boss = classroom.person("head")
    classroom.count(boss, groups={"leadership": 0, "teaching": 4, "support": 0, "governing": 0})
    ready: list[tuple[Headers, Any]] = []
    for number in range(4):
        by = classroom.person("staff", f"Teacher {number} (demo)")
        classroom.place(by)
        ready.append((by, classroom.begin(by, classroom.enrol(by, "M3"))))

    def hand_in(each: tuple[Headers, Any]) -> int:
        by, attempt = each
        body = {"answers": right_answers(attempt, "M3")}
        url = f"{T}/attempts/{attempt['id']}/submission"
        return app.test_client(use_cookies=False).post(url, json=body, headers=by).status_code

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(hand_in, ready)) == [200] * 4
    assert classroom.shares(boss)["M3C", "teaching"] == 100
    told = [
        (envelope.subjectversion, data["pct_band"])
        for envelope, data in published("training.coverage.updated.v1")
        if envelope.subject == f"{SCHOOL}/M3C/teaching"
    ]
    # Three of four are 75 of a hundred, which is told as "at least 50", as two of four are.
    assert told == [("1", "0"), ("2", "25"), ("3", "50"), ("4", "100")]
