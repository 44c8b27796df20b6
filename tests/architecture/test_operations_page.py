"""The operators' page names every figure there is, what pages call it, and real commands."""

import re
import threading
from collections.abc import Callable, Iterator

import click
import pytest
from prometheus_client import CollectorRegistry

from allinone.events_commands import events
from chassis import lease
from chassis.bus.backlog import Backlog
from chassis.bus.gauges import TrafficGauges
from chassis.bus.metrics import Meters
from chassis.db import Database
from chassis.lease import RELAY
from chassis.pulse import Pulse
from tests.architecture.sources import ROOT
from tests.servers import free_port

SYSTEM = "services/registry/src/registry/templates/registry/traffic/system.html"
PAGE = (ROOT / "docs/operations.md").read_text(encoding="utf-8")


@pytest.fixture
def database(migrated_url: Callable[[str], str]) -> Iterator[Database]:
    made = Database(migrated_url("training"))
    yield made
    made.dispose()


def names_of(registry: CollectorRegistry) -> set[str]:
    return {
        f"{family.name}_total" if family.type == "counter" else family.name
        for family in registry.collect()
    }


def looked_once() -> Backlog:
    """Return what has looked at a broker, though there is none."""
    stop = threading.Event()
    stop.set()
    made = Backlog("training", [], f"amqp://guest:guest@127.0.0.1:{free_port()}/", stop)
    made.step()
    return made


def test_every_figure_is_explained_and_none_is_invented(database: Database) -> None:
    assert lease.take(database, RELAY, "me")
    gauges, meters = CollectorRegistry(), CollectorRegistry()
    gauges.register(TrafficGauges(database, has_broker=True))
    gauges.register(Pulse())
    gauges.register(looked_once())
    Meters(meters)
    named = set(re.findall(r"\bciss_(?:bus|worker)_[a-z_]+", PAGE))
    assert named == names_of(gauges) | names_of(meters)


def test_what_a_figure_is_called_on_the_page_stands_there() -> None:
    shown = (ROOT / SYSTEM).read_text(encoding="utf-8")
    rows = [line.split("|") for line in PAGE.splitlines() if line.startswith("| ")]
    head, *words = [name for row in rows if (name := row[2].strip())]
    assert head == "on the page"
    assert len(words) > 5
    assert [each for each in words if f'_("{each}")' not in shown] == []


def test_every_command_it_names_exists() -> None:
    for words in re.findall(r"ciss events ([a-z ]+)", PAGE):
        command: click.Command | None = events
        for word in words.split():
            if not isinstance(command, click.Group):
                break
            command = command.commands.get(word)
            assert command is not None, f"ciss events {words}"
