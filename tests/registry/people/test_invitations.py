"""People come in by invitation, once, in time, and only by those who may appoint them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from chassis.clock import StillClock
from chassis.db import Database
from registry.accounts.model import OneTimeCode, User
from registry.people.model import Invitation
from registry.roles.model import Membership
from registry.roles.rules import APPOINTS, ROLES
from tests.registry.conftest import PARTNER_ID, PUBLIC_URL, Door, Tokens
from tests.registry.front_door import PASSWORD, R

PARTNER = {"type": "partner", "id": str(PARTNER_ID)}


def test_an_invitation_is_a_link_of_fourteen_days(door: Door, clock: StillClock) -> None:
    answer = door.invite("SG1", "safeguarding")
    assert answer.status_code == 201
    assert answer.json["state"] == "invited"
    assert answer.json["membership"]["user"]["login"] == "sg1"
    assert answer.json["membership"]["scope"] == PARTNER
    assert answer.json["invite_url"].startswith(f"{PUBLIC_URL}/registry/invitations/")
    ends = datetime.fromisoformat(answer.json["expires_at"])
    assert ends == clock.now() + timedelta(days=14)


def test_acceptance_tells_the_codes_once(door: Door) -> None:
    answer = door.accept(door.secret("sg1", "safeguarding"))
    assert answer.status_code == 201
    assert set(answer.json["user"]) == {"id", "login"}
    assert answer.json["membership"]["state"] == "active"
    assert answer.json["totp_uri"].startswith("otpauth://totp/")
    assert len(set(answer.json["one_time_codes"])) == 20
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("role", ["coach", "trainer", "checker", "observer"])
def test_a_role_without_second_factor_gets_no_codes(door: Door, role: str) -> None:
    answer = door.accept(door.secret("somebody", role))
    assert answer.status_code == 201
    assert answer.json["totp_uri"] is None
    assert answer.json["one_time_codes"] is None


def test_a_link_is_good_once(door: Door) -> None:
    secret = door.secret("sg1", "safeguarding")
    assert door.accept(secret).status_code == 201
    again = door.accept(secret)
    assert (again.status_code, again.json["reason"]) == (410, "link_used")


def test_a_link_expires(door: Door, clock: StillClock) -> None:
    secret = door.secret("sg1", "safeguarding")
    clock.advance(timedelta(days=14))
    late = door.accept(secret)
    assert (late.status_code, late.json["reason"]) == (410, "link_expired")


def test_a_newer_link_ends_the_older_one(door: Door) -> None:
    older, newer = door.secret("sg1", "safeguarding"), door.secret("sg1", "safeguarding")
    lost = door.accept(older)
    assert (lost.status_code, lost.json["reason"]) == (410, "link_replaced")
    assert door.accept(newer).status_code == 201


def test_an_unknown_link_is_not_found(door: Door) -> None:
    assert door.accept("nothing").status_code == 404
    assert door.client.get(f"{R}/invitations/nothing").status_code == 404


def test_a_link_says_what_it_offers(door: Door) -> None:
    secret = door.secret("sg1", "safeguarding")
    answer = door.client.get(f"{R}/invitations/{secret}")
    assert answer.status_code == 200
    assert answer.json["role"] == "safeguarding"
    assert answer.json["partner_name"] == "Child Safety Moldova"
    assert answer.json["is_new"] is True
    assert "login" not in answer.json
    door.accept(secret)
    assert door.client.get(f"{R}/invitations/{secret}").status_code == 410


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("display_name", " \u200b "),
        ("display_name", "x" * 81),
        ("lang", ""),
        ("lang", "Romanian!"),
        ("password", "too short"),
        ("password", "passwordpassword"),
        ("password", "abcabcabcabc"),
        ("password", "098765432109"),
        ("password", "x" * 201),
        ("email", "not an address"),
    ],
)
def test_what_somebody_new_says_is_checked(door: Door, field: str, value: str) -> None:
    secret = door.secret("sg1", "safeguarding")
    body = {"display_name": "Ana", "lang": "ro", "password": PASSWORD, field: value}
    answer = door.accept(secret, **body)
    assert answer.status_code == 422
    assert list(answer.json["errors"]) == [field]
    assert door.accept(secret).status_code == 201, "a mistake does not use the link up"


def test_the_login_is_no_password(door: Door) -> None:
    secret = door.secret("ana.maria.rusu", "safeguarding")
    answer = door.accept(secret, display_name="Ana", lang="ro", password="Ana.Maria.Rusu")
    assert list(answer.json["errors"]) == ["password"]


def test_an_empty_acceptance_names_every_field(door: Door) -> None:
    answer = door.client.post(f"{R}/invitations/{door.secret('sg1', 'panel')}/acceptance")
    assert answer.status_code == 422
    assert set(answer.json["errors"]) == {"display_name", "lang", "password"}


def test_a_login_that_exists_accepts_signed_in(door: Door) -> None:
    coach = door.person("coa", "coach")
    secret = door.secret("coa", "trainer")
    unknown = door.accept(secret)
    assert (unknown.status_code, unknown.json["reason"]) == (401, "sign_in_first")
    wrong = door.accept(secret, door.sign_in(door.person("trn", "trainer")))
    assert (wrong.status_code, wrong.json["reason"]) == (403, "wrong_person")
    bearer = door.sign_in(coach)
    answer = door.client.post(f"{R}/invitations/{secret}/acceptance", json={}, headers=bearer)
    assert answer.status_code == 200
    assert answer.json["user"]["id"] == coach.id
    me = door.client.get(f"{R}/me", headers=door.sign_in(coach))
    assert [each["role"] for each in me.json["roles"]] == ["coach", "trainer"]


def test_a_role_that_needs_codes_brings_them_to_who_has_none(door: Door) -> None:
    coach = door.person("coa", "coach")
    secret = door.secret("coa", "assessor")
    bearer = door.sign_in(coach)
    answer = door.client.post(f"{R}/invitations/{secret}/acceptance", json={}, headers=bearer)
    assert answer.status_code == 200
    assert len(answer.json["one_time_codes"]) == 20
    assert door.tokens("coa").json["reason"] == "otp_required"


def test_ten_at_once_use_one_link_once(registry: Flask, door: Door, database: Database) -> None:
    secret = door.secret("sg1", "safeguarding")

    def accept(_: int) -> int:
        own = registry.test_client(use_cookies=False)
        return int(Door(own, door.token, door.clock).accept(secret).status_code)

    with ThreadPoolExecutor(10) as pool:
        found = sorted(pool.map(accept, range(10)))
    assert found == [201] + [410] * 9
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(User)) == 1
        assert session.scalar(select(func.count()).select_from(OneTimeCode)) == 20


def test_ten_at_once_with_one_key_get_one_answer(registry: Flask, door: Door) -> None:
    secret = door.secret("sg1", "safeguarding")
    body = {"display_name": "Ana", "lang": "ro", "password": PASSWORD}

    def accept(_: int) -> tuple[int, object]:
        own = registry.test_client(use_cookies=False)
        answer = own.post(
            f"{R}/invitations/{secret}/acceptance", json=body, headers={"Idempotency-Key": "one"}
        )
        return answer.status_code, answer.json

    with ThreadPoolExecutor(10) as pool:
        found = list(pool.map(accept, range(10)))
    assert all(each == found[0] for each in found)
    assert found[0][0] == 201


def test_an_acceptance_is_answered_again_for_an_hour(door: Door, clock: StillClock) -> None:
    path = f"{R}/invitations/{door.secret('sg1', 'safeguarding')}/acceptance"
    body = {"display_name": "Ana", "lang": "ro", "password": PASSWORD}
    key = {"Idempotency-Key": "k1"}
    first = door.client.post(path, json=body, headers=key)
    clock.advance(timedelta(minutes=60))
    again = door.client.post(path, json=body, headers=key)
    assert (again.status_code, again.data) == (201, first.data)
    clock.advance(timedelta(minutes=1))
    late = door.client.post(path, json=body, headers=key)
    assert (late.status_code, late.json["reason"]) == (409, "answered_before")
    other = door.client.post(path, json={**body, "lang": "en"}, headers=key)
    assert (other.status_code, other.json["reason"]) == (422, "key_reused")


def test_an_invitation_is_answered_again(door: Door, database: Database) -> None:
    key = "invite-1"
    first, again = (door.invite("sg1", "safeguarding", key=key) for _ in range(2))
    assert first.data == again.data
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Invitation)) == 1


def test_many_invite_one_new_login_at_once(registry: Flask, door: Door) -> None:
    roles = ["coach", "trainer", "checker", "observer", "panel"]

    def invite(role: str) -> int:
        own = registry.test_client(use_cookies=False)
        return int(Door(own, door.token, door.clock).invite("new.person", role).status_code)

    with ThreadPoolExecutor(5) as pool:
        assert list(pool.map(invite, roles)) == [201] * 5


def test_a_role_is_held_once_at_a_place(door: Door) -> None:
    door.person("sg1", "safeguarding")
    again = door.invite("SG1", "safeguarding")
    assert (again.status_code, again.json["reason"]) == (409, "already_holds")


def test_nobody_has_more_than_25_roles(door: Door, schools: list[str], database: Database) -> None:
    for school in schools[:25]:
        assert door.invite("busy", "head", {"type": "school", "id": school}).status_code == 201
    last = door.invite("busy", "head", {"type": "school", "id": schools[25]})
    assert (last.status_code, last.json["reason"]) == (409, "too_many_scopes")
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Membership)) == 25


@pytest.mark.parametrize("appointer", [*ROLES, None])
def test_who_appoints_whom(
    door: Door, token: Tokens, schools: list[str], appointer: str | None
) -> None:
    ids = {"partner": str(PARTNER_ID), "school": schools[0], "network": "all"}
    held = ROLES[appointer].scopes[0] if appointer else "partner"
    by = token(*([appointer] if appointer else []), scope=held, id=ids.get(held, str(uuid4())))
    for role, rule in ROLES.items():
        place = {"type": rule.scopes[0], "id": ids.get(rule.scopes[0], str(uuid4()))}
        answer = door.invite("somebody", role, place, by)
        if role not in APPOINTS.get(appointer or "", ()):
            assert (answer.status_code, answer.json["reason"]) == (403, "may_not_appoint")
        elif place["type"] in ids:
            assert answer.status_code == 201, answer.json
        else:
            assert (answer.status_code, answer.json["reason"]) == (422, "unknown_scope")


def test_the_operator_appoints_nobody(door: Door, token: Tokens) -> None:
    for role in ROLES:
        scope = {"type": ROLES[role].scopes[0], "id": str(PARTNER_ID)}
        answer = door.invite("somebody", role, scope, token("ops"))
        assert (answer.status_code, answer.json["reason"]) == (403, "may_not_appoint")


def test_a_coordinator_makes_no_hq(door: Door) -> None:
    answer = door.invite("boss", "hq", {"type": "network", "id": "all"})
    assert (answer.status_code, answer.json["reason"]) == (403, "may_not_appoint")


def test_places_of_others_are_closed(door: Door, token: Tokens, schools: list[str]) -> None:
    stranger = token("coordinator", id=uuid4())
    answer = door.invite("somebody", "panel", PARTNER, stranger)
    assert (answer.status_code, answer.json["reason"]) == (403, "may_not_appoint")
    head = token("head", scope="school", id=schools[0])
    answer = door.invite("somebody", "focal", {"type": "school", "id": schools[1]}, head)
    assert (answer.status_code, answer.json["reason"]) == (403, "may_not_appoint")


def test_a_role_is_held_where_it_belongs(door: Door, schools: list[str]) -> None:
    answer = door.invite("somebody", "panel", {"type": "school", "id": schools[0]})
    assert (answer.status_code, answer.json["reason"]) == (422, "wrong_scope")
    answer = door.invite("somebody", "head", {"type": "school", "id": str(uuid4())})
    assert (answer.status_code, answer.json["reason"]) == (422, "unknown_scope")
    answer = door.invite("somebody", "head", {"type": "school", "id": "no id"})
    assert (answer.status_code, answer.json["reason"]) == (422, "unknown_scope")
    assert door.invite("somebody", "observer", {"type": "country", "id": "MD"}).status_code == 201
    answer = door.invite("somebody", "observer", {"type": "country", "id": "FR"})
    assert answer.status_code == 422


@pytest.mark.parametrize("login", ["a", "two words", "x" * 65, "<b>", "a\nb", ""])
def test_a_login_has_a_shape(door: Door, login: str) -> None:
    answer = door.invite(login, "panel")
    assert answer.status_code == 422
    assert "login" in answer.json["errors"]


def test_unknown_fields_and_roles_are_refused(door: Door, client: FlaskClient) -> None:
    assert door.invite("somebody", "king").status_code == 422
    answer = client.post(
        f"{R}/invitations",
        json={"login": "x1", "role": "panel", "scope": {**PARTNER, "more": 1}},
        headers=door.token("coordinator"),
    )
    assert answer.status_code == 422


def test_nobody_invites_without_signing_in(door: Door) -> None:
    answer = door.invite("somebody", "panel", by={"Authorization": ""})
    assert answer.status_code == 401
