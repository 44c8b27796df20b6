"""A post passes to somebody else in one moment, and a locked-out school is given back."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from sqlalchemy import select

from chassis import reissues
from chassis.clock import StillClock
from chassis.db import Database
from chassis.tables import outbox
from tests.registry.conftest import Door
from tests.registry.front_door import R
from tests.registry.staffed import Staffed, with_people


def pass_on(door: Door, membership: str, login: str, by: dict[str, str]) -> Any:
    url = f"{R}/memberships/{membership}/successor"
    return door.client.post(url, json={"login": login}, headers=by)


def accept(door: Door, url: str, **more: Any) -> Any:
    secret = url.rsplit("/", 1)[1]
    body = {"display_name": "Ana Rusu", "lang": "en", "password": "seven green apples", **more}
    return door.client.post(f"{R}/invitations/{secret}/acceptance", json=body)


def heads(door: Door, school: Staffed) -> list[tuple[str, str]]:
    url = f"{R}/memberships?school={school.id}&role=head"
    listed = door.client.get(url, headers=door.token("coordinator")).json
    return [(each["user"]["login"], each["state"]) for each in listed["items"]]


def test_the_school_has_its_old_head_until_the_new_one_has_accepted(door: Door) -> None:
    school = with_people(door, "head", "focal")
    old = school.people["head"]
    made = pass_on(door, old.membership, "new.head", door.token("coordinator"))
    assert made.status_code == 201
    assert sorted(heads(door, school)) == sorted([(old.login, "active"), ("new.head", "invited")])
    assert accept(door, made.json["invite_url"]).status_code == 201
    assert heads(door, school) == [("new.head", "active")]
    assert school.state(door) == "active"
    again = pass_on(door, old.membership, "third", door.token("coordinator"))
    assert (again.status_code, again.json["reason"]) == (409, "wrong_state")


def test_who_had_the_post_is_believed_no_more_in_the_moment_it_passes(
    door: Door, database: Database, clock: StillClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reissues, "LOOK_AGAIN_SECONDS", 0.0)
    school = with_people(door, "head", "focal")
    made = pass_on(door, school.people["head"].membership, "new.head", door.token("coordinator"))
    old = school.as_(door, "head")
    clock.advance(timedelta(seconds=1))
    assert door.client.get(f"{R}/me", headers=old).status_code == 200
    assert accept(door, made.json["invite_url"]).status_code == 201
    refused = door.client.get(f"{R}/me", headers=old)
    assert (refused.status_code, refused.json["reason"]) == (401, "token_stale")
    with database.read() as session:
        told = session.execute(
            select(outbox.c.version, outbox.c.body)
            .where(outbox.c.subject == f"head/school/{school.id}")
            .order_by(outbox.c.version.desc())
        ).first()
    assert told
    assert msgspec.json.decode(told.body)["data"]["left_at"], "the newest says that it was left"


def test_a_head_passes_on_the_posts_a_head_gives_and_no_other(door: Door) -> None:
    school = with_people(door, "head", "focal", "deputy")
    head = school.as_(door, "head")
    focal, own = school.people["focal"].membership, school.people["head"].membership
    assert pass_on(door, focal, "new.focal", head).status_code == 201
    refused = pass_on(door, own, "new.head", head)
    assert (refused.status_code, refused.json["reason"]) == (403, "may_not_appoint")
    elsewhere = door.token("head", scope="school", id=uuid4())
    assert pass_on(door, focal, "somebody", elsewhere).status_code == 403
    late = door.token("coordinator", shown_ago=3600)
    asked = pass_on(door, own, "new.head", late)
    assert (asked.status_code, asked.json["reason"]) == (401, "step_up_required")


def test_one_person_alone_never_ends_up_with_both_posts(door: Door) -> None:
    school = with_people(door, "head", "focal")
    head = school.people["head"]
    made = pass_on(door, school.people["focal"].membership, head.login, school.as_(door, "head"))
    secret = made.json["invite_url"].rsplit("/", 1)[1]
    url = f"{R}/invitations/{secret}/acceptance"
    refused = door.client.post(url, json={}, headers=door.sign_in(head))
    assert (refused.status_code, refused.json["reason"]) == (409, "last_second_manager")
    assert door.client.get(f"{R}/invitations/{secret}").status_code == 200


def test_what_is_no_post_does_not_pass_on(door: Door) -> None:
    trainer = door.person("trn", "trainer")
    refused = pass_on(door, trainer.membership, "other", door.token("coordinator"))
    assert (refused.status_code, refused.json["reason"]) == (409, "no_post")
    missing = pass_on(door, str(uuid4()), "other", door.token("coordinator"))
    assert missing.status_code == 404


def test_a_coordinator_gives_a_school_back_that_nobody_can_enter(door: Door) -> None:
    school = with_people(door, "head", "focal")
    head = school.people["head"]
    link = door.client.post(
        f"{R}/people/{head.id}/reset-links",
        json={"renews_codes": True},
        headers=door.token("coordinator"),
    )
    assert link.status_code == 201
    made = pass_on(door, head.membership, "rescuer", door.token("coordinator"))
    assert accept(door, made.json["invite_url"]).status_code == 201
    assert heads(door, school) == [("rescuer", "active")]
