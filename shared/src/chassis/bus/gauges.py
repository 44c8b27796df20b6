"""What the database knows of a service's traffic, for Prometheus, read anew at each scrape."""

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from chassis.bus.figures import Figures, Relay, figures
from chassis.db import Database
from chassis.log import logger

_log = logger("metrics")


class TrafficGauges(Collector):
    """Gauges over one service's database; while that is away, only the one that says so."""

    def __init__(self, database: Database, *, has_broker: bool) -> None:
        self._database = database
        self._has_broker = has_broker

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Read the figures and yield them."""
        try:
            with self._database.read() as session:
                found = figures(session, has_broker=self._has_broker)
        except SQLAlchemyError as error:
            _log.warning("gauges_without_database", problem=type(error).__name__)
            yield _gauge("database_up", "1 while the database answers.", 0)
            return
        yield _gauge("database_up", "1 while the database answers.", 1)
        yield from _own(found)
        yield from _others(found)
        if self._has_broker:
            yield from _relay(found.relay)


def _own(found: Figures) -> Iterator[GaugeMetricFamily]:
    yield _gauge("told", "Facts this service has ever told.", found.told)
    yield _gauge("unnumbered", "Own facts without a place in the log yet.", found.unnumbered)
    yield _gauge("unsent", "Own facts that have not left yet.", found.unsent)
    yield _gauge(
        "oldest_unsent_seconds",
        "How long the oldest of these waits.",
        found.oldest_unsent_seconds,
    )


def _others(found: Figures) -> Iterator[GaugeMetricFamily]:
    inbox = GaugeMetricFamily(
        "ciss_bus_inbox", "Facts of others that could not be taken in, by state.", labels=["state"]
    )
    for state, number in found.set_aside.items():
        inbox.add_metric([state], number)
    yield inbox
    yield _gauge(
        "oldest_waiting_seconds",
        "How long the oldest fact waits for another try.",
        found.oldest_waiting_seconds,
    )
    cursor = GaugeMetricFamily(
        "ciss_bus_cursor_age_seconds",
        "Seconds since something new was read in a producer's log.",
        labels=["source"],
    )
    for source, seconds in found.cursor_seconds.items():
        cursor.add_metric([source], seconds)
    yield cursor


def _relay(relay: Relay | None) -> Iterator[GaugeMetricFamily]:
    is_led = relay is not None and relay.is_led
    yield _gauge("relay_led", "1 while some process sends facts to the broker.", int(is_led))
    if relay is None:
        return
    yield _gauge("relay_cursor", "The last place the broker has confirmed.", relay.cursor)
    if relay.silent_seconds is not None:
        yield _gauge(
            "relay_cursor_age_seconds",
            "Seconds since the leader last noted how far it is.",
            relay.silent_seconds,
        )


def _gauge(name: str, words: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"ciss_bus_{name}", words, value=value)
