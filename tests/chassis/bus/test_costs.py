"""What the bus asks of database and broker: few statements, along indexes, never too much."""

import threading
from collections.abc import Sequence
from typing import Any

import pytest
from pika import BlockingConnection, URLParameters
from prometheus_client import CollectorRegistry
from sqlalchemy import event
from sqlalchemy.orm import Session

from chassis.bus import publisher as publishing
from chassis.bus.cursors import place_of
from chassis.bus.events import Delivered
from chassis.bus.inbox import Subscription
from chassis.bus.intake import BATCH, PREFETCH, Intake
from chassis.bus.metrics import Sending, Taking
from chassis.bus.publisher import Outgoing, Publisher
from chassis.bus.relay import BATCH as RELAY_BATCH
from chassis.bus.relay import _query as relay_query
from chassis.bus.sequencer import number
from chassis.bus.topology import queue_of
from chassis.bus.window import Window
from chassis.clock import StillClock
from chassis.db import Database
from chassis.worker import Worker
from tests.chassis.bus.plans import analyze, plan_of, reads_it_all, write
from tests.chassis.bus.street import Street, declare, wait_until
from tests.chassis.bus.town import LAMPS, LampChanged, Town, ids_taken, number_all, set_lamp

LONG = 6_000


def set_lamps(works: Database, count: int) -> None:
    """Set so many lamps in one transaction; the facts have no places yet."""
    with works.write() as session:
        for i in range(count):
            set_lamp(session, f"lamp-{i}")


def log_of(works: Database) -> list[Outgoing]:
    """Return the whole log as it leaves for the broker."""
    place, _ = place_of(works.dialect)
    query = relay_query(works.dialect).limit(None).order_by(None).order_by(place)
    with works.read() as session:
        rows = session.execute(query, {"after": 0}).all()
    return [Outgoing(row.place, row.event_id.hex, row.type, row.tier, row.body) for row in rows]


def send(url: str, facts: Sequence[Outgoing], limit: int = 500) -> None:
    """Send facts and wait until the broker has them."""
    sending = Publisher(url, Sending(CollectorRegistry()), limit=limit)
    sending.offer(facts)
    wait_until(lambda: sending.confirmed == facts[-1].place)
    sending.close()


def intake_of(district: Database, url: str, subscription: Subscription) -> Intake:
    return Intake(
        "east",
        district,
        url,
        [subscription],
        meters=Taking(CollectorRegistry()),
        stop=threading.Event(),
    )


def test_the_relay_reads_a_thousand_facts_along_an_index_however_long_the_log(
    works: Database,
) -> None:
    write(works, [(LampChanged, f"lamp-{i}") for i in range(LONG)])
    analyze(works)
    query = relay_query(works.dialect)
    plan = plan_of(works, query, {"after": LONG - 2 * RELAY_BATCH})
    assert ("uq_outbox_position" if works.dialect == "postgresql" else "rowid>?") in plan
    assert not reads_it_all(plan)
    assert "Sort" not in plan
    assert "TEMP B-TREE" not in plan
    with works.read() as session:
        assert len(session.execute(query, {"after": 0}).all()) == RELAY_BATCH


def test_what_was_sent_is_marked_in_the_lease_and_in_no_row_of_the_log(
    town: Town, clock: StillClock, vhost: str, statements: list[str]
) -> None:
    works, metrics = Street(town, clock, vhost).works, CollectorRegistry()
    set_lamps(works, 2 * BATCH)
    number_all(works)
    statements.clear()
    relay = Worker(
        "works", works, clock, feeds={}, broker_url=vhost, roles=("relay",), metrics=metrics
    )
    relay.start()
    wait_until(lambda: metrics.get_sample_value("ciss_bus_published_total") == 2 * BATCH)
    relay.stop()
    written = {" ".join(each.split()[:2]) for each in statements if not each.startswith("SELECT")}
    assert "UPDATE bus_lease" in written
    assert "UPDATE outbox" not in written


@pytest.mark.parametrize("database_kind", ["postgresql"])
@pytest.mark.parametrize("size", [1, BATCH])
def test_any_number_of_facts_gets_its_places_by_the_same_few_statements(
    works: Database, statements: list[str], size: int
) -> None:
    set_lamps(works, size)
    statements.clear()
    assert number(works) == size
    assert [" ".join(each.split()[:2]) for each in statements] == [
        "SET LOCAL",
        "SELECT bus_counter.last",
        "UPDATE outbox",
        "UPDATE bus_counter",
        "NOTIFY bus_ready",
    ]


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_a_burst_is_numbered_row_by_row_though_statistics_know_of_none_without_a_place(
    works: Database,
) -> None:
    write(works, [(LampChanged, f"lamp-{i}") for i in range(LONG)])
    analyze(works)
    asked: list[tuple[str, dict[str, Any]]] = []

    def note(_connection: Any, _cursor: Any, statement: str, given: Any, *_rest: Any) -> None:
        asked.append((statement, given))

    set_lamps(works, BATCH)
    event.listen(works.engine, "before_cursor_execute", note)
    assert number(works) == BATCH
    [(statement, given)] = [each for each in asked if each[0].startswith("UPDATE outbox")]
    with works.read() as session:
        rows = session.connection().exec_driver_sql(f"EXPLAIN {statement}", given)
        plan = " ".join(row[0] for row in rows)
    assert "Index Cond: (id = " in plan
    assert "Join Filter" not in plan


def test_what_comes_together_is_taken_in_together_by_few_statements(
    works: Database, district: Database, vhost: str, statements: list[str]
) -> None:
    sizes: list[int] = []

    def handle(session: Session, events: Sequence[Delivered]) -> None:
        sizes.append(len(events))
        LAMPS.handle(session, events)

    declare(vhost, {"east": [LAMPS]})
    set_lamps(works, 2 * BATCH + 50)
    number_all(works)
    send(vhost, log_of(works))
    intake = intake_of(district, vhost, Subscription(LAMPS.types, handle, "lamp"))
    statements.clear()
    while sum(sizes) < 2 * BATCH + 50:
        intake.step()
    intake.close()
    assert max(sizes) <= BATCH
    written = [each for each in statements if each.startswith("INSERT")]
    assert len(written) == 4 * len(sizes)
    assert len(ids_taken(district)) == sum(sizes)


def test_one_consumer_holds_no_more_than_it_may(
    works: Database, district: Database, vhost: str
) -> None:
    count = PREFETCH + 3 * BATCH
    waiting: list[int] = []

    def look(_session: Session, events: Sequence[Delivered]) -> None:
        assert len(events) <= BATCH
        connection = BlockingConnection(URLParameters(vhost))
        found = connection.channel().queue_declare(queue_of("east"), passive=True)
        waiting.append(found.method.message_count)
        connection.close()

    declare(vhost, {"east": [LAMPS]})
    set_lamps(works, count)
    number_all(works)
    send(vhost, log_of(works))
    intake = intake_of(district, vhost, Subscription(LAMPS.types, look, "lamp"))
    while not waiting:
        intake.step()
    intake.close()
    assert waiting[0] >= count - PREFETCH


def test_the_window_opens_by_one_and_never_wider_than_its_limit(
    works: Database, vhost: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_at_once: list[int] = []

    class Watched(Window):
        def send(self, place: int) -> None:
            super().send(place)
            open_at_once.append(self.unconfirmed)

    monkeypatch.setattr(publishing, "Window", Watched)
    declare(vhost, {"east": [LAMPS]})
    set_lamps(works, 300)
    number_all(works)
    send(vhost, log_of(works), limit=20)
    assert open_at_once[:2] == [1, 1]
    assert max(open_at_once) <= 20
    assert len(open_at_once) == 300
