"""Certificates over HTTP: suspended, put in force again, taken back; and what others hear."""

from datetime import UTC, datetime
from typing import Any

import pytest

from certification.assessments.actions import Doing
from certification.certificates import jobs
from certification.certificates.actions import NewAward, issue
from certification.certificates.model import Certificate
from chassis.clock import StillClock
from chassis.db import Database
from chassis.errors import Refused
from tests.certification.papers import MODULES, NUMBER, assess, award
from tests.certification.schoolhouse import Schoolhouse
from tests.services.facts import SCHOOL
from tests.services.served import Published

BODY = {"reason_code": "surveillance_missed", "head_heard_on": "2026-02-01"}


@pytest.fixture
def number(schoolhouse: Schoolhouse, database: Database, clock: StillClock) -> str:
    assert schoolhouse is not None  # it told of the school
    return award(database, clock.now())


def change(schoolhouse: Schoolhouse, what: str, role: str = "panel", body: Any = None) -> Any:
    by = schoolhouse.person(role) if role == "head" else schoolhouse.official(role)
    return schoolhouse.ask("POST", f"/certificates/{NUMBER}/{what}", by, body or {})


def suspend(schoolhouse: Schoolhouse, **other: str) -> Any:
    return change(schoolhouse, "suspension", "coordinator", {**BODY, **other})


def told(published: Published) -> list[tuple[str, str]]:
    found = [each for each in published() if ".certificate." in each[0].type]
    return [(envelope.type.split(".certificate.")[1][:12], d["state"]) for envelope, d in found]


def test_a_suspended_certificate_is_put_in_force_again(
    schoolhouse: Schoolhouse, number: str
) -> None:
    answer = schoolhouse.done(suspend(schoolhouse), 200)
    assert (answer["number"], answer["state"]) == (number, "suspended")
    assert (answer["reason_code"], answer["decide_by"]) == ("surveillance_missed", "2026-03-04")
    again = schoolhouse.done(change(schoolhouse, "reinstatement"), 200)
    assert (again["state"], again["reason_code"], again["decide_by"]) == ("active", None, None)


def test_what_is_taken_back_stays_so(schoolhouse: Schoolhouse, number: str) -> None:
    assert number
    schoolhouse.done(suspend(schoolhouse), 200)
    answer = schoolhouse.done(change(schoolhouse, "revocation"), 200)
    assert (answer["state"], answer["reason_code"]) == ("revoked", "surveillance_missed")
    for again in (suspend(schoolhouse), change(schoolhouse, "reinstatement")):
        assert schoolhouse.done(again, 409)["reason"] == "wrong_state"


@pytest.mark.parametrize(
    ("what", "roles"),
    [
        ("suspension", ("head", "panel", "assessor")),
        ("reinstatement", ("head", "coordinator", "assessor")),
        ("revocation", ("head", "coordinator", "assessor")),
    ],
)
def test_only_who_may_changes_it(
    schoolhouse: Schoolhouse, number: str, what: str, roles: tuple[str, ...]
) -> None:
    assert number
    body = BODY if what == "suspension" else {}
    for role in roles:
        schoolhouse.done(change(schoolhouse, what, role, body), 403)


@pytest.mark.parametrize("what", ["reinstatement", "revocation"])
def test_nobody_of_the_panel_judges_their_own_school(
    schoolhouse: Schoolhouse, number: str, what: str
) -> None:
    assert number
    schoolhouse.done(suspend(schoolhouse), 200)
    own = schoolhouse.token("panel", also=[("head", "school", SCHOOL)])
    answer = schoolhouse.ask("POST", f"/certificates/{NUMBER}/{what}", own, {})
    assert schoolhouse.done(answer, 403)["reason"] == "not_independent"


@pytest.mark.parametrize("what", ["reinstatement", "revocation"])
def test_a_certificate_in_force_needs_no_decision(
    schoolhouse: Schoolhouse, number: str, what: str
) -> None:
    assert number
    refused = schoolhouse.done(change(schoolhouse, what), 409)
    assert (refused["reason"], refused["state"]) == ("wrong_state", "active")


@pytest.mark.parametrize(
    "body",
    [
        {"reason_code": "dislike"},
        {"head_heard_on": "2026-02-03"},
        {"head_heard_on": "yesterday"},
        {"more": "of it"},
    ],
)
def test_a_suspension_needs_a_reason_and_a_hearing(
    schoolhouse: Schoolhouse, number: str, body: dict[str, str]
) -> None:
    assert number
    schoolhouse.done(suspend(schoolhouse, **body), 422)


def test_an_unknown_number_is_not_found(schoolhouse: Schoolhouse) -> None:
    assert schoolhouse.done(suspend(schoolhouse), 404)["reason"] == "no_such_number"


def test_others_hear_of_each_change_with_a_growing_version(
    schoolhouse: Schoolhouse, number: str, published: Published
) -> None:
    suspend(schoolhouse)
    change(schoolhouse, "reinstatement")
    suspend(schoolhouse)
    change(schoolhouse, "revocation")
    found = [each for each in published() if ".certificate." in each[0].type]
    assert [data["state"] for _, data in found] == [
        "active", "suspended", "active", "suspended", "revoked",
    ]  # fmt: skip
    versions = [int(envelope.subjectversion or 0) for envelope, _ in found]
    assert versions == sorted(set(versions))
    assert {envelope.subject for envelope, _ in found} == {number}
    first = found[0][1]
    assert (first["valid_from"], first["valid_to"]) == ("2026-02-02", "2027-08-01")
    assert "reason_code" not in first or first["reason_code"] is None


def test_the_calendar_is_written_down_and_told_once(
    number: str, database: Database, published: Published
) -> None:
    for day in (datetime(2027, 5, 3, 9, tzinfo=UTC), datetime(2027, 8, 2, 9, tzinfo=UTC)):
        for _ in range(2):
            with database.write() as session:
                jobs.settle(session, day)
    with database.read() as session:
        assert session.get_one(Certificate, number).state == "expired"
    assert [state for _, state in told(published)] == ["active", "due", "expired"]


def test_a_newer_certificate_takes_the_place_of_the_older(
    number: str, database: Database, clock: StillClock, published: Published
) -> None:
    newer = award(database, clock.now(), "silver")
    with database.read() as session:
        assert session.get_one(Certificate, number).state == "superseded"
        assert session.get_one(Certificate, newer).state == "active"
    assert [state for _, state in told(published)] == ["active", "superseded", "active"]


def test_none_is_issued_while_the_older_is_suspended(
    schoolhouse: Schoolhouse, number: str, database: Database, clock: StillClock
) -> None:
    suspend(schoolhouse)
    with database.write() as session:
        assessment = assess(session, clock.now())
        with pytest.raises(Refused) as refused:
            issue(
                session, assessment, NewAward("silver", MODULES, "SIS"),
                Doing(None, None, clock.now()),
            )  # fmt: skip
    assert refused.value.reason == "certificate_suspended"
    with database.read() as session:
        assert session.get_one(Certificate, number).state == "suspended"
