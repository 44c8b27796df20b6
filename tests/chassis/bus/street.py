"""The works and its districts with their workers, joined by one carrier or the other."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from kombu import Connection
from prometheus_client import CollectorRegistry

from chassis.bus.audit import Comparison, audit
from chassis.bus.feed import LocalFeed
from chassis.bus.inbox import Subscription
from chassis.bus.status import Member
from chassis.bus.topology import Topology
from chassis.bus.wake import wake_of
from chassis.clock import Clock, monotonic
from chassis.db import Database
from chassis.worker import Worker, stop_all
from tests.chassis.bus.town import LAMPS, Town, ids_told

PATIENCE = 60.0
DISTRICTS = ("east", "west")


def wait_until(true: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Return once it is true; who waits for ever has failed.

    It is asked seldomer and seldomer, since the asking takes time from what is waited for.
    """
    over, until, pause = threading.Event(), monotonic() + seconds, 0.01
    while not true():
        assert monotonic() < until, "it never came true"
        over.wait(pause)
        pause = min(pause * 1.3, 0.25)


@dataclass
class Street:
    """A works, districts that listen to it, and whoever works for them."""

    town: Town
    clock: Clock
    broker_url: str | None
    names: tuple[str, ...] = DISTRICTS
    hired: list[Worker] = field(default_factory=list)
    metrics: dict[str, CollectorRegistry] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.works = self.town.works()
        services = {"east": "training", "west": "reports"}
        self.districts = {name: self.town.district(services[name]) for name in self.names}
        if self.broker_url:
            declare(self.broker_url, {name: [LAMPS] for name in self.names})

    def send(self) -> Worker:
        """Hire whoever numbers and sends the works' facts."""
        return self._hire("works", self.works)

    def take_in(self, name: str, subscriptions: Sequence[Subscription] = (LAMPS,)) -> Worker:
        """Hire whoever takes facts in for a district."""
        return self._hire(name, self.districts[name], subscriptions)

    def work(self) -> None:
        """Hire one for each."""
        self.send()
        for name in self.names:
            self.take_in(name)

    def let_go(self, worker: Worker) -> None:
        """End one of them."""
        self.hired.remove(worker)
        worker.stop()

    def close(self) -> None:
        """End all."""
        stop_all(self.hired)
        self.hired.clear()

    def compare(self) -> list[Comparison]:
        """Compare the works' log with what each district took in."""
        members = {"works": Member(self.works)}
        members |= {name: Member(each, [LAMPS]) for name, each in self.districts.items()}
        return audit(members)

    def is_settled(self) -> bool:
        """Say whether every district has everything, and nothing is tried again."""
        told = len(ids_told(self.works))
        return all(
            each.is_whole and each.facts == told and not (each.behind or each.waiting)
            for each in self.compare()
        )

    def count(self, name: str, metric: str, **labels: str) -> float:
        """Return a figure of all who work for one service, as its metrics tell it."""
        return self.metrics[name].get_sample_value(metric, labels) or 0.0

    def _hire(
        self, name: str, database: Database, subscriptions: Sequence[Subscription] = ()
    ) -> Worker:
        is_first = all(each.service != name for each in self.hired)
        own = database if is_first else self.town.again(database)
        self.metrics[name] = CollectorRegistry()
        worker = Worker(
            name,
            own,
            self.clock,
            feeds={"works": LocalFeed(self.works, wake_of(self.works))},
            broker_url=self.broker_url,
            subscriptions=subscriptions,
            metrics=self.metrics[name],
        )
        self.hired.append(worker)
        worker.start()
        return worker


def declare(url: str, listeners: Mapping[str, Sequence[Subscription]]) -> None:
    """Make the exchanges and queues of these listeners."""
    facts = {
        name: [fact for each in subscriptions for fact in each.types]
        for name, subscriptions in listeners.items()
    }
    with Connection(url) as connection:
        Topology(facts).declare(connection)
