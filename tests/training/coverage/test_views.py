from datetime import UTC, datetime
from typing import Any

import pytest

from chassis.clock import StillClock
from tests.registry.front_door import Tokens
from tests.services.facts import SCHOOL
from tests.statements import statements
from tests.training.classroom import OTHER_SCHOOL, Classroom, Headers
from tests.training.conftest import Published

GROUP_FACT = "training.coverage.updated.v1"
SCHOOL_FACT = "training.school_coverage.updated.v1"
RULE_FACT = "training.illegal_material.changed.v1"


@pytest.fixture
def boss(classroom: Classroom) -> Headers:
    return classroom.person("focal")


@pytest.fixture
def teachers(classroom: Classroom, boss: Headers) -> list[Headers]:
    """Two of four teachers with the core, three leaders with all of M3, two helpers with none."""
    classroom.done(classroom.count(boss), 200)
    for role in ("head", "focal", "deputy"):
        classroom.place(classroom.person(role), "leadership")
        classroom.learn(classroom.person(role), "M3")
    found = [classroom.person("staff", f"Teacher {number} (demo)") for number in (1, 2)]
    for by in found:
        classroom.place(by)
        classroom.learn(by, "M3C")
    return found


def bands(published: Published, type_: str) -> dict[str, list[str]]:
    """Return what was told of each subject, oldest first."""
    found: dict[str, list[str]] = {}
    for envelope, data in published(type_):
        found.setdefault(envelope.subject.removeprefix(f"{SCHOOL}/"), []).append(data["pct_band"])
    return found


@pytest.mark.usefixtures("teachers")
def test_coverage_has_the_figures_of_the_story(classroom: Classroom, boss: Headers) -> None:
    found = classroom.coverage(boss)
    assert (found["as_of"], found["stale"], found["crowded"]) == ("2026-02-02", False, [])
    core = {each["group"]: each["pct"] for each in found["items"] if each["module"] == "M3C"}
    assert core == {"leadership": 100, "teaching": 50, "support": 0, "all": 55}
    whole = {each["group"]: each["pct"] for each in found["items"] if each["module"] == "M3"}
    assert whole == {"leadership": 100, "teaching": 0, "support": 0, "all": 33}

    old = classroom.count(boss, declared_on="2025-08-05")
    assert old.status_code == 200
    found = classroom.coverage(boss)
    assert found["stale"] is True
    assert {each["pct"] for each in found["items"]} == {"unknown"}

    assert classroom.count(boss, declared_on="2025-08-06").status_code == 200
    assert classroom.coverage(boss)["stale"] is False
    assert classroom.count(boss).status_code == 200
    assert classroom.shares(boss)["M3C", "all"] == 55


def test_without_a_head_count_nothing_is_known(classroom: Classroom, boss: Headers) -> None:
    found = classroom.coverage(boss)
    assert (found["stale"], {each["pct"] for each in found["items"]}) == (True, {"unknown"})


def test_whoever_leaves_counts_no_more(
    classroom: Classroom, boss: Headers, teachers: list[Headers]
) -> None:
    mine = classroom.ask("GET", "/learners/me", teachers[0])
    url = f"/learners/{mine.json['id']}"
    version = mine.headers["ETag"]
    left = classroom.ask("PATCH", url, boss, {"state": "left"}, If_Match=version)
    assert classroom.shares(boss)["M3C", "teaching"] == 25
    classroom.ask("PATCH", url, boss, {"state": "active"}, If_Match=left.headers["ETag"])
    assert classroom.shares(boss)["M3C", "teaching"] == 50
    # The page of the head count asks who left, and says it in the same breath.
    answer = classroom.count(boss, left=[mine.json["id"]])
    assert answer.status_code == 200
    assert classroom.shares(boss)["M3C", "teaching"] == 25


def test_whoever_moves_counts_elsewhere(
    classroom: Classroom,
    boss: Headers,
    teachers: list[Headers],
    published: Published,
    token: Tokens,
) -> None:
    mine = classroom.ask("GET", "/learners/me", teachers[0])
    other = token("staff", scope="school", id=OTHER_SCHOOL, sub=_sub(teachers[0], classroom))
    body = {"school": str(OTHER_SCHOOL), "group": "teaching", "lang": "ro"}
    moved = classroom.ask("PUT", "/learners/me", other, body, If_Match=mine.headers["ETag"])
    assert moved.status_code == 200
    assert classroom.shares(boss)["M3C", "teaching"] == 25
    assert any(e.subject.startswith(str(OTHER_SCHOOL)) for e, _ in published(GROUP_FACT))


def _sub(by: Headers, classroom: Classroom) -> str:
    return str(classroom.ask("GET", "/me", by).json["id"])


@pytest.mark.usefixtures("teachers")
def test_only_what_changed_is_told_and_its_version_grows(
    classroom: Classroom, boss: Headers, published: Published
) -> None:
    groups = bands(published, GROUP_FACT)
    assert len(groups) == 6 * 5
    assert groups["M3C/teaching"] == ["0", "25", "50"]
    assert groups["M3C/leadership"] == ["0", "25", "50", "100"]
    assert groups["M3C/all"] == ["0", "25", "40", "50"]
    assert groups["M1/all"] == ["0"]
    assert groups["M1/governing"] == ["none"]
    assert bands(published, SCHOOL_FACT)["M3C"] == ["0", "25", "40", "50"]
    (told,) = bands(published, RULE_FACT).values()
    assert told == ["0", "25", "40", "50"]
    for type_ in (GROUP_FACT, SCHOOL_FACT, RULE_FACT):
        versions: dict[str, list[int]] = {}
        for envelope, data in published(type_):
            versions.setdefault(envelope.subject, []).append(int(envelope.subjectversion))
            assert envelope.partner == "md"
            assert data.get("as_of", "2026-02-02") == "2026-02-02"
        assert all(each == list(range(1, len(each) + 1)) for each in versions.values())

    before = len(published())
    assert classroom.count(boss, term="2026-2").status_code == 200
    assert len(published()) == before, "a new term with the same numbers is no news"


def test_a_lapsed_core_still_counts_for_the_rule_while_m3_is_valid(
    classroom: Classroom, boss: Headers, published: Published, clock: StillClock
) -> None:
    classroom.count(boss, groups={"leadership": 1, "teaching": 0, "support": 0, "governing": 0})
    classroom.place(boss, "leadership")
    classroom.learn(boss, "M3")
    clock.set(datetime(2027, 3, 1, 6, 0, tzinfo=UTC))
    boss = classroom.person("focal")
    classroom.count(
        boss,
        declared_on="2027-03-01",
        groups={"leadership": 1, "teaching": 0, "support": 0, "governing": 0},
    )
    assert classroom.shares(boss)["M3C", "all"] == 0
    (told,) = bands(published, RULE_FACT).values()
    assert told[-1] == "100"
    assert bands(published, GROUP_FACT)["M3C/all"][-1] == "0"


def test_coverage_is_for_those_who_manage_the_school(classroom: Classroom, token: Tokens) -> None:
    url = f"/schools/{SCHOOL}/coverage"

    def status(by: Headers) -> Any:
        return classroom.ask("GET", url, by).status_code

    for role in ("head", "focal", "deputy"):
        assert status(classroom.person(role)) == 200
        assert status(classroom.person(role, school=OTHER_SCHOOL)) == 403
    assert status(token("coordinator")) == 200
    assert status(token("coordinator", id=OTHER_SCHOOL)) == 403
    assert status(classroom.person("staff")) == 403
    assert status(token("trainer")) == 403
    assert status({}) == 401


@pytest.mark.usefixtures("teachers")
def test_coverage_asks_few_questions_whatever_the_school(
    classroom: Classroom, boss: Headers
) -> None:
    with statements() as asked:
        classroom.coverage(boss)
    assert len([each for each in asked if each.startswith("SELECT")]) <= 6
