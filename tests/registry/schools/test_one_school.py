"""One school over the API: added, verified, changed, closed; who may, and what others are told."""

from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from chassis.clock import StillClock
from chassis.db import Database
from chassis.tables import audit, outbox
from tests.registry.conftest import PARTNER_ID, Tokens
from tests.registry.schools.crowd import put

R = "/registry/api/v1"
Answer = dict[str, Any]


def told(database: Database) -> list[tuple[str, str, Answer]]:
    """What other services are told: type, version and body of each fact."""
    with database.read() as session:
        rows = session.execute(select(outbox).order_by(outbox.c.id)).all()
    return [(row.type, str(row.version), msgspec.json.decode(row.body)["data"]) for row in rows]


@pytest.fixture
def coordinator(token: Tokens) -> dict[str, str]:
    return token("coordinator")


def make(client: FlaskClient, headers: dict[str, str], **more: Any) -> Answer:
    body = {"country": "MD", "name": "Liceul Lumina", "official_code": "0010"} | more
    answer = client.post(f"{R}/schools", json=body, headers=headers)
    assert answer.status_code == 201, answer.text
    made: Answer = answer.get_json()
    return made


def test_a_school_added_by_hand_is_listed_and_told_to_nobody(
    client: FlaskClient, coordinator: dict[str, str], database: Database
) -> None:
    made = make(client, coordinator, town="Bălți", names={"ru": "Лицей Лумина"})
    assert (made["state"], made["official_code"], made["row_version"]) == ("listed", "0010", 1)
    shown = client.get(f"{R}/schools/{made['id']}", headers=coordinator).get_json()
    assert shown["names"] == {"ru": "Лицей Лумина"}
    assert [deed["what"] for deed in shown["history"]] == ["school.added"]
    assert told(database) == []


def test_a_code_that_is_taken_is_refused_with_the_school_that_has_it(
    client: FlaskClient, coordinator: dict[str, str]
) -> None:
    made = make(client, coordinator, official_code="ab1")
    body = {"country": "MD", "name": "Another one", "official_code": "AB1"}
    answer = client.post(f"{R}/schools", json=body, headers=coordinator)
    assert (answer.status_code, answer.get_json()["reason"]) == (409, "already_listed")
    assert answer.get_json()["school"] == made["id"]
    make(client, coordinator, official_code="ab01", name="Another one")


def test_a_school_of_another_programme_is_not_named_when_its_code_is_taken(
    client: FlaskClient, coordinator: dict[str, str], database: Database
) -> None:
    other = put(database, uuid4(), official_code="77")
    body = {"country": "MD", "name": "Liceul Nou", "official_code": "77"}
    answer = client.post(f"{R}/schools", json=body, headers=coordinator)
    assert (answer.status_code, answer.get_json()["reason"]) == (409, "already_listed")
    assert "school" not in answer.get_json()
    for path in ("", "/verification", "/closure"):
        send = client.post if path else client.get
        answer = send(
            f"{R}/schools/{other}{path}",
            headers=coordinator,
            **(
                {"json": {"basis": "claim"} if "ver" in path else {"reason": "merged"}}
                if path
                else {}
            ),
        )
        assert answer.status_code == 404, path


def test_a_school_that_looks_like_another_needs_a_second_yes(
    client: FlaskClient, coordinator: dict[str, str]
) -> None:
    made = make(client, coordinator, official_code=None, town="Bălți")
    twin = {"country": "MD", "name": "LICEUL „LUMINA”", "town": "Balti"}
    answer = client.post(f"{R}/schools", json=twin, headers=coordinator)
    assert (answer.status_code, answer.get_json()["reason"]) == (409, "possible_duplicates")
    assert [each["id"] for each in answer.get_json()["possible_duplicates"]] == [made["id"]]
    make(client, coordinator, **twin, official_code=None, confirmed=True)


def test_same_names_with_different_codes_are_different_schools(
    client: FlaskClient, coordinator: dict[str, str]
) -> None:
    for number in range(5):
        make(client, coordinator, name="Free Pentecostal School", official_code=f"0{number}")
    listed = client.get(f"{R}/schools?q=pentecostal", headers=coordinator).get_json()
    assert len(listed["items"]) == 5


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "x"),
        ("name", "x" * 301),
        ("name", "half a letter \ud800"),
        ("country", "ZZ"),
        ("country", "UA"),
        ("official_code", "9" * 41),
        ("kind", "university"),
        ("langs", ["not a tag!"]),
        ("langs", ["ro\n"]),
        ("names", {"?": "Liceul"}),
        ("names", {"ru": "x"}),
        ("tz", "Mars/Olympus"),
        ("tz", "../../etc/passwd"),
        ("tz", "Europe"),
        ("opened_on", "yesterday"),
        ("state", "verified"),
        ("id", "01985a00-0000-7000-8000-00000000ffff"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_field(
    client: FlaskClient, coordinator: dict[str, str], field: str, value: object
) -> None:
    body = {"country": "MD", "name": "Liceul Lumina"} | {field: value}
    answer = client.post(f"{R}/schools", json=body, headers=coordinator)
    assert answer.status_code == 422, answer.text
    assert any(name.split(".")[0] == field for name in answer.get_json()["errors"]), answer.text


def test_a_verified_school_is_told_to_the_others_once(
    client: FlaskClient, coordinator: dict[str, str], database: Database
) -> None:
    made = make(client, coordinator, town="Bălți", size_band="150-299", langs=["ro", "ru"])
    answer = client.post(
        f"{R}/schools/{made['id']}/verification",
        json={"basis": "official_code"},
        headers=coordinator,
    )
    assert (answer.status_code, answer.get_json()["state"]) == (200, "verified")
    (type_, version, body), *rest = told(database)
    assert (type_, version, rest) == ("registry.school.verified.v1", "2", [])
    assert body == {
        "school": made["id"],
        "name": "Liceul Lumina",
        "country": "MD",
        "area": None,
        "town": "Bălți",
        "kind": None,
        "size_band": "150-299",
        "langs": ["ro", "ru"],
        "tz": "Europe/Chisinau",
        "status": "verified",
        "public_listing": False,
        "successor": None,
    }
    again = client.post(
        f"{R}/schools/{made['id']}/verification",
        json={"basis": "official_code"},
        headers=coordinator,
    )
    assert (again.status_code, again.get_json()["reason"]) == (409, "wrong_state")
    assert len(told(database)) == 1


def test_a_school_without_a_code_is_verified_by_its_claim_only(
    client: FlaskClient, coordinator: dict[str, str]
) -> None:
    made = make(client, coordinator, official_code=None)
    path = f"{R}/schools/{made['id']}/verification"
    answer = client.post(path, json={"basis": "official_code"}, headers=coordinator)
    assert (answer.status_code, answer.get_json()["reason"]) == (409, "no_official_code")
    assert client.post(path, json={"basis": "hearsay"}, headers=coordinator).status_code == 422
    answer = client.post(path, json={"basis": "claim"}, headers=coordinator)
    assert answer.get_json()["state"] == "verified"


def test_a_listed_school_changes_in_silence_and_a_verified_one_is_told(
    client: FlaskClient, coordinator: dict[str, str], database: Database
) -> None:
    made = make(client, coordinator)
    path = f"{R}/schools/{made['id']}"
    changed = client.patch(path, json={"town": "Cahul"}, headers=coordinator | {"If-Match": '"1"'})
    assert (changed.get_json()["town"], changed.get_json()["row_version"]) == ("Cahul", 2)
    assert told(database) == []
    client.post(f"{path}/verification", json={"basis": "official_code"}, headers=coordinator)
    client.patch(path, json={"name": "Liceul Nou"}, headers=coordinator | {"If-Match": '"3"'})
    assert [(type_, version) for type_, version, _ in told(database)] == [
        ("registry.school.verified.v1", "3"),
        ("registry.school.changed.v1", "4"),
    ]
    assert told(database)[1][2]["name"] == "Liceul Nou"
    found = client.get(f"{R}/schools?q=liceul+nou+cahul", headers=coordinator).get_json()
    assert [each["id"] for each in found["items"]] == [made["id"]]


def test_a_change_of_nothing_changes_nothing(
    client: FlaskClient, coordinator: dict[str, str], database: Database
) -> None:
    made = make(client, coordinator)
    answer = client.patch(
        f"{R}/schools/{made['id']}",
        json={"name": "Liceul Lumina"},
        headers=coordinator | {"If-Match": '"1"'},
    )
    assert answer.get_json()["row_version"] == 1
    with database.read() as session:
        assert len(session.execute(select(audit)).all()) == 1


def test_the_second_of_two_editors_sees_both_texts(
    client: FlaskClient, coordinator: dict[str, str]
) -> None:
    made = make(client, coordinator)
    path = f"{R}/schools/{made['id']}"
    first = coordinator | {"If-Match": '"1"'}
    assert client.patch(path, json={"town": "Cahul"}, headers=first).status_code == 200
    second = client.patch(path, json={"town": "Orhei", "opened_on": "1999-09-01"}, headers=first)
    assert (second.status_code, second.get_json()["reason"]) == (412, "stale")
    assert second.get_json()["yours"] == {"town": "Orhei", "opened_on": "1999-09-01"}
    assert second.get_json()["theirs"] == {"town": "Cahul", "opened_on": None}
    assert client.patch(path, json={"town": "Orhei"}, headers=coordinator).status_code == 428


def test_the_head_changes_what_is_the_schools_own_and_nothing_else(
    client: FlaskClient, coordinator: dict[str, str], token: Tokens
) -> None:
    made, other = make(client, coordinator), make(client, coordinator, official_code="0011")
    head = token("head", scope="school", id=made["id"]) | {"If-Match": '"1"'}
    path = f"{R}/schools/{made['id']}"
    assert client.patch(path, json={"public_listing": True}, headers=head).get_json()[
        "public_listing"
    ]
    refused = client.patch(path, json={"name": "Liceul meu"}, headers=head)
    assert (refused.status_code, refused.get_json()["reason"]) == (403, "coordinator_only")
    elsewhere = client.patch(
        f"{R}/schools/{other['id']}", json={"public_listing": True}, headers=head
    )
    assert elsewhere.status_code == 403
    assert "history" not in client.get(path, headers=head).get_json()


def test_a_closed_school_keeps_its_history_and_frees_its_code(
    client: FlaskClient, coordinator: dict[str, str], database: Database, clock: StillClock
) -> None:
    made = make(client, coordinator)
    path = f"{R}/schools/{made['id']}"
    client.post(f"{path}/verification", json={"basis": "official_code"}, headers=coordinator)
    closed = client.post(
        f"{path}/closure", json={"reason": "Too few pupils"}, headers=coordinator
    ).get_json()
    assert (closed["state"], closed["closed_on"]) == ("closed", clock.now().date().isoformat())
    assert told(database)[-1][:2] == ("registry.school.closed.v1", "3")
    assert told(database)[-1][2]["status"] == "closed"
    again = client.post(f"{path}/closure", json={"reason": "Once more"}, headers=coordinator)
    assert (again.status_code, again.get_json()["reason"]) == (409, "wrong_state")
    late = client.patch(path, json={"town": "x"}, headers=coordinator | {"If-Match": '"3"'})
    assert (late.status_code, late.get_json()["reason"]) == (409, "wrong_state")
    deeds = client.get(path, headers=coordinator).get_json()["history"]
    assert [(deed["what"], deed["why"]) for deed in deeds] == [
        ("school.closed", "Too few pupils"),
        ("school.verified", "official_code"),
        ("school.added", None),
    ]
    make(client, coordinator, name="Its second life")


def test_a_school_merges_into_a_living_one_of_the_same_programme(
    client: FlaskClient, coordinator: dict[str, str], database: Database
) -> None:
    made, heir = make(client, coordinator), make(client, coordinator, official_code="0011")
    foreign = put(database, uuid4(), official_code="77")
    path = f"{R}/schools/{made['id']}"
    client.post(f"{path}/verification", json={"basis": "official_code"}, headers=coordinator)
    for successor in (None, made["id"], str(foreign), str(uuid4())):
        body = {"reason": "One building", "merged": True, "successor": successor}
        answer = client.post(f"{path}/closure", json=body, headers=coordinator)
        assert (answer.status_code, list(answer.get_json()["errors"])) == (422, ["successor"])
    body = {"reason": "One building", "merged": True, "successor": heir["id"]}
    answer = client.post(f"{path}/closure", json=body, headers=coordinator)
    assert (answer.get_json()["state"], answer.get_json()["successor"]) == ("merged", heir["id"])
    assert told(database)[-1][0] == "registry.school.merged.v1"
    assert told(database)[-1][2]["successor"] == heir["id"]
    late = client.post(
        f"{R}/schools/{heir['id']}/closure",
        json={"reason": "In a circle", "merged": True, "successor": made["id"]},
        headers=coordinator,
    )
    assert late.status_code == 422


def test_a_listed_school_that_closes_is_told_to_nobody(
    client: FlaskClient, coordinator: dict[str, str], database: Database
) -> None:
    made = make(client, coordinator)
    client.post(
        f"{R}/schools/{made['id']}/closure", json={"reason": "Long gone"}, headers=coordinator
    )
    assert told(database) == []


@pytest.mark.parametrize("role", ["ops", "coach", "observer", "safeguarding", None])
def test_only_a_coordinator_of_this_partner_decides_about_schools(
    client: FlaskClient, coordinator: dict[str, str], token: Tokens, role: str | None
) -> None:
    made = make(client, coordinator)
    path = f"{R}/schools/{made['id']}"
    wrong = [token(role) if role else token(), token("coordinator", id=uuid4())]
    refused = [("role_missing", 200 if role else 403), ("not_yours", 403)]
    for headers, (reason, seen) in zip(wrong, refused, strict=True):
        assert client.get(path, headers=headers).status_code == seen
        for send, where, body in (
            (client.post, f"{path}/verification", {"basis": "claim"}),
            (client.post, f"{path}/closure", {"reason": "Because"}),
            (client.patch, path, {"town": "Orhei"}),
        ):
            answer = send(where, json=body, headers=headers | {"If-Match": '"1"'})
            assert (answer.status_code, answer.get_json()["reason"]) == (403, reason), where
    new = {"country": "MD", "name": "Liceul Nou"}
    answer = client.post(f"{R}/schools", json=new, headers=wrong[1])
    assert (answer.status_code, answer.get_json()["reason"]) == (403, "role_missing")


def test_nobody_reads_schools_without_signing_in(client: FlaskClient) -> None:
    for path in ("schools", "schools.csv", "schools.xlsx", f"schools/{uuid4()}"):
        assert client.get(f"{R}/{path}").status_code == 401
    for path in (f"schools/{uuid4()}/verification", f"schools/{uuid4()}/closure"):
        assert client.post(f"{R}/{path}", json={}).status_code == 401


def test_a_school_nobody_has_is_not_found(client: FlaskClient, coordinator: dict[str, str]) -> None:
    missing = UUID(int=1)
    assert missing != PARTNER_ID
    assert client.get(f"{R}/schools/{missing}", headers=coordinator).status_code == 404
    assert client.get(f"{R}/schools/not-an-id", headers=coordinator).status_code == 404
