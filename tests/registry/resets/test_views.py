"""New passwords: asked for by mail, handed over, used once, and what ends with the old one."""

import json
from datetime import timedelta
from typing import Any

import pytest
from nacl.secret import SecretBox
from sqlalchemy import select

from chassis import mail, reissues
from chassis.clock import StillClock
from chassis.db import Database
from chassis.resources import Resources
from registry.resets import queries
from tests.registry.conftest import PARTNER_ID, Door
from tests.registry.front_door import PASSWORD, Person, R

NEW = "nine blue umbrellas"
SCHOOL_PLACE = "school"


@pytest.fixture(autouse=True)
def look_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reissues, "LOOK_AGAIN_SECONDS", 0.0)


@pytest.fixture
def trainer(door: Door) -> Person:
    secret = door.secret("ion@example.org", "trainer")
    answer = door.accept(secret, display_name="Ion", lang="ro", password=PASSWORD)
    found = answer.json
    return Person(found["user"]["id"], "ion@example.org", found["membership"]["id"], None)


def letters(database: Database, resources: Resources) -> list[dict[str, Any]]:
    """What waits to be sent, opened."""
    with database.read() as session:
        rows = session.execute(select(mail.mail).order_by(mail.mail.c.id)).all()
    box = SecretBox(mail.key_of(resources.pages_key))
    return [
        {"kind": row.kind, "lang": row.lang, **json.loads(box.decrypt(row.sealed))} for row in rows
    ]


def ask(door: Door, login: str) -> Any:
    return door.client.post(f"{R}/password-resets", json={"login": login})


def secret_of(link: str) -> str:
    return link.rpartition("/")[2]


def complete(door: Door, secret: str, password: str = NEW) -> Any:
    path = f"{R}/password-resets/{secret}/completion"
    return door.client.post(path, json={"password": password})


@pytest.fixture
def mailed(door: Door, trainer: Person, database: Database, resources: Resources) -> str:
    """The secret of a link that the trainer has asked for."""
    assert ask(door, trainer.login).status_code == 202
    [sent] = [each for each in letters(database, resources) if each["kind"] == "reset"]
    assert (sent["to"], sent["lang"]) == (trainer.login, "ro")
    return secret_of(sent["link"])


def test_the_answer_is_the_same_for_everybody(
    door: Door, trainer: Person, database: Database, resources: Resources
) -> None:
    door.person("quiet", "coach")
    answers = [ask(door, login) for login in (trainer.login, "quiet", "nobody", "no login!")]
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.get_data() for answer in answers}) == 1
    assert [each["to"] for each in letters(database, resources) if each["kind"] == "reset"] == [
        trainer.login
    ]


def test_whoever_asks_again_and_again_sends_one_mail(
    door: Door, mailed: str, database: Database, resources: Resources, clock: StillClock
) -> None:
    assert ask(door, "ion@example.org").status_code == 202
    assert len([e for e in letters(database, resources) if e["kind"] == "reset"]) == 1
    clock.advance(timedelta(minutes=3))
    ask(door, "ion@example.org")
    *_, newer = letters(database, resources)
    refused = complete(door, mailed)
    assert (refused.status_code, refused.json["reason"]) == (410, "link_replaced")
    assert complete(door, secret_of(newer["link"])).status_code == 200


def test_the_new_password_is_good_the_old_one_and_every_sign_in_end(
    door: Door,
    trainer: Person,
    mailed: str,
    database: Database,
    resources: Resources,
    clock: StillClock,
) -> None:
    before = door.tokens(trainer.login).json
    bearer = {"Authorization": f"Bearer {before['access_token']}"}
    clock.advance(timedelta(seconds=1))
    done = complete(door, mailed)
    assert (done.status_code, done.json["one_time_codes"]) == (200, None)
    assert door.client.get(f"{R}/me", headers=bearer).status_code == 401
    assert door.renew(before["refresh_token"]).status_code == 401
    assert door.tokens(trainer.login).status_code == 401
    assert door.tokens(trainer.login, NEW).status_code == 200
    told = [each for each in letters(database, resources) if each["kind"] == "was_reset"]
    assert [each["to"] for each in told] == [trainer.login]


def test_a_link_is_good_once_and_for_an_hour(door: Door, mailed: str, clock: StillClock) -> None:
    assert complete(door, mailed).status_code == 200
    again = complete(door, mailed)
    assert (again.status_code, again.json["reason"]) == (410, "link_used")
    clock.advance(timedelta(minutes=5))
    ask(door, "ion@example.org")
    assert complete(door, "unknown").status_code == 404


def test_a_link_runs_out(door: Door, mailed: str, clock: StillClock) -> None:
    clock.advance(timedelta(hours=1))
    answer = complete(door, mailed)
    assert (answer.status_code, answer.json["reason"]) == (410, "link_expired")


def test_a_bad_password_leaves_the_link_good(door: Door, mailed: str) -> None:
    refused = complete(door, mailed, "short")
    assert refused.status_code == 422
    assert "password" in refused.json["errors"]
    assert complete(door, mailed).status_code == 200


def hand(door: Door, user: str, by: dict[str, str], **body: bool) -> Any:
    return door.client.post(f"{R}/people/{user}/reset-links", json=body, headers=by)


def test_codes_are_renewed_by_hand_and_the_old_ones_end(door: Door, clock: StillClock) -> None:
    officer = door.person("sg1", "safeguarding")
    handed = hand(door, officer.id, door.token("coordinator"), renews_codes=True)
    assert handed.status_code == 201
    done = complete(door, secret_of(handed.json["reset_url"]))
    assert len(done.json["one_time_codes"]) == 20
    assert door.tokens("sg1", NEW, otp=officer.otp(clock)).status_code == 401
    assert door.tokens("sg1", NEW, otp=officer.codes[0]).status_code == 401
    assert door.tokens("sg1", NEW, otp=done.json["one_time_codes"][0]).status_code == 200


def test_nobody_hands_a_link_to_whom_they_do_not_appoint(door: Door, schools: list[str]) -> None:
    place = {"type": SCHOOL_PLACE, "id": schools[0]}
    head = door.person("hed", "head", place)
    staff = door.person("stf", "staff", place)
    other_head = door.token("head", scope="school", id=schools[1])
    own_head = door.token("head", scope="school", id=schools[0])
    assert hand(door, staff.id, own_head).status_code == 201
    refused = hand(door, staff.id, other_head)
    assert (refused.status_code, refused.json["reason"]) == (403, "not_yours")
    assert hand(door, head.id, own_head).status_code == 403
    assert hand(door, head.id, door.token("coordinator")).status_code == 201
    assert hand(door, head.id, door.token("ops")).status_code == 403
    unknown = hand(door, str(PARTNER_ID), door.token("coordinator"))
    assert unknown.status_code == 404


def test_nobody_hands_one_to_themselves(door: Door) -> None:
    officer = door.person("sg1", "safeguarding")
    by = door.token("coordinator", sub=officer.id)
    answer = hand(door, officer.id, by)
    assert (answer.status_code, answer.json["reason"]) == (403, "oneself")


def test_who_has_a_role_beyond_the_callers_is_not_reset_by_them(door: Door) -> None:
    person = door.person("two", "trainer")
    door.accept(door.secret("two", "coordinator"), door.sign_in(person))
    answer = hand(door, person.id, door.token("coordinator"))
    assert (answer.status_code, answer.json["reason"]) == (403, "may_not_appoint")


def test_a_computer_that_was_left_hands_out_no_link(door: Door, trainer: Person) -> None:
    answer = hand(door, trainer.id, door.token("coordinator", shown_ago=20 * 60))
    assert (answer.status_code, answer.json["reason"]) == (401, "step_up_required")


def test_whoever_asks_does_not_end_a_link_that_was_handed_over(door: Door, trainer: Person) -> None:
    handed = hand(door, trainer.id, door.token("coordinator")).json["reset_url"]
    assert ask(door, trainer.login).status_code == 202
    assert complete(door, secret_of(handed)).status_code == 200


def test_one_link_used_ends_the_others(door: Door, trainer: Person, mailed: str) -> None:
    handed = hand(door, trainer.id, door.token("coordinator")).json["reset_url"]
    assert complete(door, secret_of(handed)).status_code == 200
    late = complete(door, mailed)
    assert (late.status_code, late.json["reason"]) == (410, "link_replaced")


def test_old_links_are_forgotten(
    door: Door, mailed: str, database: Database, clock: StillClock
) -> None:
    with database.write() as session:
        queries.forget_old(session, clock.now() + timedelta(days=40))
    assert complete(door, mailed).status_code == 404
