"""What Prometheus is told of a database, also of one that is away."""

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import update

from chassis import lease
from chassis.bus.gauges import TrafficGauges
from chassis.db import Database, database_now
from chassis.lease import RELAY
from chassis.tables import bus_lease, inbox, outbox
from tests.chassis.bus.town import reader, tell


def shown(database: Database, *, has_broker: bool = False) -> dict[str, float]:
    registry = CollectorRegistry()
    registry.register(TrafficGauges(database, has_broker=has_broker))
    return {
        "_".join([sample.name.removeprefix("ciss_bus_"), *sample.labels.values()]): sample.value
        for family in text_string_to_metric_families(generate_latest(registry).decode())
        for sample in family.samples
    }


@pytest.fixture
def district(works: Database, district: Database) -> Database:
    """A district, in the works' own database, that has taken in three facts."""
    tell(works, "a", "b", "a")
    reader(district, works).step()
    return district


def test_a_quiet_service_shows_its_figures(district: Database) -> None:
    found = shown(district)
    assert found.pop("cursor_age_seconds_works") >= 0
    assert found == {
        "database_up": 1,
        "told": 3,
        "unnumbered": 0,
        "unsent": 0,
        "oldest_unsent_seconds": 0,
        "inbox_waiting": 0,
        "inbox_dead": 0,
        "oldest_waiting_seconds": 0,
    }


def test_with_a_broker_it_is_shown_how_far_the_relay_is_and_whether_one_leads(
    district: Database,
) -> None:
    nobody = shown(district, has_broker=True)
    assert (nobody["relay_led"], nobody["unsent"]) == (0, 3)
    assert "relay_cursor" not in nobody
    held = lease.take(district, RELAY, "me")
    assert held is not None
    with district.write() as session:
        lease.mark(session, held, 2)
        session.execute(update(outbox).values(created_at=database_now(-90)))
    led = shown(district, has_broker=True)
    assert (led["relay_led"], led["relay_cursor"], led["unsent"]) == (1, 2, 1)
    assert 90 <= led["oldest_unsent_seconds"] < 150
    with district.write() as session:
        session.execute(update(bus_lease).values(until=database_now(-60)))
    left = shown(district, has_broker=True)
    assert left["relay_led"] == 0
    assert left["relay_cursor_age_seconds"] >= 60


def test_what_is_set_aside_is_shown_by_state(district: Database) -> None:
    with district.write() as session:
        session.execute(update(inbox).values(state="waiting", received_at=database_now(-30)))
    found = shown(district)
    assert (found["inbox_waiting"], found["inbox_dead"]) == (3, 0)
    assert 30 <= found["oldest_waiting_seconds"] < 90


def test_a_database_that_is_away_is_one_gauge_and_no_failure() -> None:
    away = Database("postgresql+psycopg://nobody@127.0.0.1:1/none")
    assert shown(away) == {"database_up": 0}
    away.dispose()


def test_no_label_says_what_a_fact_is_about(district: Database) -> None:
    registry = CollectorRegistry()
    registry.register(TrafficGauges(district, has_broker=True))
    told = {
        label
        for family in registry.collect()
        for sample in family.samples
        for label in sample.labels
    }
    assert told <= {"state", "source"}
