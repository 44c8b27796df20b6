"""One service run by itself: `python -m <service> web|worker|migrate`, to scale each alone."""

import signal
import threading
from collections.abc import Callable
from types import FrameType

import click
from flask import Flask
from prometheus_client import CollectorRegistry

from chassis import housekeeping, log, migrate, serve
from chassis.auth import HttpKeys, Keys
from chassis.bus.gauges import TrafficGauges
from chassis.bus.httpfeed import HttpFeed
from chassis.bus.wake import wake_of
from chassis.clock import Clock, FileClock, SystemClock
from chassis.db import Database
from chassis.errors import Invalid
from chassis.jobs import Runner
from chassis.keyring import FixedKeys, Keyring
from chassis.resources import Resources
from chassis.service import Service
from chassis.settings import Settings, read_settings
from chassis.worker import ROLES, Worker
from chassis.workerport import WorkerPort

Build = Callable[[Resources, Keyring], Flask]


def program(service: Service, build: Build, *, signs_tokens: bool = False) -> click.Group:
    """Return the command line of one service.

    `signs_tokens` says that this service has the private key itself; others read the public
    ones from CISS_JWKS_URL.
    """

    @click.group(name=service.name, help=service.about)
    def group() -> None:
        log.configure(read_settings().log_level)

    @group.command()
    @click.option("--workers", default=2, show_default=True, help="Processes that answer.")
    def web(workers: int) -> None:
        """Answer requests; any number of these may run."""
        settings = read_settings()
        serve.Server(
            lambda: _web_app(service, build, settings, signs_tokens=signs_tokens),
            serve.options(settings, workers=workers),
        ).run()

    @group.command()
    @click.option("--roles", default=",".join(ROLES), show_default=True)
    def worker(roles: str) -> None:
        """Work on what nobody waits for; any number of these may run."""
        wanted = [role for role in roles.split(",") if role]
        if unknown := sorted(set(wanted) - set(ROLES)):
            raise Invalid(f"There is no role {', '.join(unknown)}. Roles: {', '.join(ROLES)}.")
        _work(service, read_settings(), wanted)

    @group.command("migrate")
    def migrate_command() -> None:
        """Bring the database to the shape this version needs, before the new code starts."""
        migrate.upgrade(service.name, read_settings().database_url(service.name))

    return group


def _clock(settings: Settings) -> Clock:
    return FileClock(settings.test_clock) if settings.test_clock else SystemClock()


def _database(service: Service, settings: Settings) -> Database:
    return Database(settings.database_url(service.name), deployment=settings.deployment)


def _web_app(service: Service, build: Build, settings: Settings, *, signs_tokens: bool) -> Flask:
    keyring = Keyring(settings.data / "keys")
    database = _database(service, settings)
    wake_of(database).start()
    resources = Resources(
        service=service.name,
        settings=settings,
        database=database,
        clock=_clock(settings),
        keys=_keys(settings, keyring, signs_tokens=signs_tokens),
        pages_key=keyring.pages_key(service.name),
        metrics=CollectorRegistry(),
    )
    return build(resources, keyring)


def _keys(settings: Settings, keyring: Keyring, *, signs_tokens: bool) -> Keys:
    if signs_tokens:
        return FixedKeys(keyring.signing_key())
    if settings.jwks_url is None:
        raise Invalid("Say where registry publishes its keys: CISS_JWKS_URL.")
    return HttpKeys(settings.jwks_url)


def _work(service: Service, settings: Settings, roles: list[str]) -> None:
    database = _database(service, settings)
    clock = _clock(settings)
    metrics = CollectorRegistry()
    metrics.register(TrafficGauges(database, has_broker=settings.amqp_url is not None))
    worker = Worker(
        service.name,
        database,
        clock,
        feeds={source: _feed(settings, source) for source in service.sources},
        broker_url=settings.amqp_url,
        subscriptions=service.subscriptions,
        timers=(*service.timers, *housekeeping.timers(has_broker=bool(settings.amqp_url))),
        run_jobs=Runner(database, service.jobs, clock).run,
        roles=roles,
        metrics=metrics,
    )
    stop = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, end)
    worker.start()
    port = None
    if settings.metrics_port:
        port = WorkerPort(
            settings.host,
            settings.metrics_port,
            metrics,
            lambda: worker.is_alive,
            worker.failing,
        )
    stop.wait()
    worker.stop()
    if port is not None:
        port.close()
    database.dispose()


def _feed(settings: Settings, source: str) -> HttpFeed:
    url, key = settings.feed_urls.get(source), settings.service_key
    if not url or not key:
        raise Invalid(
            f"Say where {source} is and how to read it: "
            f"CISS_{source.upper()}_FEED_URL and CISS_SERVICE_KEY."
        )
    return HttpFeed(url, source, key)
