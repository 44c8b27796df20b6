"""Programs that read events: made, let in by their secret, renewed, ended."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from chassis import reissues
from chassis.clock import StillClock
from chassis.db import Database
from registry.clients import rules
from registry.clients.model import Client
from tests.chassis.bus.town import number_all
from tests.registry.conftest import Tokens
from tests.registry.front_door import R

CLIENTS = f"{R}/clients"


@pytest.fixture(autouse=True)
def look_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reissues, "LOOK_AGAIN_SECONDS", 0.0)


@pytest.fixture
def made(client: FlaskClient, token: Tokens) -> dict[str, Any]:
    body = {"name": "A map", "tier": "public"}
    answer = client.post(CLIENTS, json=body, headers=token("coordinator"))
    assert answer.status_code == 201, answer.json
    return dict(answer.json or {})


def come_in(client: FlaskClient, client_id: str, client_secret: str) -> Any:
    return client.post(
        f"{R}/tokens",
        json={
            "grant_type": "client_credentials",
            "client_id": client_id,
            "client_secret": client_secret,
        },
    )


def bearer(answer: Any) -> dict[str, str]:
    return {"Authorization": f"Bearer {answer.json['access_token']}"}


def test_a_client_comes_in_by_its_secret_and_gets_nothing_to_renew_by(
    client: FlaskClient, made: dict[str, Any], token: Tokens, clock: StillClock
) -> None:
    answer = come_in(client, made["client_id"], made["client_secret"])
    assert answer.status_code == 200
    assert set(answer.json) == {"access_token", "token_type", "expires_in"}
    shown = client.get(f"{CLIENTS}/{made['id']}", headers=token("coordinator")).json or {}
    assert shown["used_on"] == clock.now().date().isoformat()
    assert shown["row_version"] == made["row_version"]
    assert "client_secret" not in shown


def test_the_secret_is_kept_as_a_hash_only(made: dict[str, Any], database: Database) -> None:
    with database.read() as session:
        [kept] = session.query(Client).all()
        assert kept.secret_hash == rules.hash_of(made["client_secret"])


@pytest.mark.parametrize("wrong", ["id", "secret", "neither"])
def test_what_does_not_fit_lets_nobody_in(
    client: FlaskClient, made: dict[str, Any], wrong: str
) -> None:
    identifier = {"id": str(uuid4()), "neither": "map"}.get(wrong, made["client_id"])
    answer = come_in(client, identifier, "wrong" if wrong != "id" else made["client_secret"])
    assert (answer.status_code, answer.json["reason"]) == (401, "wrong_client")


def test_a_program_reads_events_and_nothing_that_is_for_people(
    client: FlaskClient, made: dict[str, Any]
) -> None:
    headers = bearer(come_in(client, made["client_id"], made["client_secret"]))
    assert client.get(f"{R}/events", headers=headers).status_code == 200
    for path in ("me", "memberships", "schools", "cohorts", "clients"):
        answer = client.get(f"{R}/{path}", headers=headers)
        assert (answer.status_code, (answer.json or {})["reason"]) == (403, "role_missing"), path


@pytest.mark.parametrize(("tier", "seen"), [("public", False), ("partner", True)])
def test_a_client_sees_its_tier(
    client: FlaskClient, token: Tokens, database: Database, tier: str, seen: bool
) -> None:
    coordinator = token("coordinator")
    body = {"name": "Schools of the north", "official_code": "0010", "country": "MD"}
    school = (client.post(f"{R}/schools", json=body, headers=coordinator).json or {})["id"]
    path, basis = f"{R}/schools/{school}/verification", {"basis": "official_code"}
    assert client.post(path, json=basis, headers=coordinator).status_code == 200
    number_all(database)
    body = {"name": "A map", "tier": tier}
    made = client.post(CLIENTS, json=body, headers=coordinator).json or {}
    headers = bearer(come_in(client, made["client_id"], made["client_secret"]))
    items = (client.get(f"{R}/events", headers=headers).json or {})["items"]
    tiers = {each["tier"] for each in items}
    assert "internal" not in tiers
    assert ("partner" in tiers) is seen


def test_a_new_secret_ends_the_old_one_and_the_tokens_it_gave(
    client: FlaskClient, made: dict[str, Any], token: Tokens, clock: StillClock
) -> None:
    old = bearer(come_in(client, made["client_id"], made["client_secret"]))
    clock.advance(timedelta(seconds=1))
    path = f"{CLIENTS}/{made['id']}/secret"
    renewed = client.post(path, headers=token("coordinator")).json or {}
    assert come_in(client, made["client_id"], made["client_secret"]).status_code == 401
    assert come_in(client, made["client_id"], renewed["client_secret"]).status_code == 200
    assert client.get(f"{R}/events", headers=old).status_code == 401


def test_a_client_that_ended_stays_out(
    client: FlaskClient, made: dict[str, Any], token: Tokens
) -> None:
    path = f"{CLIENTS}/{made['id']}"
    assert client.delete(path, headers=token("coordinator")).status_code == 204
    assert come_in(client, made["client_id"], made["client_secret"]).status_code == 401
    again = client.delete(path, headers=token("coordinator"))
    assert (again.status_code, (again.json or {})["reason"]) == (409, "wrong_state")
    refused = client.post(f"{path}/secret", headers=token("coordinator"))
    assert refused.status_code == 409


def test_whoever_found_a_computer_signed_in_makes_no_client(
    client: FlaskClient, token: Tokens
) -> None:
    headers = token("coordinator", shown_ago=20 * 60)
    answer = client.post(CLIENTS, json={"name": "A map", "tier": "public"}, headers=headers)
    assert (answer.status_code, (answer.json or {})["reason"]) == (401, "step_up_required")


@pytest.mark.parametrize("role", ["panel", "ops", "safeguarding"])
def test_only_coordinators_let_programs_in(client: FlaskClient, token: Tokens, role: str) -> None:
    body = {"name": "A map", "tier": "public"}
    assert client.post(CLIENTS, json=body, headers=token(role)).status_code == 403
    assert client.get(CLIENTS, headers=token(role)).status_code == 403
