from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from chassis.bus.events import decode_envelope
from chassis.clock import StillClock
from chassis.db import Database
from chassis.tables import audit, outbox
from registry.jurisdictions import actions, queries
from tests.registry.conftest import Tokens

URL = "/registry/api/v1/jurisdictions"
CONTENT: dict[str, Any] = {
    "country": "MD",
    "hotline": {"name": "Hotline (demo)", "url": "https://hotline.example.org"},
    "helpline": {"name": "Helpline (demo)", "phone": "000", "hours": "always", "free": True},
    "emergency": "112",
    "police_unit": {
        "name": "Police unit (demo)",
        "url": "https://police.example.org",
        "phone": "000",
    },
    "social_service": {"name": "Child protection (demo)", "url": None, "phone": "000"},
    "duties": [
        {
            "who": "Every teacher (demo)",
            "codes": ["SEXTORT"],
            "authority": "Prosecutor (demo)",
            "deadline_hours": 24,
            "clock": "wall",
        }
    ],
    "weekend": [6, 7],
    "holidays": ["2026-03-08", "2026-01-01"],
    "retention": [{"what": "case", "days": 365}],
    "source": "Invented for a test.",
}


@pytest.fixture
def writer(token: Tokens) -> dict[str, str]:
    return token("safeguarding")


@pytest.fixture
def publisher(token: Tokens) -> dict[str, str]:
    return token("coordinator")


def drafted(client: FlaskClient, writer: dict[str, str], **more: Any) -> dict[str, Any]:
    answer = client.post(URL, json={**CONTENT, **more}, headers=writer)
    assert answer.status_code == 201, answer.json
    return dict(answer.json or {})


def test_safeguarding_drafts_and_the_coordinator_publishes(
    client: FlaskClient, writer: dict[str, str], publisher: dict[str, str], database: Database
) -> None:
    draft = drafted(client, writer)
    assert (draft["state"], draft["version"], draft["row_version"]) == ("draft", 1, 1)
    url = f"{URL}/{draft['id']}/publication"

    refused = client.post(url, json={"reviewed_on": "2026-01-20"}, headers=writer)
    assert refused.status_code == 403
    published = client.post(url, json={"reviewed_on": "2026-01-20"}, headers=publisher)
    assert (published.status_code, (published.json or {})["state"]) == (200, "published")
    again = client.post(url, json={"reviewed_on": "2026-01-20"}, headers=publisher)
    assert (again.status_code, (again.json or {})["reason"]) == (409, "not_a_draft")

    with database.read() as session:
        row = session.execute(select(outbox)).one()
        deeds = session.scalars(select(audit.c.what).order_by(audit.c.no)).all()
    assert (row.type, row.subject, row.version) == ("registry.jurisdiction.published.v1", "MD", 1)
    assert (row.tier, decode_envelope(row.body).partner) == ("public", "md")
    assert deeds == ["jurisdiction.drafted", "jurisdiction.published"]


def test_a_published_country_gets_the_next_version_and_the_former_one_is_retired(
    client: FlaskClient, writer: dict[str, str], publisher: dict[str, str]
) -> None:
    first, second, third = (drafted(client, writer) for _ in range(3))
    assert [draft["version"] for draft in (first, second, third)] == [1, 2, 3]
    for draft in (second, third):
        answer = client.post(
            f"{URL}/{draft['id']}/publication",
            json={"reviewed_on": "2026-02-02"},
            headers=publisher,
        )
        assert answer.status_code == 200
    late = client.post(
        f"{URL}/{first['id']}/publication", json={"reviewed_on": "2026-02-02"}, headers=publisher
    )
    assert (late.json or {})["reason"] == "not_a_draft"
    items = (client.get(URL, headers=writer).json or {})["items"]
    assert [item["state"] for item in items] == ["retired", "retired", "published"]
    only = (client.get(f"{URL}?country=MD&state=published", headers=writer).json or {})["items"]
    assert [item["id"] for item in only] == [third["id"]]


def test_a_draft_is_changed_only_by_who_names_the_version_seen(
    client: FlaskClient, writer: dict[str, str]
) -> None:
    draft = drafted(client, writer)
    url = f"{URL}/{draft['id']}"
    assert client.patch(url, json={"emergency": "911"}, headers=writer).status_code == 428
    changed = client.patch(url, json={"emergency": "911"}, headers={**writer, "If-Match": '"1"'})
    assert changed.status_code == 200
    assert ((changed.json or {})["emergency"], changed.headers["ETag"]) == ("911", '"2"')
    stale = client.patch(url, json={"emergency": "113"}, headers={**writer, "If-Match": '"1"'})
    assert stale.status_code == 412
    assert ((stale.json or {})["yours"], (stale.json or {})["theirs"]) == (1, 2)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"weekend": [1, 2, 3, 4, 5, 6, 7]}, "weekend"),
        ({"weekend": [8]}, "weekend.0"),
        ({"country": "XX"}, "country"),
        ({"country": "FR"}, "country"),
        ({"hotline": {"name": "x", "url": "http://plain.example.org"}}, "hotline.url"),
        ({"helpline": {"name": "x", "phone": "call me"}}, "helpline.phone"),
        ({"source": "   "}, "source"),
        ({"source": "x" * 501}, "source"),
        ({"duties": [{**CONTENT["duties"][0], "deadline_hours": 721}]}, "duties.0.deadline_hours"),
        ({"duties": [{**CONTENT["duties"][0], "deadline_hours": 0}]}, "duties.0.deadline_hours"),
        ({"duties": [{**CONTENT["duties"][0], "codes": ["sextort"]}]}, "duties.0.codes.0"),
        ({"duties": [{**CONTENT["duties"][0], "clock": "moon"}]}, "duties.0.clock"),
        ({"holidays": ["2026-13-01"]}, "holidays.0"),
        ({"minority_age": 3}, "minority_age"),
        ({"nickname": "x"}, "nickname"),
        ({"source": "a\x00b"}, "source"),
        ({"note": "half a letter \ud800"}, "note"),
        ({"hotline": {"name": "x", "url": "https://x.example/\x00"}}, "hotline.url"),
        ({"police_unit": {"name": "two\nlines"}}, "police_unit.name"),
    ],
)
def test_what_cannot_be_used_is_named_by_its_field(
    client: FlaskClient, writer: dict[str, str], change: dict[str, Any], field: str
) -> None:
    answer = client.post(URL, json={**CONTENT, **change}, headers=writer)
    assert answer.status_code == 422
    assert field in (answer.json or {})["errors"]


@pytest.mark.parametrize("day", ["2026-02-03", "2025-02-01", "yesterday"])
def test_a_review_ahead_or_too_old_publishes_nothing(
    client: FlaskClient, writer: dict[str, str], publisher: dict[str, str], day: str
) -> None:
    url = f"{URL}/{drafted(client, writer)['id']}/publication"
    answer = client.post(url, json={"reviewed_on": day}, headers=publisher)
    assert answer.status_code == 422
    assert "reviewed_on" in (answer.json or {})["errors"]


def test_who_wrote_a_draft_does_not_publish_it(client: FlaskClient, token: Tokens) -> None:
    both = token("coordinator", "safeguarding")
    draft = drafted(client, both)
    url = f"{URL}/{draft['id']}/publication"
    answer = client.post(url, json={"reviewed_on": "2026-02-02"}, headers=both)
    assert (answer.status_code, (answer.json or {})["reason"]) == (409, "same_person")


def test_a_gap_is_named_before_publishing(
    client: FlaskClient, writer: dict[str, str], publisher: dict[str, str]
) -> None:
    draft = drafted(client, writer, helpline=None)
    url = f"{URL}/{draft['id']}/publication"
    answer = client.post(url, json={"reviewed_on": "2026-02-02"}, headers=publisher)
    assert answer.status_code == 409
    assert ((answer.json or {})["reason"], (answer.json or {})["missing"]) == (
        "not_complete",
        ["helpline"],
    )


@pytest.mark.parametrize("role", ["coordinator", "ops", "head"])
def test_only_safeguarding_writes(client: FlaskClient, token: Tokens, role: str) -> None:
    assert client.post(URL, json=CONTENT, headers=token(role)).status_code == 403
    assert client.post(URL, json=CONTENT).status_code == 401
    assert client.get(URL).status_code == 401


def test_an_unknown_profile_is_not_found(client: FlaskClient, writer: dict[str, str]) -> None:
    url = f"{URL}/{UUID(int=7)}"
    assert client.get(url, headers=writer).status_code == 404
    wanted = {**writer, "If-Match": '"1"'}
    assert client.patch(url, json={"emergency": "113"}, headers=wanted).status_code == 404


def test_set_up_loads_the_drafts_of_the_partners_countries_once(
    database: Database,
    clock: StillClock,
    client: FlaskClient,
    writer: dict[str, str],
) -> None:
    with database.write() as session:
        partner = queries.partner(session)
        assert actions.load_drafts(session, partner, clock.now()) == ["MD"]
        assert actions.load_drafts(session, partner, clock.now()) == []
    items = (client.get(URL, headers=writer).json or {})["items"]
    assert [(item["country"], item["state"], item["version"]) for item in items] == [
        ("MD", "draft", 1)
    ]
    assert drafted(client, writer)["version"] == 2


def test_the_list_refuses_what_is_no_country(client: FlaskClient, writer: dict[str, str]) -> None:
    for country in ("zz", "MDA", "%00a"):
        assert client.get(f"{URL}?country={country}", headers=writer).status_code == 422
    assert client.get(f"{URL}?after=nonsense", headers=writer).status_code == 422
