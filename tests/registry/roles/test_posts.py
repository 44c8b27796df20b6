"""How posts are filled is told to the other services, and by whom never."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select

from chassis.clock import StillClock
from chassis.db import Database
from chassis.tables import outbox
from registry.roles import actions
from registry.roles.model import Membership
from tests.registry.conftest import PARTNER_ID, Door

TYPE = "registry.role.changed.v1"


def facts(database: Database) -> list[dict[str, Any]]:
    with database.read() as session:
        rows = session.scalars(select(outbox.c.body).where(outbox.c.type == TYPE).order_by("id"))
        return [msgspec.json.decode(body) for body in rows]


def test_every_coming_and_going_renews_the_post(
    door: Door, database: Database, clock: StillClock
) -> None:
    people = []
    for login in ("sg1", "sg2", "sg3"):
        clock.advance(timedelta(hours=1))
        people.append(door.person(login, "safeguarding"))
    for person in people:
        clock.advance(timedelta(hours=1))
        with database.write() as session:
            membership = session.get_one(Membership, UUID(person.membership))
            actions.end(session, membership, who="test", now=clock.now())
    told = facts(database)
    assert [each["data"]["filled"] for each in told] == ["1", "2plus", "2plus", "2plus", "1", "0"]
    assert [int(each["subjectversion"]) for each in told] == [1, 2, 3, 4, 5, 6]
    assert {each["subject"] for each in told} == {f"{PARTNER_ID}/safeguarding"}
    assert {each["tier"] for each in told} == {"internal"}
    assert len({each["data"]["since"] for each in told}) == 6


def test_a_fact_about_a_post_names_nobody(door: Door, database: Database) -> None:
    person = door.person("sg1", "safeguarding")
    (told,) = facts(database)
    assert set(told["data"]) == {"owner_kind", "owner", "role", "filled", "since"}
    text = msgspec.json.encode(told).decode()
    assert not any(word in text for word in (person.id, "sg1", "Ana"))


def test_posts_of_a_school_are_its_own(door: Door, database: Database, schools: list[str]) -> None:
    place = {"type": "school", "id": schools[0]}
    for login, role in (("hed", "head"), ("foc", "focal"), ("dep", "deputy"), ("sta", "staff")):
        door.person(login, role, place)
    told = facts(database)
    assert [each["data"]["role"] for each in told] == ["head", "focal", "deputy"]
    assert {each["data"]["owner_kind"] for each in told} == {"school"}
    assert {each["data"]["owner"] for each in told} == {schools[0]}


def test_an_offer_alone_fills_no_post(door: Door, database: Database) -> None:
    door.secret("sg1", "safeguarding")
    assert facts(database) == []


def test_roles_end_by_themselves_and_only_once(
    door: Door, database: Database, clock: StillClock
) -> None:
    coach = door.person("coa", "coach")
    for days in (364, 1, 1):
        clock.advance(timedelta(days=days))
        with database.write() as session:
            actions.end_due(session, clock.now())
            state = session.get_one(Membership, UUID(coach.membership)).state
            assert state == ("active" if days == 364 else "ended")
