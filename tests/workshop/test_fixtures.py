"""The workshop's own tools: databases, guard, summary."""

import socket

import pytest
from sqlalchemy import create_engine, make_url, text

from chassis.clock import StillClock


def test_a_database_is_fresh_and_of_the_kind_asked(database_url: str, database_kind: str) -> None:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE mark (id INTEGER)"))
    engine.dispose()
    assert make_url(database_url).get_backend_name() == database_kind


def test_the_clock_stands_at_the_first_instant_of_the_story(clock: StillClock) -> None:
    assert clock.now().isoformat() == "2026-02-02T06:00:00+00:00"


@pytest.mark.parametrize("address", ["192.0.2.1", "schools.example"])
def test_another_machine_cannot_be_reached(address: str) -> None:
    with pytest.raises(pytest.fail.Exception, match="tried to reach"):
        socket.create_connection((address, 80), timeout=1)


def test_this_machine_can_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=1).close()
