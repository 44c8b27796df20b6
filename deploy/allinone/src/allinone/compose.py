"""The one place that knows all four services: their databases, applications and workers."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from flask import Flask
from prometheus_client import CollectorRegistry

from certification.app import SERVICE as CERTIFICATION
from certification.app import create_app as certification_app
from chassis import housekeeping, migrate
from chassis.bus.feed import Feed, LocalFeed
from chassis.bus.status import Member
from chassis.bus.wake import wake_of
from chassis.clock import Clock, FileClock, SystemClock
from chassis.db import Database
from chassis.errors import DomainError
from chassis.jobs import Runner
from chassis.keyring import FixedKeys, Keyring
from chassis.resources import Resources
from chassis.service import Service
from chassis.settings import Settings
from chassis.worker import Worker, stop_all
from registry.app import SERVICE as REGISTRY
from registry.app import create_app as registry_app
from registry.partners import queries as partners
from reports.app import SERVICE as REPORTS
from reports.app import create_app as reports_app
from training.app import SERVICE as TRAINING
from training.app import create_app as training_app

WSGI = Callable[[dict[str, Any], Any], Iterable[bytes]]

SERVICES: Mapping[str, Service] = {
    each.name: each for each in (REGISTRY, TRAINING, CERTIFICATION, REPORTS)
}
FIRST_SEGMENTS = {
    "registry": "registry",
    "training": "training",
    "certification": "certification",
    "reports": "reports",
    "verify": "certification",
    "help": "reports",
}
"""Which service answers a path, by its first part; registry answers all others."""


class NotSetUp(DomainError):
    """There is no deployment in this data folder yet."""


class Deployment:
    """What every command works on: the settings, the keys, the databases and the clock."""

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        self.keyring = Keyring(settings.data / "keys")
        self._settings = settings
        self._clock = clock
        self._databases: dict[str, Database] = {}

    @cached_property
    def clock(self) -> Clock:
        """Return the clock that was given, the test clock if one is named, or the real one."""
        if self._clock is not None:
            return self._clock
        file = self._settings.test_clock
        return FileClock(file) if file else SystemClock()

    @cached_property
    def settings(self) -> Settings:
        """Return the settings, with the service key from the keyring if none was given."""
        if self._settings.service_key or not self.keyring.is_made:
            return self._settings
        return replace(self._settings, service_key=self.keyring.service_key())

    def database(self, service: str) -> Database:
        """Return a service's database, opened once."""
        if service not in self._databases:
            url = self._settings.database_url(service)
            self._databases[service] = Database(url, deployment=self._settings.deployment)
        return self._databases[service]

    def databases(self) -> dict[str, Database]:
        """Return every service's database."""
        return {name: self.database(name) for name in SERVICES}

    def migrate(self) -> None:
        """Bring every database to the newest shape."""
        for name in SERVICES:
            migrate.upgrade(name, self._settings.database_url(name))

    @property
    def is_set_up(self) -> bool:
        """Say whether there is a partner; an empty folder stays empty."""
        if not self.keyring.is_made or migrate.current(self.database("registry")) is None:
            return False
        with self.database("registry").read() as session:
            return partners.first(session) is not None

    def check_set_up(self) -> None:
        """Refuse to go on in an empty folder.

        Raises:
            NotSetUp: with the sentence to type.

        """
        if not self.is_set_up:
            raise NotSetUp(
                f"Nothing is set up in {self._settings.data} yet. "
                "Type: ciss setup --config setup.yaml (or ciss setup --demo to look around).",
                reason="not_set_up",
            )

    def wipe(self) -> None:
        """Delete every table of every service, and the keys; there is no way back."""
        for name, database in self.databases().items():
            migrate.downgrade(name, self._settings.database_url(name))
            database.dispose()
        self.keyring.destroy()

    def dispose(self) -> None:
        """Close every connection."""
        for database in self._databases.values():
            database.dispose()


@dataclass(frozen=True)
class House:
    """One service as it stands in this process."""

    service: Service
    resources: Resources
    app: Flask
    worker: Worker


class Town:
    """All four services in one process: one door for requests, a worker behind each."""

    def __init__(self, deployment: Deployment) -> None:
        self._deployment = deployment
        feeds: dict[str, Feed] = {
            name: LocalFeed(database, wake_of(database))
            for name, database in deployment.databases().items()
        }
        signing_key = deployment.keyring.signing_key()
        apps: dict[str, Callable[[Resources], Flask]] = {
            "registry": lambda resources: registry_app(resources, signing_key),
            "training": training_app,
            "certification": certification_app,
            "reports": lambda resources: reports_app(resources, deployment.keyring.pepper()),
        }
        keys = FixedKeys(signing_key)
        self.houses = {
            name: self._house(SERVICES[name], keys, apps[name], feeds) for name in SERVICES
        }
        self.houses["registry"].app.extensions["ciss.neighbours"] = {
            name: Member(house.resources.database, house.service.subscriptions)
            for name, house in self.houses.items()
        }

    def _house(
        self,
        service: Service,
        keys: FixedKeys,
        create_app: Callable[[Resources], Flask],
        feeds: Mapping[str, Feed],
    ) -> House:
        resources = Resources(
            service=service.name,
            settings=self._deployment.settings,
            database=self._deployment.database(service.name),
            clock=self._deployment.clock,
            keys=keys,
            pages_key=self._deployment.keyring.pages_key(service.name),
            metrics=CollectorRegistry(),
        )
        worker = Worker(
            service.name,
            resources.database,
            resources.clock,
            feeds=feeds,
            broker_url=self._deployment.settings.amqp_url,
            metrics=resources.metrics,
            subscriptions=service.subscriptions,
            timers=(*service.timers, *housekeeping.TIMERS),
            run_jobs=Runner(resources.database, service.jobs, resources.clock).run,
        )
        return House(service, resources, create_app(resources), worker)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Let the service answer that owns the path; nothing is rewritten."""
        path = environ.get("PATH_INFO", "/")
        name = FIRST_SEGMENTS.get(path.split("/", 2)[1] if "/" in path else "", "registry")
        if path == "/.well-known/did.json":
            name = "certification"
        return self.houses[name].app.wsgi_app(environ, start_response)

    def start(self) -> None:
        """Start every worker; only after the process has forked."""
        for house in self.houses.values():
            house.worker.start()

    def stop(self) -> None:
        """End every worker and close every connection."""
        stop_all([house.worker for house in self.houses.values()])
        self._deployment.dispose()
