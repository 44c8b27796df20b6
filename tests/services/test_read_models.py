from typing import Any

import pytest
from sqlalchemy import func, select

from chassis.bus.events import Fact
from chassis.tables import inbox
from tests.services import facts
from tests.services.conftest import Running, StartService

SERVICES = ("training", "certification", "reports")
READ_MODELS = [
    (service, name)
    for service in SERVICES
    for name in facts.STORIES
    if name != "jurisdictions" or service == "reports"
]
ORDERS = ([1, 2], [2, 1], [1, 2, 2], [2, 1, 2, 1])


def rows_of(running: Running, projection: str) -> list[dict[str, Any]]:
    """Every row of the read model a projection keeps."""
    table_name = {"partners": "partner", "schools": "school", "posts": "post"}.get(
        projection, "jurisdiction"
    )
    base: Any = __import__(f"{running.service.name}.base", fromlist=["Base"]).Base
    table = base.metadata.tables[table_name]
    with running.database.read() as session:
        return [dict(row) for row in session.execute(select(table)).mappings()]


@pytest.mark.parametrize(("service", "projection"), READ_MODELS)
def test_the_latest_fact_wins_in_any_order_and_repetition(
    start_service: StartService, service: str, projection: str
) -> None:
    first, second = (
        facts.body_of(fact, number) for number, fact in enumerate(facts.STORIES[projection], 1)
    )
    expected: list[dict[str, Any]] | None = None
    for at_once in (True, False):
        for order in ORDERS:
            running = start_service(service)
            bodies = [{1: first, 2: second}[number] for number in order]
            facts.tell(running, *bodies, at_once=at_once)
            found = rows_of(running, projection)
            assert len(found) == 1
            expected = expected or found
            assert found == expected, (order, at_once)


def test_the_whole_state_of_a_school_is_kept(start_service: StartService) -> None:
    running = start_service("training")
    facts.tell(running, facts.body_of(facts.VERIFIED, 1))
    assert rows_of(running, "schools") == [
        {
            "id": facts.SCHOOL,
            "partner": "md",
            "name": "Школа № 7 (demo)",
            "country": "MD",
            "area": "Bălți",
            "town": "Bălți",
            "kind": "combined",
            "size_band": "300-599",
            "langs": ["ro", "uk"],
            "tz": "Europe/Chisinau",
            "status": "verified",
            "public_listing": False,
            "successor_id": None,
            "as_of": facts.FIRST.replace(hour=7),
        }
    ]


def test_the_whole_profile_of_a_country_is_kept(start_service: StartService) -> None:
    running = start_service("reports")
    facts.tell(running, facts.body_of(facts.COUNTRY, 1))
    (row,) = rows_of(running, "jurisdictions")
    assert row["hotline"] == {
        "name": "Hotline (demo)",
        "url": "https://hotline.example.org",
        "phone": None,
    }
    assert row["duties"] == [
        {
            "codes": ["SEXTORT"],
            "authority": "Prosecutor (demo)",
            "deadline_hours": 24,
            "clock": "wall",
        }
    ]
    assert (row["weekend"], row["holidays"]) == ([6, 7], ["2026-03-08"])
    assert (row["police_unit"], row["helpline_is_free"]) == (None, True)
    assert (row["version"], row["reviewed_on"].isoformat()) == (1, "2026-01-20")


@pytest.mark.parametrize("service", SERVICES)
def test_many_facts_of_many_subjects_are_taken_in_together(
    start_service: StartService, service: str
) -> None:
    running = start_service(service)
    told: list[tuple[Fact, int]] = [
        (facts.VERIFIED, 1), (facts.PARTNER, 1), (facts.ROLE, 1), (facts.CLOSED, 3),
        (facts.COUNTRY, 1), (facts.CHANGED, 2),
    ]  # fmt: skip
    facts.tell(running, *(facts.body_of(fact, version) for fact, version in told))
    assert [row["status"] for row in rows_of(running, "schools")] == ["closed"]
    with running.database.read() as session:
        states = session.execute(select(inbox.c.state, func.count()).group_by(inbox.c.state)).all()
    heard = 6 if service == "reports" else 5
    assert [tuple(row) for row in states] == [("applied", heard)]


@pytest.mark.parametrize("service", SERVICES)
def test_the_first_page_says_what_is_known(start_service: StartService, service: str) -> None:
    running = start_service(service)
    empty = running.client().get(f"/{service}")
    assert empty.status_code == 200
    assert "none yet" in empty.text
    told: list[Fact] = [facts.PARTNER, facts.VERIFIED]
    facts.tell(running, *(facts.body_of(fact, 1) for fact in told))
    page = running.client().get(f"/{service}")
    assert "<bdi>1</bdi>" in page.text
    assert "Child Safety (demo)" in page.text
    assert "9:00:00" in page.text, "07:00 UTC is 9 o'clock in Chisinau"


@pytest.mark.parametrize("service", SERVICES)
def test_each_service_is_alive_and_ready(start_service: StartService, service: str) -> None:
    client = start_service(service).client()
    assert client.get(f"/{service}/healthz").json == {"status": "alive"}
    assert client.get(f"/{service}/readyz").json == {"status": "ready"}
    assert client.get(f"/{service}/api/openapi.json").status_code == 200
