"""Anybody registers a school; a coordinator decides; all of it over the API."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from chassis.clock import StillClock
from chassis.db import Database
from chassis.tables import audit, outbox
from registry.claims import actions, rules
from registry.claims.model import Claim
from tests.registry.conftest import Door, Tokens
from tests.registry.front_door import R
from tests.registry.staffed import new_school, with_people
from tests.statements import statements

NEW = {"country": "MD", "official_code": "0010", "name": "Liceul Lumina din Orhei"}


def register(client: FlaskClient, by: dict[str, str] | None = None, **more: Any) -> Any:
    return client.post(f"{R}/schools", json={**NEW, **more}, headers=by or {})


def claimed(client: FlaskClient, **more: Any) -> str:
    answer = register(client, **more)
    assert answer.status_code == 202, answer.json
    return str(answer.json["claim"])


def decide(client: FlaskClient, by: dict[str, str], claim: str, how: str, **body: Any) -> Any:
    return client.post(f"{R}/claims/{claim}/{how}", json=body, headers=by)


def shown(client: FlaskClient, by: dict[str, str], claim: str) -> dict[str, Any]:
    answer = client.get(f"{R}/claims/{claim}", headers=by)
    assert answer.status_code == 200
    return answer.json or {}


@pytest.fixture
def coordinator(token: Tokens) -> dict[str, str]:
    return token("coordinator")


@pytest.mark.parametrize("who", [None, "head", "ops"])
def test_a_second_registration_is_a_claim_and_no_error(
    door: Door, client: FlaskClient, token: Tokens, coordinator: dict[str, str], who: str | None
) -> None:
    school = with_people(door, "head", "focal")
    by = token(who) if who else None
    answer = register(client, by, contact="office@lumina.example")
    assert (answer.status_code, answer.json["state"]) == (202, "open")
    assert answer.json["answer_by"] == "2026-02-09"
    found = shown(client, coordinator, answer.json["claim"])
    assert found["school"] == {"id": school.id, "name": "Liceul Lumina", "state": "active"}
    assert (found["contact"], found["name"]) == ("office@lumina.example", NEW["name"])
    assert "id" not in answer.json, "what the list says of the school is not told"


def test_a_listed_school_counts_as_applied_from_then_on(
    door: Door, client: FlaskClient, database: Database
) -> None:
    school = new_school(door)
    claimed(client)
    assert school.state(door) == "applied"
    with database.read() as session:
        told = session.scalar(select(func.count()).select_from(outbox))
        rows = session.execute(
            select(audit.c.who, audit.c.what, audit.c.subject).order_by(audit.c.no.desc()).limit(2)
        ).all()
    assert told == 0
    assert [row.what for row in rows] == ["claim.opened", "school.applied"]
    assert {row.who for row in rows} == {"anonymous"}


def test_a_school_in_no_list_is_a_claim_too(
    client: FlaskClient, coordinator: dict[str, str]
) -> None:
    for body in (NEW, {"country": "MD", "name": "A school without a code"}):
        answer = client.post(f"{R}/schools", json=body)
        assert answer.status_code == 202, answer.json
        assert shown(client, coordinator, (answer.json or {})["claim"])["school"] is None


def test_the_same_said_twice_is_one_claim(client: FlaskClient, database: Database) -> None:
    assert claimed(client) == claimed(client) != claimed(client, name="Another name")
    key = {"Idempotency-Key": "one"}
    first, again = (register(client, key, name="A third name") for _ in range(2))
    assert first.json == again.json
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Claim)) == 3


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("country", "UA"),
        ("country", "moon"),
        ("name", "x"),
        ("name", None),
        ("official_code", "9" * 41),
        ("contact", "x" * 201),
        ("contact", 5),
        ("kind", "primary"),
        ("state", "verified"),
        ("confirmed", True),
        ("public_listing", True),
    ],
)
def test_what_cannot_be_kept_or_is_not_theirs_to_say_is_refused_by_field(
    client: FlaskClient, database: Database, field: str, value: object
) -> None:
    answer = register(client, None, **{field: value})
    assert answer.status_code == 422
    assert field in answer.json["errors"]
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Claim)) == 0


def test_a_coordinator_adds_instead(client: FlaskClient, coordinator: dict[str, str]) -> None:
    refused = register(client, coordinator, contact="office@lumina.example")
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["contact"])
    assert register(client, coordinator).status_code == 201


def test_a_flood_is_slowed_down_by_the_code_and_at_all(
    client: FlaskClient, clock: StillClock
) -> None:
    for number in range(rules.MOST_FOR_ONE_CODE):
        claimed(client, name=f"Name {number}")
    late = register(client, name="One more")
    assert (late.status_code, late.headers["Retry-After"]) == (429, "3600")
    for number in range(rules.MOST_AT_ALL - rules.MOST_FOR_ONE_CODE):
        claimed(client, official_code=f"C{number}")
    assert register(client, official_code="Free").status_code == 429
    clock.advance(timedelta(hours=1))
    claimed(client, name="One more")


def test_a_claim_to_a_listed_school_leads_to_its_verification_and_its_head(
    door: Door, client: FlaskClient, coordinator: dict[str, str]
) -> None:
    school = new_school(door)
    claim = claimed(client)
    answer = decide(
        client, coordinator, claim, "approval", proof="phone_callback", login="new.head"
    )
    assert answer.status_code == 200, answer.json
    assert (answer.json["id"], answer.json["state"]) == (claim, "approved")
    assert answer.json["school"] == {
        "id": school.id, "name": "Liceul Lumina", "state": "verified"
    }  # fmt: skip
    assert answer.headers["ETag"] == f'"{answer.json["row_version"]}"'
    accepted = door.accept(answer.json["invite_url"].rpartition("/")[2])
    scope = accepted.json["membership"]["scope"]
    assert (accepted.status_code, scope) == (201, {"type": "school", "id": school.id})


def test_a_claim_to_a_school_in_no_list_adds_it(
    client: FlaskClient, coordinator: dict[str, str], database: Database
) -> None:
    claim = claimed(client)
    answer = decide(client, coordinator, claim, "approval", proof="official_mailbox")
    school = (answer.json or {})["school"]
    assert school["state"] == "verified"
    found = client.get(f"{R}/schools/{school['id']}", headers=coordinator).json or {}
    assert (found["official_code"], found["name"]) == ("0010", NEW["name"])
    assert [deed["what"] for deed in found["history"]] == ["school.verified", "school.added"]
    with database.read() as session:
        assert session.scalars(select(outbox.c.type)).all() == ["registry.school.verified.v1"]


def test_a_school_listed_meanwhile_is_the_one(
    door: Door, client: FlaskClient, coordinator: dict[str, str]
) -> None:
    claim = claimed(client)
    school = new_school(door)
    answer = decide(client, coordinator, claim, "approval", proof="letter_upload")
    assert answer.json["school"]["id"] == school.id


def test_a_school_that_looks_like_another_needs_a_word_more(
    door: Door, client: FlaskClient, coordinator: dict[str, str]
) -> None:
    body = {"country": "MD", "name": "Liceul Zorile"}
    claim = str((client.post(f"{R}/schools", json=body).json or {})["claim"])
    listed = client.post(f"{R}/schools", json=body, headers=coordinator).json or {}
    proof = {"proof": "letter_upload"}
    refused = decide(client, coordinator, claim, "approval", **proof)
    assert (refused.status_code, refused.json["reason"]) == (409, "possible_duplicates")
    assert shown(client, coordinator, claim)["state"] == "open"
    answer = decide(client, coordinator, claim, "approval", **proof, school=listed["id"])
    assert answer.json["school"]["id"] == listed["id"]
    other = str((client.post(f"{R}/schools", json=body).json or {})["claim"])
    answer = decide(client, coordinator, other, "approval", **proof, confirmed=True)
    assert answer.json["school"]["id"] != listed["id"]
    assert new_school(door).state(door) == "listed"


def test_a_claim_to_a_school_that_takes_part_lets_another_head_in(
    door: Door, client: FlaskClient, coordinator: dict[str, str]
) -> None:
    school = with_people(door, "head", "focal")
    claim = claimed(client)
    answer = decide(client, coordinator, claim, "approval", proof="letter_upload", login="rescue")
    assert answer.status_code == 200
    assert school.state(door) == "active"


def test_a_school_that_is_closed_meanwhile_is_not_given_away(
    door: Door, client: FlaskClient, coordinator: dict[str, str]
) -> None:
    school = new_school(door)
    claim = claimed(client)
    closure = {"reason": "No pupils left"}
    client.post(f"{R}/schools/{school.id}/closure", json=closure, headers=coordinator)
    answer = decide(client, coordinator, claim, "approval", proof="letter_upload")
    assert (answer.status_code, answer.json["reason"]) == (409, "wrong_state")
    assert decide(client, coordinator, claim, "refusal", reason="Closed").status_code == 200
    assert school.state(door) == "closed"


def test_a_refusal_puts_the_school_back_unless_somebody_else_waits(
    door: Door, client: FlaskClient, coordinator: dict[str, str]
) -> None:
    school = new_school(door)
    first, second = claimed(client), claimed(client, name="Lumina")
    answer = decide(client, coordinator, first, "refusal", reason="Nobody there knew of it")
    assert (answer.json["state"], answer.json["reason"]) == ("refused", "Nobody there knew of it")
    assert school.state(door) == "applied"
    decide(client, coordinator, second, "refusal", reason="Nobody there knew of it")
    assert school.state(door) == "listed"


@pytest.mark.parametrize(("others", "state"), [(0, "listed"), (1, "applied")])
def test_a_claim_that_was_about_another_school_puts_the_first_back(
    door: Door, client: FlaskClient, coordinator: dict[str, str], others: int, state: str
) -> None:
    first = new_school(door)
    body = {**NEW, "official_code": "0020", "name": "Liceul Zorile"}
    second = client.post(f"{R}/schools", json=body, headers=coordinator).json or {}
    claim = claimed(client)
    for number in range(others):
        claimed(client, name=f"Name {number}")
    assert first.state(door) == "applied"
    answer = decide(
        client, coordinator, claim, "approval", proof="letter_upload", school=second["id"]
    )
    assert answer.json["school"]["id"] == second["id"]
    assert answer.json["school"]["state"] == "verified"
    assert first.state(door) == state


@pytest.mark.parametrize("how", ["approval", "refusal"])
def test_a_claim_is_decided_once(
    door: Door, client: FlaskClient, coordinator: dict[str, str], how: str
) -> None:
    new_school(door)
    claim = claimed(client)
    body = {"approval": {"proof": "letter_upload"}, "refusal": {"reason": "Not true"}}
    assert decide(client, coordinator, claim, how, **body[how]).status_code == 200
    for again, said in body.items():
        answer = decide(client, coordinator, claim, again, **said)
        assert (answer.status_code, answer.json["reason"]) == (409, "already_decided")


@pytest.mark.parametrize(
    ("how", "body", "field"),
    [
        ("approval", {}, "proof"),
        ("approval", {"proof": "trust_me"}, "proof"),
        ("approval", {"proof": "letter_upload", "login": "a b"}, "login"),
        ("approval", {"proof": "letter_upload", "more": 1}, "more"),
        ("refusal", {}, "reason"),
        ("refusal", {"reason": " x "}, "reason"),
    ],
)
def test_a_decision_says_enough(
    door: Door,
    client: FlaskClient,
    coordinator: dict[str, str],
    how: str,
    body: dict[str, Any],
    field: str,
) -> None:
    school = new_school(door)
    claim = claimed(client)
    answer = decide(client, coordinator, claim, how, **body)
    assert (answer.status_code, list(answer.json["errors"])) == (422, [field])
    assert shown(client, coordinator, claim)["state"] == "open"
    assert school.state(door) == "applied"


@pytest.mark.parametrize("role", ["ops", "coach", "safeguarding", "panel", "head", "hq", None])
def test_only_a_coordinator_sees_and_decides(
    client: FlaskClient, coordinator: dict[str, str], token: Tokens, role: str | None
) -> None:
    claim = claimed(client)
    by = token(role) if role else token()
    for answer in (
        client.get(f"{R}/claims", headers=by),
        client.get(f"{R}/claims/{claim}", headers=by),
        decide(client, by, claim, "approval", proof="letter_upload"),
        decide(client, by, claim, "refusal", reason="Because"),
        client.get(f"{R}/claims", headers=token("coordinator", id=uuid4())),
    ):
        assert (answer.status_code, (answer.json or {})["reason"]) == (403, "role_missing")
    elsewhere = token("coordinator", id=uuid4())
    for answer in (
        client.get(f"{R}/claims/{claim}", headers=elsewhere),
        decide(client, elsewhere, claim, "refusal", reason="Because"),
    ):
        assert (answer.status_code, (answer.json or {})["reason"]) == (403, "not_yours")
    assert client.get(f"{R}/claims").status_code == 401
    assert client.get(f"{R}/claims/{uuid4()}", headers=coordinator).status_code == 404
    missing = decide(client, coordinator, str(uuid4()), "refusal", reason="Because")
    assert missing.status_code == 404


def test_claims_are_listed_by_age_page_by_page_in_few_questions(
    client: FlaskClient, coordinator: dict[str, str]
) -> None:
    made = [claimed(client, official_code=f"C{number}") for number in range(5)]
    decide(client, coordinator, made[0], "refusal", reason="Not true")
    found, after = [], ""
    while after is not None:
        path = f"{R}/claims?state=open&limit=2&after={after}"
        answer = client.get(path, headers=coordinator).json or {}
        found += [each["id"] for each in answer["items"]]
        after = answer["next"]
    assert found == made[1:]
    with statements() as few:
        assert client.get(f"{R}/claims?limit=1", headers=coordinator).status_code == 200
    with statements() as many:
        client.get(f"{R}/claims", headers=coordinator)
    assert len(few) == len(many)
    for bad in ("state=lost", "limit=0", "after=x"):
        assert client.get(f"{R}/claims?{bad}", headers=coordinator).status_code == 422


def test_who_waits_longer_than_promised_is_marked_late(
    client: FlaskClient, token: Tokens, clock: StillClock
) -> None:
    claim = claimed(client)
    for days, waited, late in ((7, 5, False), (1, 6, True)):
        clock.advance(timedelta(days=days))
        found = shown(client, token("coordinator"), claim)
        assert (found["working_days"], found["is_late"]) == (waited, late)
    decide(client, token("coordinator"), claim, "refusal", reason="Not true")
    clock.advance(timedelta(days=30))
    found = shown(client, token("coordinator"), claim)
    assert (found["working_days"], found["is_late"]) == (6, False)


def test_a_contact_is_forgotten_some_time_after_the_decision(
    client: FlaskClient, token: Tokens, clock: StillClock, database: Database
) -> None:
    decided = claimed(client, contact="office@lumina.example")
    waiting = claimed(client, contact="+373 22 000 000")
    decide(client, token("coordinator"), decided, "refusal", reason="Not true")
    for days, left in ((89, "office@lumina.example"), (2, None)):
        clock.advance(timedelta(days=days))
        with database.write() as session:
            actions.forget_contacts(session, clock.now())
        assert shown(client, token("coordinator"), decided)["contact"] == left
    assert shown(client, token("coordinator"), waiting)["contact"] == "+373 22 000 000"


def test_one_of_many_decisions_at_once_counts(
    door: Door, registry: Flask, client: FlaskClient, coordinator: dict[str, str]
) -> None:
    new_school(door)
    claim = claimed(client)

    def decided(number: int) -> int:
        own = registry.test_client(use_cookies=False)
        how = (
            ("approval", {"proof": "letter_upload"})
            if number % 2
            else ("refusal", {"reason": "No, no"})
        )
        return int(decide(own, coordinator, claim, how[0], **how[1]).status_code)

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(decided, range(6))) == [200] + [409] * 5
