"""Signing in over HTTP: what is asked, what is given, how guessing is slowed, how it ends."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from chassis import audit, reissues
from chassis.auth import read_token
from chassis.clock import StillClock
from chassis.db import Database
from chassis.keyring import FixedKeys
from registry.accounts import queries as accounts
from registry.roles import actions as roles
from registry.roles.model import Membership
from tests.registry.conftest import PARTNER_CODE, PARTNER_ID, PUBLIC_URL, Door
from tests.registry.front_door import PASSWORD, Person, R


@pytest.fixture
def officer(door: Door) -> Person:
    return door.person("sg1", "safeguarding")


@pytest.fixture
def coach(door: Door) -> Person:
    return door.person("coa", "coach")


def test_a_second_factor_is_asked_for_and_taken(
    door: Door, officer: Person, clock: StillClock
) -> None:
    asked = door.tokens("sg1")
    assert (asked.status_code, asked.json["reason"]) == (401, "otp_required")
    assert asked.content_type == "application/problem+json"
    given = door.tokens("SG1 ", otp=officer.otp(clock))
    assert given.status_code == 200
    assert given.json["token_type"] == "Bearer"
    assert given.json["expires_in"] == 900
    assert given.headers["Cache-Control"] == "no-store"


def test_the_token_says_who_and_what(
    door: Door, officer: Person, clock: StillClock, signing_key: ECKey
) -> None:
    answer = door.tokens("sg1", otp=officer.otp(clock))
    found = jwt.decode(answer.json["access_token"], signing_key, algorithms=["ES256"])
    claims = found.claims
    assert found.header["kid"] == signing_key.kid
    assert claims["iss"] == PUBLIC_URL
    assert claims["aud"] == "ciss"
    assert claims["sub"] == officer.id
    assert claims["login"] == "sg1"
    assert claims["name"] == "Ana Rusu"
    assert claims["lang"] == "en"
    assert claims["partner"] == PARTNER_CODE
    assert claims["roles"] == [{"role": "safeguarding", "scope": "partner", "id": str(PARTNER_ID)}]
    assert claims["exp"] - claims["iat"] == 900
    assert "email" not in claims


def test_the_email_is_in_the_token_if_there_is_one(door: Door, signing_key: ECKey) -> None:
    secret = door.secret("trn", "trainer")
    door.accept(secret, display_name="Ion", lang="ro", password=PASSWORD, email="ion@example.org")
    token = door.tokens("trn").json["access_token"]
    claims = jwt.decode(token, signing_key, algorithms=["ES256"]).claims
    assert claims["email"] == "ion@example.org"


def test_every_service_can_read_the_token(
    door: Door, officer: Person, clock: StillClock, signing_key: ECKey
) -> None:
    token = door.tokens("sg1", otp=officer.otp(clock)).json["access_token"]
    actor = read_token(token, FixedKeys(signing_key), clock.now(), PUBLIC_URL)
    assert actor.id == officer.id
    assert actor.has("safeguarding", "partner", PARTNER_ID)


def test_the_published_keys_open_the_token(door: Door, coach: Person) -> None:
    answer = door.client.get("/.well-known/jwks.json")
    assert answer.status_code == 200
    assert "public" in answer.headers["Cache-Control"]
    assert all("d" not in key for key in answer.json["keys"])
    token = door.tokens("coa").json["access_token"]
    assert jwt.decode(token, KeySet.import_key_set(answer.json)).claims["sub"] == coach.id


def test_me_says_who_is_calling(door: Door, officer: Person) -> None:
    answer = door.client.get(f"{R}/me", headers=door.sign_in(officer))
    assert answer.status_code == 200
    assert answer.json["login"] == "sg1"
    assert answer.json["roles"] == [
        {"role": "safeguarding", "scope": "partner", "id": str(PARTNER_ID)}
    ]
    assert door.client.get(f"{R}/me").status_code == 401


def test_a_code_is_good_once(door: Door, officer: Person, clock: StillClock) -> None:
    code = officer.otp(clock)
    assert door.tokens("sg1", otp=code).status_code == 200
    again = door.tokens("sg1", otp=code)
    assert (again.status_code, again.json["reason"]) == (401, "wrong_otp")
    clock.advance(timedelta(seconds=30))
    assert door.tokens("sg1", otp=code).json["reason"] == "wrong_otp"
    assert door.tokens("sg1", otp=officer.otp(clock)).status_code == 200


def test_a_code_may_be_half_a_minute_late(door: Door, officer: Person, clock: StillClock) -> None:
    code = officer.otp(clock)
    clock.advance(timedelta(seconds=60))
    assert door.tokens("sg1", otp=code).json["reason"] == "wrong_otp"
    clock.advance(timedelta(seconds=-30))
    assert door.tokens("sg1", otp=code).status_code == 200


def test_a_clock_moved_back_locks_nobody_out(
    door: Door, officer: Person, clock: StillClock
) -> None:
    clock.advance(timedelta(days=300))
    assert door.tokens("sg1", otp=officer.otp(clock)).status_code == 200
    clock.advance(timedelta(days=-300))
    assert door.tokens("sg1", otp=officer.otp(clock)).status_code == 200


def test_a_code_of_the_sheet_is_good_once(door: Door, officer: Person) -> None:
    typed = officer.codes[0].lower().replace("-", " ")
    assert door.tokens("sg1", otp=typed).status_code == 200
    assert door.tokens("sg1", otp=officer.codes[0]).json["reason"] == "wrong_otp"
    assert door.tokens("sg1", otp=officer.codes[1]).status_code == 200


def test_ten_at_once_use_one_code_once(
    registry: Flask, door: Door, officer: Person, clock: StillClock
) -> None:
    code = officer.otp(clock)

    def sign_in(_: int) -> int:
        own = registry.test_client(use_cookies=False)
        return int(Door(own, door.token, clock).tokens("sg1", otp=code).status_code)

    with ThreadPoolExecutor(10) as pool:
        found = list(pool.map(sign_in, range(10)))
    assert found.count(200) == 1
    assert set(found) <= {200, 401, 429}


def test_codes_of_others_are_no_good(door: Door, officer: Person) -> None:
    other = door.person("sg2", "safeguarding")
    assert door.tokens(officer.login, otp=other.codes[0]).json["reason"] == "wrong_otp"
    assert door.tokens("sg2", otp=other.codes[0]).status_code == 200


def test_a_code_is_not_read_where_none_is_needed(door: Door, coach: Person) -> None:
    assert coach.totp_uri is None
    assert door.tokens("coa", otp="000000").status_code == 200


def test_unknown_logins_hear_what_wrong_passwords_hear(door: Door, coach: Person) -> None:
    wrong = door.tokens("coa", "not this one at all")
    unknown = door.tokens("nobody.of.this.name", "not this one at all")
    odd = door.tokens("<no login>", "not this one at all")
    assert wrong.status_code == 401
    assert wrong.json["error"] == "invalid_grant"
    assert wrong.json == unknown.json == odd.json
    assert coach.login


def test_closed_people_do_not_come_in(door: Door, coach: Person, database: Database) -> None:
    refresh = door.tokens("coa").json["refresh_token"]
    with database.write() as session:
        accounts.get(session, UUID(coach.id)).state = "closed"
    assert door.tokens("coa").json["reason"] == "wrong_password"
    assert door.renew(refresh).json["reason"] == "session_ended"


def test_guessing_is_slowed_and_remembered(door: Door, coach: Person, clock: StillClock) -> None:
    for _ in range(5):
        assert door.tokens("coa", "a wrong guess").status_code == 401
    waits = []
    for _ in range(8):
        slowed = door.tokens("coa")
        assert (slowed.status_code, slowed.json["reason"]) == (429, "too_many")
        waits.append(int(slowed.headers["Retry-After"]))
        clock.advance(timedelta(seconds=waits[-1]))
        assert door.tokens("coa", "a wrong guess").status_code == 401
    assert waits == [15, 30, 60, 120, 240, 480, 900, 900]
    clock.advance(timedelta(seconds=900))
    assert door.tokens("COA").status_code == 200
    assert door.tokens("coa", "a wrong guess").status_code == 401, "it begins at zero again"
    assert coach.login


def test_a_class_signs_in_from_one_address_and_nobody_is_refused(door: Door) -> None:
    logins = [f"learner{number}" for number in range(40)]
    for login in logins:
        door.person(login, "trainer")
    for _ in range(5):
        assert door.tokens(logins[0], "a wrong guess").status_code == 401
    assert door.tokens(logins[0]).status_code == 429, "only who was guessed at waits"
    answers = [door.tokens(login).status_code for login in logins[1:]]
    assert answers == [200] * 39
    assert door.tokens("somebody.else", "a wrong guess").status_code == 401


def test_unknown_logins_are_slowed_alike(door: Door) -> None:
    for _ in range(5):
        assert door.tokens("nobody", "a wrong guess").status_code == 401
    assert door.tokens("nobody", "a wrong guess").status_code == 429


def test_wrong_codes_are_slowed(door: Door, officer: Person, clock: StillClock) -> None:
    for _ in range(5):
        assert door.tokens("sg1", otp="ABCDEFGH").json["reason"] == "wrong_otp"
    assert door.tokens("sg1", otp=officer.otp(clock)).status_code == 429
    clock.advance(timedelta(seconds=15))
    assert door.tokens("sg1", otp=officer.otp(clock)).status_code == 200


def test_asking_for_the_code_is_no_failure(door: Door, officer: Person) -> None:
    for _ in range(8):
        assert door.tokens("sg1").json["reason"] == "otp_required"
    assert officer.id


def test_many_guesses_at_once_do_not_slip_through(registry: Flask, door: Door) -> None:
    def guess(number: int) -> int:
        own = registry.test_client(use_cookies=False)
        return int(Door(own, door.token, door.clock).tokens("coa", f"guess {number}").status_code)

    with ThreadPoolExecutor(12) as pool:
        found = list(pool.map(guess, range(12)))
    assert found.count(401) == 5
    assert found.count(429) == 7


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"grant_type"}),
        ({"grant_type": "magic"}, {"grant_type"}),
        ({"grant_type": "password"}, {"username", "password"}),
        ({"grant_type": "refresh_token"}, {"refresh_token"}),
        ({"grant_type": "password", "username": "a", "password": 5}, {"password"}),
        ({"grant_type": "password", "username": "a", "password": "b", "x": 1}, {"x"}),
    ],
)
def test_a_token_request_is_checked(door: Door, body: dict[str, object], fields: set[str]) -> None:
    answer = door.client.post(f"{R}/tokens", json=body)
    assert answer.status_code == 422
    assert set(answer.json["errors"]) == fields


def test_tokens_are_never_replayed(door: Door, coach: Person) -> None:
    body = {"grant_type": "password", "username": coach.login, "password": PASSWORD}
    key = {"Idempotency-Key": "same"}
    first, again = (door.client.post(f"{R}/tokens", json=body, headers=key).json for _ in range(2))
    assert first["refresh_token"] != again["refresh_token"]


def test_a_refresh_token_gives_the_next_pair(
    door: Door, coach: Person, clock: StillClock, signing_key: ECKey
) -> None:
    first = door.tokens(coach.login).json
    clock.advance(timedelta(minutes=14))
    second = door.renew(first["refresh_token"])
    assert second.status_code == 200
    assert second.json["refresh_token"] != first["refresh_token"]
    sids = {
        jwt.decode(each["access_token"], signing_key).claims["sid"] for each in (first, second.json)
    }
    assert len(sids) == 1
    assert door.renew(second.json["refresh_token"]).status_code == 200


def test_two_tabs_may_renew_at_once(door: Door, coach: Person, clock: StillClock) -> None:
    old = door.tokens(coach.login).json["refresh_token"]
    first = door.renew(old).json["refresh_token"]
    clock.advance(timedelta(seconds=30))
    assert door.renew(old).json["refresh_token"] == first
    assert door.renew(first).status_code == 200


def test_an_old_refresh_token_ends_the_sign_in(
    door: Door,
    coach: Person,
    clock: StillClock,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reissues, "LOOK_AGAIN_SECONDS", 0.0)
    oldest = door.tokens(coach.login).json["refresh_token"]
    older = door.renew(oldest).json["refresh_token"]
    taken = door.renew(older).json
    newest, access = taken["refresh_token"], taken["access_token"]
    clock.advance(timedelta(seconds=31))
    stolen = door.renew(oldest)
    assert (stolen.status_code, stolen.json["reason"]) == (401, "session_ended")
    assert door.renew(newest).json["reason"] == "session_ended"
    bearer = {"Authorization": f"Bearer {access}"}
    assert door.client.get(f"{R}/me", headers=bearer).json["reason"] == "token_stale"
    with database.read() as session:
        assert audit.verify(session).is_whole


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t[:-2] + ("xx" if t[-2:] != "xx" else "yy"),
        lambda t: "x" + t,
        lambda t: t.replace(".1.", ".2."),
        str.upper,
    ],
)
def test_a_made_up_refresh_token_is_worth_nothing(
    door: Door, coach: Person, change: Callable[[str], str]
) -> None:
    good = door.tokens(coach.login).json["refresh_token"]
    assert door.renew(change(good)).json["reason"] == "session_ended"
    assert door.renew("").status_code == 422
    assert door.renew(good).status_code == 200, "nobody else can end it"


def test_a_sign_in_lasts_twelve_hours(door: Door, coach: Person, clock: StillClock) -> None:
    refresh = door.tokens(coach.login).json["refresh_token"]
    clock.advance(timedelta(hours=11, minutes=59))
    refresh = door.renew(refresh).json["refresh_token"]
    clock.advance(timedelta(minutes=1))
    assert door.renew(refresh).json["reason"] == "session_ended"


def test_an_ended_role_is_not_in_the_next_token(
    door: Door, coach: Person, database: Database, clock: StillClock
) -> None:
    refresh = door.tokens(coach.login).json["refresh_token"]
    with database.write() as session:
        membership = session.get_one(Membership, UUID(coach.membership))
        roles.end(session, membership, who="test", now=clock.now())
    bearer = {"Authorization": f"Bearer {door.renew(refresh).json['access_token']}"}
    assert door.client.get(f"{R}/me", headers=bearer).json["roles"] == []


def test_a_role_for_a_time_ends_by_the_clock(
    door: Door, coach: Person, clock: StillClock, database: Database
) -> None:
    clock.advance(timedelta(days=364))
    bearer = door.sign_in(coach)
    assert len(door.client.get(f"{R}/me", headers=bearer).json["roles"]) == 1
    clock.advance(timedelta(days=1))
    bearer = door.sign_in(coach)
    assert door.client.get(f"{R}/me", headers=bearer).json["roles"] == []
    with database.write() as session:
        roles.end_due(session, clock.now())
        assert session.get_one(Membership, UUID(coach.membership)).state == "ended"


def test_a_weak_sign_in_never_shows_a_strong_role(door: Door, coach: Person) -> None:
    first = door.tokens(coach.login).json
    bearer = {"Authorization": f"Bearer {first['access_token']}"}
    secret = door.secret(coach.login, "assessor")
    answer = door.client.post(f"{R}/invitations/{secret}/acceptance", json={}, headers=bearer)
    assert answer.status_code == 200
    renewed = door.renew(first["refresh_token"]).json["access_token"]
    me = door.client.get(f"{R}/me", headers={"Authorization": f"Bearer {renewed}"})
    assert [each["role"] for each in me.json["roles"]] == ["coach"]
    strong = door.tokens(coach.login, otp=answer.json["one_time_codes"][0]).json["access_token"]
    me = door.client.get(f"{R}/me", headers={"Authorization": f"Bearer {strong}"})
    assert [each["role"] for each in me.json["roles"]] == ["coach", "assessor"]


def test_25_roles_fit_in_a_cookie(door: Door, schools: list[str], signing_key: ECKey) -> None:
    scope = {"type": "school", "id": schools[0]}
    secrets = [
        door.secret("Ștefania.Ungureanu-Munteanu@liceul-teoretic.example.md", "deputy", scope)
    ]
    secrets += [
        door.secret(
            "Ștefania.Ungureanu-Munteanu@liceul-teoretic.example.md",
            "deputy",
            {"type": "school", "id": each},
        )
        for each in schools[1:25]
    ]
    name = "Ștefania-Alexandra Ungureanu-Munteanu de la Chișinău și Bălți"
    login = door.accept(
        secrets[0], display_name=name, lang="ro", password=PASSWORD, email="s@example.md"
    ).json["user"]["login"]
    for secret in secrets[1:]:
        bearer = {"Authorization": f"Bearer {door.tokens(login).json['access_token']}"}
        answer = door.client.post(f"{R}/invitations/{secret}/acceptance", json={}, headers=bearer)
        assert answer.status_code == 200, answer.json
    answer = door.tokens(login).json
    assert len(jwt.decode(answer["access_token"], signing_key).claims["roles"]) == 25
    assert len(f"ciss={answer['access_token']}~{answer['refresh_token']}") < 4096
