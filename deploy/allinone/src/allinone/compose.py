"""The one place that knows all four services: their databases, applications and workers."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask
from prometheus_client import CollectorRegistry

from allinone.deployment import NAMES, Deployment
from certification.app import SERVICE as CERTIFICATION
from certification.app import create_app as certification_app
from chassis import housekeeping
from chassis.bus.feed import Feed, LocalFeed
from chassis.bus.status import Member
from chassis.bus.wake import wake_of
from chassis.jobs import Runner
from chassis.keyring import FixedKeys
from chassis.mailer import mailer_of
from chassis.resources import Resources
from chassis.service import Service
from chassis.worker import Worker, stop_all
from registry.app import SERVICE as REGISTRY
from registry.app import create_app as registry_app
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
        self.houses = {name: self._house(SERVICES[name], keys, apps[name], feeds) for name in NAMES}
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
        broker_url = self._deployment.settings.amqp_url
        tidying = housekeeping.timers(service, has_broker=broker_url is not None)
        mailer = mailer_of(
            service,
            resources.settings,
            resources.database,
            resources.clock,
            resources.pages_key,
        )
        worker = Worker(
            service.name,
            resources.database,
            resources.clock,
            feeds=feeds,
            broker_url=broker_url,
            metrics=resources.metrics,
            subscriptions=service.subscriptions,
            timers=(*service.timers, *tidying),
            run_jobs=Runner(resources.database, service.jobs, resources.clock).run,
            send_mail=mailer.step if mailer else None,
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
