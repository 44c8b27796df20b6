from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from chassis.tables import audit
from tests.registry.front_door import Tokens
from tests.registry.journey import COHORT, Journey


def test_a_coordinator_plans_opens_and_closes_a_cohort(journey: Journey, token: Tokens) -> None:
    made = journey.done("/cohorts", json=COHORT)
    assert made == COHORT | {"id": made["id"], "state": "planned", "row_version": 1}
    url = f"/cohorts/{made['id']}"
    assert journey.done(f"{url}/opening")["state"] == "running"
    assert journey.done(f"{url}/closure")["state"] == "closed"
    shown = journey.ask("GET", url, token("head", scope="school", id=uuid4())).get_json()
    assert (shown["state"], shown["row_version"]) == ("closed", 3)
    with journey.database.read() as session:
        deeds = session.scalars(select(audit.c.what).order_by(audit.c.no)).all()
    assert deeds == ["cohort.planned", "cohort.running", "cohort.closed"]


@pytest.mark.parametrize(("before", "step"), [("opening", "opening"), ("", "closure")])
def test_a_step_from_the_wrong_state_is_refused(journey: Journey, before: str, step: str) -> None:
    made = journey.done("/cohorts", json=COHORT)
    if before:
        journey.done(f"/cohorts/{made['id']}/{before}")
    answer = journey.ask("POST", f"/cohorts/{made['id']}/{step}", journey.token("coordinator"))
    assert (answer.status_code, answer.get_json()["reason"]) == (409, "wrong_state")


@pytest.mark.parametrize("role", ["head", "coach", "safeguarding", "ops", "observer"])
@pytest.mark.parametrize("path", ["/cohorts", "/cohorts/{id}/opening", "/cohorts/{id}/closure"])
def test_only_a_coordinator_may_change_cohorts(journey: Journey, role: str, path: str) -> None:
    url = path.format(id=journey.cohort(is_open=False))
    answer = journey.ask("POST", url, journey.token(role), json=COHORT)
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ends_on", "2026-02-02"),
        ("ends_on", "2026-02-30"),
        ("target", 0),
        ("target", 5001),
        ("target", "many"),
        ("standard_version", "one"),
        ("curriculum_version", "1.0"),
        ("name", " "),
        ("colour", "red"),
    ],
)
def test_what_cannot_be_a_cohort_is_refused_by_the_field(
    journey: Journey, field: str, value: Any
) -> None:
    answer = journey.ask(
        "POST", "/cohorts", journey.token("coordinator"), json=COHORT | {field: value}
    )
    assert answer.status_code == 422
    assert field in answer.get_json()["errors"]


def test_the_list_is_narrowed_and_read_page_by_page(journey: Journey, token: Tokens) -> None:
    names = [f"Cohort {number}" for number in range(3)]
    for name in names:
        journey.cohort(name=name)
    journey.cohort(is_open=False, name="Later")
    found: list[str] = []
    after = ""
    while True:
        page = journey.ask("GET", f"/cohorts?state=running&limit=2&after={after}", token("coach"))
        found += [each["name"] for each in page.get_json()["items"]]
        after = page.get_json()["next"]
        if not after:
            break
    assert found == names
    assert journey.ask("GET", "/cohorts?after=x", token("coach")).status_code == 422
    assert journey.ask("GET", f"/cohorts/{uuid4()}", token("coach")).status_code == 404
