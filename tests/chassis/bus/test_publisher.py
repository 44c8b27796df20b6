"""What the gauges say of the connection to the broker is about the one that is in use."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from prometheus_client import CollectorRegistry

from chassis.bus.metrics import Meters, Sending
from chassis.bus.publisher import Outgoing, Publisher
from tests.chassis.bus.street import wait_until

FACT = Outgoing(1, "1", "works.lamp.changed.v1", "public", b"{}")


class Panel:
    """The gauges of a relay, and the publishers that speak through them."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._registry = CollectorRegistry()
        self._meters: Sending = Meters(self._registry).sending

    def shows(self, gauge: str) -> float | None:
        return self._registry.get_sample_value(f"ciss_bus_{gauge}")

    @contextmanager
    def publisher(self) -> Iterator[Publisher]:
        made = Publisher(self._url, self._meters)
        wait_until(lambda: made.trouble is not None or self.shows("relay_connected") == 1)
        assert made.trouble is None
        yield made
        made.close()


@pytest.fixture
def panel(vhost: str) -> Panel:
    return Panel(vhost)


def test_an_old_connection_that_ends_late_does_not_speak_for_the_new_one(panel: Panel) -> None:
    with panel.publisher() as old:
        with panel.publisher() as new:
            new.is_blocked = True
            new.offer([FACT])
            old.close()
            assert old.trouble is not None
            assert panel.shows("relay_connected") == 1
            assert panel.shows("broker_blocked") == 1
            assert panel.shows("unconfirmed") == 1
        assert panel.shows("relay_connected") == 0


def test_once_it_has_ended_nothing_is_connected_blocked_or_on_its_way(panel: Panel) -> None:
    with panel.publisher() as only:
        only.is_blocked = True
        only.offer([FACT])
    for gauge in ("relay_connected", "broker_blocked", "unconfirmed"):
        assert panel.shows(gauge) == 0
