"""A school's way to report: who may make, open and pause it, and when."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from chassis.bus.events import Fact
from chassis.db import Database
from chassis.tables import audit
from contracts.registry import Filled, SchoolStatus
from tests.registry.front_door import Tokens
from tests.reports.school import HEAD, NEW, P, School
from tests.services import facts
from tests.services.served import Hear, Published
from tests.statements import statements

CHANGED = "reports.channel.changed.v1"


def test_the_focal_point_makes_it_and_the_head_opens_it(
    school: School, published: Published
) -> None:
    made = school.draft()
    assert made["state"] == "draft"
    assert made["row_version"] == 1
    assert len(made["slug"]) == 12
    assert made["demonstration"] is True
    url = f"{P}/channels/{made['id']}"
    for role in ("focal", "deputy"):
        refused = school.client.post(f"{url}/launch", json={}, headers=school.of(role))
        assert refused.status_code == 403
    live = school.client.post(f"{url}/launch", json={}, headers=school.of("head"))
    assert live.json is not None
    assert (live.status_code, live.json["state"]) == (200, "live")
    assert "Nobody reads" in live.json["notice"]
    again = school.client.post(f"{url}/launch", json={}, headers=school.of("head"))
    assert again.json is not None
    assert (again.status_code, again.json["reason"]) == (409, "wrong_state")
    for noun, state in (("pause", "paused"), ("resumption", "live")):
        moved = school.client.post(f"{url}/{noun}", json={}, headers=school.of("head"))
        assert moved.json is not None
        assert (moved.status_code, moved.json["state"]) == (200, state)
    told = published(CHANGED)
    assert [data["state"] for _, data in told] == ["draft", "live", "paused", "live"]
    assert [envelope.subjectversion for envelope, _ in told] == ["1", "2", "3", "4"]
    assert {str(envelope.time) for envelope, _ in told} == {"2026-02-02 00:00:00+00:00"}
    assert {data["owner"] for _, data in told} == {str(facts.SCHOOL)}


ALL: tuple[Fact, ...] = (facts.PARTNER, facts.VERIFIED, facts.ROLE, HEAD, facts.COUNTRY)


@pytest.mark.parametrize(
    ("told", "missing"),
    [
        (ALL[:4], ["profile"]),
        ((*ALL[:4], replace(facts.COUNTRY, reviewed_on=date(2025, 2, 1))), ["profile"]),
        ((*ALL[:4], replace(facts.COUNTRY, reviewed_on=date(2025, 2, 2))), []),
        ((*ALL[:2], facts.COUNTRY), ["handlers"]),
        ((*ALL[:2], HEAD, facts.COUNTRY), ["handlers"]),
        ((*ALL[:3], facts.COUNTRY), ["handlers"]),
        ((*ALL[:3], replace(HEAD, filled=Filled.NONE), facts.COUNTRY), ["handlers"]),
        (ALL[:2], ["profile", "handlers"]),
    ],
)
def test_it_opens_when_nothing_is_missing(
    school: School, hear: Hear, told: tuple[Fact, ...], missing: list[str]
) -> None:
    hear(*told)
    made: Any = school.client.post(f"{P}/channels", json=NEW, headers=school.of("head")).json
    url = f"{P}/channels/{made['id']}/launch"
    answer = school.client.post(url, json={}, headers=school.of("head"))
    assert answer.json is not None
    if missing:
        assert (answer.status_code, answer.json["reason"]) == (409, "not_ready")
        assert answer.json["missing"] == missing
    else:
        assert answer.status_code == 200


def test_a_school_that_is_not_known_yet_is_to_be_asked_again(school: School) -> None:
    answer = school.client.post(f"{P}/channels", json=NEW, headers=school.of("head"))
    assert answer.json is not None
    assert (answer.status_code, answer.json["reason"]) == (409, "not_known_yet")


def test_a_school_has_one_that_is_not_closed(school: School) -> None:
    school.draft()
    answer = school.client.post(f"{P}/channels", json=NEW, headers=school.of("head"))
    assert answer.json is not None
    assert (answer.status_code, answer.json["reason"]) == (409, "channel_exists")


@pytest.mark.parametrize(
    "change",
    [
        {"langs": []},
        {"langs": ["not a tag"]},
        {"hours": {"days": [8], "from": "08:00", "to": "16:00"}},
        {"hours": {"days": [1], "from": "16:00", "to": "08:00"}},
        {"hours": {"days": [1], "from": "8", "to": "16:00"}},
        {"owner": {"type": "venue", "id": str(facts.SCHOOL)}},
        {"slug": "chosen"},
    ],
)
def test_what_cannot_be_is_refused(school: School, change: dict[str, Any]) -> None:
    school.become_known()
    answer = school.client.post(f"{P}/channels", json=NEW | change, headers=school.of("head"))
    assert answer.status_code == 422


def test_people_of_elsewhere_may_neither_make_nor_see_nor_open_it(
    school: School, token: Tokens
) -> None:
    made = school.draft()
    other = UUID("01985a00-0000-7000-8000-0000000000bb")
    strangers = token("head", scope="school", id=other)
    post = school.client.post
    assert post(f"{P}/channels", json=NEW, headers=strangers).status_code == 403
    assert post(f"{P}/channels", json=NEW, headers=token("coordinator")).status_code == 403
    assert post(f"{P}/channels", json=NEW).status_code == 401
    for noun in ("launch", "pause", "resumption"):
        url = f"{P}/channels/{made['id']}/{noun}"
        assert post(url, json={}, headers=strangers).status_code == 404
        assert post(url, json={}, headers=token("coordinator")).status_code == 403
    url = f"{P}/channels/{made['id']}"
    assert school.client.get(url, headers=strangers).status_code == 404
    listed: Any = school.client.get(f"{P}/channels", headers=strangers).json
    assert listed == {"items": [], "next": None}
    assert school.client.get(f"{P}/channels", headers=token("observer")).status_code == 403


def test_its_people_and_the_coordinator_see_it_and_no_count(school: School, token: Tokens) -> None:
    made = school.draft()
    elsewhere = token("coordinator", id=UUID(int=7))
    for who in (school.of("deputy"), token("coordinator")):
        url = f"{P}/channels?owner={facts.SCHOOL}"
        listed: Any = school.client.get(url, headers=who).json
        assert [each["id"] for each in listed["items"]] == [made["id"]]
        assert not [name for name in listed["items"][0] if "count" in name or "report" in name]
    listed = school.client.get(f"{P}/channels", headers=elsewhere).json
    assert listed["items"] == []


def test_a_list_is_read_in_few_statements(school: School, token: Tokens) -> None:
    school.draft()
    headers = token("coordinator")
    school.client.get(f"{P}/channels", headers=headers)
    with statements() as made:
        school.client.get(f"{P}/channels", headers=headers)
    assert len([each for each in made if each.lstrip().upper().startswith("SELECT")]) == 1


def test_old_versions_are_noticed(school: School) -> None:
    made = school.draft()
    url = f"{P}/channels/{made['id']}/launch"
    headers = {**school.of("head"), "If-Match": '"7"'}
    assert school.client.post(url, json={}, headers=headers).status_code == 412


@pytest.mark.parametrize("status", [SchoolStatus.CLOSED, SchoolStatus.MERGED])
def test_it_closes_with_its_school(
    school: School, hear: Hear, published: Published, status: SchoolStatus, database: Database
) -> None:
    slug = school.open()
    gone = replace(facts.CLOSED, status=status)
    hear(gone, version=2)
    hear(gone, version=3)
    told = [data["state"] for _, data in published(CHANGED)]
    assert told == ["draft", "live", "closed"]
    shown: Any = school.client.get(f"{P}/public-channels/{slug}").json
    assert shown["open"] is False
    again = school.client.post(f"{P}/channels", json=NEW, headers=school.of("head"))
    assert again.json is not None
    assert again.json["reason"] == "school_closed"
    with database.read() as session:
        deeds = session.scalars(select(audit.c.what).order_by(audit.c.no)).all()
    assert deeds == ["channel.drafted", "channel.launched", "channel.closed"]


def test_a_profile_grows_old(school: School) -> None:
    made = school.draft()
    school.clock.advance(timedelta(days=360))
    answer = school.client.post(
        f"{P}/channels/{made['id']}/launch", json={}, headers=school.of("head")
    )
    assert answer.json is not None
    assert answer.json["missing"] == ["profile"]
