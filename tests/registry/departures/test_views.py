"""Roles end over the API: by whom, when not, and what the others hear of it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import msgspec
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from chassis.clock import StillClock
from chassis.db import Database
from chassis.tables import audit, outbox
from tests.registry.conftest import Door, Tokens
from tests.registry.front_door import Person, R
from tests.registry.staffed import Staffed, with_people

M = f"{R}/memberships"


def end(door: Door, person: Person, by: dict[str, str]) -> Any:
    return door.client.delete(f"{M}/{person.membership}", headers=by)


def posts(database: Database, school: Staffed) -> list[dict[str, Any]]:
    with database.read() as session:
        bodies = session.scalars(
            select(outbox.c.body)
            .where(outbox.c.type == "registry.role.changed.v1")
            .order_by(outbox.c.id)
        )
        found = [msgspec.json.decode(body)["data"] for body in bodies]
    return [each for each in found if each["owner"] == school.id]


def test_the_story_of_a_deputy_who_goes_and_comes_back(door: Door, database: Database) -> None:
    school = with_people(door, "head", "focal", "deputy")
    head = school.as_(door, "head")
    assert end(door, school.people["deputy"], head).status_code == 204
    refused = end(door, school.people["focal"], head)
    assert (refused.status_code, refused.json["reason"]) == (409, "last_second_manager")
    assert "Invite another focal point or deputy first" in refused.json["remedy"]
    secret = door.secret(school.people["deputy"].login, "deputy", school.place)
    by = door.token(sub=school.people["deputy"].id)
    again = door.client.post(f"{R}/invitations/{secret}/acceptance", json={}, headers=by)
    assert (again.status_code, again.json["user"]["id"]) == (200, school.people["deputy"].id)
    assert again.json["membership"]["id"] != school.people["deputy"].membership
    assert end(door, school.people["focal"], head).status_code == 204
    assert school.state(door) == "active"
    with database.read() as session:
        rows = session.execute(
            select(audit.c.who, audit.c.role, audit.c.subject)
            .where(audit.c.what == "role.ended")
            .order_by(audit.c.no)
        ).all()
    assert [tuple(row) for row in rows] == [
        (school.people["head"].id, "head", school.people[role].membership)
        for role in ("deputy", "focal")
    ]


def test_every_coming_and_going_at_a_school_renews_its_post(
    door: Door, database: Database, clock: StillClock
) -> None:
    school = with_people(door, "head", "focal")
    first = school.people["focal"]
    clock.advance(timedelta(hours=1))
    school.join(door, "focal", "second.focal")
    clock.advance(timedelta(hours=1))
    assert end(door, first, school.as_(door, "head")).status_code == 204
    told = [each for each in posts(database, school) if each["role"] == "focal"]
    assert [each["filled"] for each in told] == ["1", "2plus", "1"]
    assert len({each["since"] for each in told}) == 3
    assert {each["owner_kind"] for each in told} == {"school"}


def test_whose_role_ended_has_it_no_more_at_the_next_sign_in(door: Door) -> None:
    school = with_people(door, "head", "focal", "deputy")
    assert end(door, school.people["deputy"], school.as_(door, "head")).status_code == 204
    bearer = door.sign_in(school.people["deputy"])
    assert door.client.get(f"{R}/me", headers=bearer).json["roles"] == []


def test_the_last_head_cannot_go_nor_be_sent(door: Door) -> None:
    school = with_people(door, "head", "focal", "deputy")
    for by, words in (
        (school.as_(door, "head"), "Ask your coordinator"),
        (door.token("coordinator"), "Invite another head first"),
    ):
        refused = end(door, school.people["head"], by)
        assert (refused.status_code, refused.json["reason"]) == (409, "last_second_manager")
        assert words in refused.json["remedy"]
    old = school.people["head"]
    school.join(door, "head", "new.head")
    assert end(door, old, door.token("coordinator")).status_code == 204
    assert school.state(door) == "active"


def test_a_school_not_yet_active_keeps_its_head_from_itself_only(door: Door) -> None:
    school = with_people(door, "head")
    refused = end(door, school.people["head"], school.as_(door, "head"))
    assert (refused.status_code, refused.json["reason"]) == (409, "last_head")
    assert "coordinator" in refused.json["remedy"]
    assert end(door, school.people["head"], door.token("coordinator")).status_code == 204


def test_a_member_leaves_by_themselves(door: Door) -> None:
    school = with_people(door, "head", "focal", "deputy", "staff")
    for role in ("staff", "deputy"):
        assert end(door, school.people[role], school.as_(door, role)).status_code == 204
    refused = end(door, school.people["focal"], school.as_(door, "focal"))
    assert (refused.status_code, refused.json["reason"]) == (409, "last_second_manager")


def test_who_may_not_end_a_role(door: Door, token: Tokens) -> None:
    school = with_people(door, "head", "focal", "deputy", "staff")
    target = school.people["deputy"]
    strangers = [
        token("head", scope="school", id=uuid4()),
        token("coordinator", id=uuid4()),
        token(),
    ]
    others = [
        token("safeguarding"),
        token("ops"),
        school.as_(door, "focal"),
        school.as_(door, "staff"),
    ]
    for people, reason in ((strangers, "not_yours"), (others, "may_not_end")):
        for by in people:
            answer = end(door, target, by)
            assert (answer.status_code, answer.json["reason"]) == (403, reason)
    assert end(door, target, {}).status_code == 401
    assert end(door, school.people["staff"], school.as_(door, "focal")).status_code == 204
    head = end(door, school.people["head"], school.as_(door, "focal"))
    assert head.status_code == 403


def test_what_is_not_there_or_ended_already_does_not_end(door: Door) -> None:
    school = with_people(door, "head", "focal", "deputy")
    head = school.as_(door, "head")
    assert door.client.delete(f"{M}/{uuid4()}", headers=head).status_code == 404
    assert end(door, school.people["deputy"], head).status_code == 204
    again = end(door, school.people["deputy"], head)
    assert (again.status_code, again.json["reason"]) == (409, "wrong_state")


def test_the_same_call_sent_twice_is_answered_alike(door: Door) -> None:
    school = with_people(door, "head", "focal", "deputy")
    by = school.as_(door, "head") | {"Idempotency-Key": "once"}
    assert [end(door, school.people["deputy"], by).status_code for _ in range(2)] == [204, 204]


def test_an_offer_taken_back_lets_nobody_in(door: Door, client: FlaskClient) -> None:
    school = with_people(door, "head")
    secret = door.secret("somebody", "focal", school.place)
    listed = client.get(f"{M}?school={school.id}", headers=school.as_(door, "head"))
    offer = next(
        each for each in (listed.json or {})["items"] if each["user"]["login"] == "somebody"
    )
    by = school.as_(door, "head")
    assert client.delete(f"{M}/{offer['id']}", headers=by).status_code == 204
    late = door.accept(secret)
    assert (late.status_code, late.json["reason"]) == (410, "link_withdrawn")
    assert school.state(door) == "verified"
    assert door.invite("somebody", "focal", school.place, by).status_code == 201


def test_the_last_coordinator_stays(door: Door) -> None:
    network = door.token("hq", scope="network", id="all")
    first = door.person("coo", "coordinator")
    for by in (network, door.token("coordinator"), door.token(sub=first.id)):
        refused = end(door, first, by)
        assert (refused.status_code, refused.json["reason"]) == (409, "last_holder")
        assert refused.json["remedy"]
    door.person("coo2", "coordinator")
    assert end(door, first, network).status_code == 204


def test_two_coordinators_do_not_both_go_at_once(
    door: Door, registry: Flask, token: Tokens, clock: StillClock
) -> None:
    pair = [door.person(login, "coordinator") for login in ("coo", "coo2")]

    def leave(person: Person) -> int:
        own = Door(registry.test_client(use_cookies=False), token, clock)
        return int(end(own, person, token(sub=person.id)).status_code)

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(leave, pair)) == [204, 409]


def test_focal_and_deputy_do_not_both_go_at_once(
    door: Door, registry: Flask, token: Tokens, clock: StillClock
) -> None:
    for number in range(3):
        school = with_people(door, "head", "focal", "deputy", code=f"00{number}")

        def leave(role: str, school: Staffed = school) -> int:
            own = Door(registry.test_client(use_cookies=False), token, clock)
            return int(end(own, school.people[role], school.as_(own, role)).status_code)

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(leave, ("focal", "deputy"))) == [204, 409]
        assert school.state(door) == "active"


def test_many_end_one_role_at_once_and_one_does(
    door: Door, registry: Flask, token: Tokens, clock: StillClock, database: Database
) -> None:
    school = with_people(door, "head", "focal", "deputy")

    def leave(_: int) -> int:
        own = Door(registry.test_client(use_cookies=False), token, clock)
        return int(end(own, school.people["deputy"], school.as_(own, "head")).status_code)

    with ThreadPoolExecutor(5) as pool:
        assert sorted(pool.map(leave, range(5))) == [204, 409, 409, 409, 409]
    told = [each for each in posts(database, school) if each["role"] == "deputy"]
    assert [each["filled"] for each in told] == ["1", "0"]


def test_those_who_look_after_a_school_see_all_its_people(
    door: Door, client: FlaskClient, token: Tokens
) -> None:
    school = with_people(door, "head", "focal", "deputy", "staff")
    path = f"{M}?school={school.id}"
    for by in (
        token("coordinator"),
        *(school.as_(door, role) for role in ("head", "focal", "deputy")),
    ):
        found = (client.get(path, headers=by).json or {})["items"]
        assert [each["role"] for each in found] == ["head", "focal", "deputy", "staff"]
    for by in (
        school.as_(door, "staff"),
        token("head", scope="school", id=uuid4()),
        token("coordinator", id=uuid4()),
        token("ops"),
    ):
        answer = client.get(path, headers=by)
        assert (answer.status_code, (answer.json or {})["reason"]) == (403, "role_missing")
