"""One service run by itself: `python -m <service> web|worker|migrate`, to scale each alone."""

import signal
import threading
from collections.abc import Callable, Mapping
from functools import partial
from types import FrameType

import click
from flask import Flask
from prometheus_client import CollectorRegistry

from chassis import commandline, housekeeping, log, migrate, serve
from chassis.bus.gauges import TrafficGauges
from chassis.bus.httpfeed import HttpFeed
from chassis.bus.wake import wake_of
from chassis.clock import Clock, FileClock, SystemClock
from chassis.db import Database
from chassis.errors import Invalid
from chassis.jobs import Runner
from chassis.keyring import FixedKeys, Keyring
from chassis.mailer import mailer_of
from chassis.resources import Resources
from chassis.service import Service
from chassis.settings import Settings, read_settings
from chassis.tokens import HttpKeys, Keys
from chassis.worker import ROLES, SendMail, Worker
from chassis.workerport import WorkerPort

Build = Callable[[Resources, Keyring], Flask]

INGEST, MAIL = "ingest", "mail"
_JWKS = "where registry publishes its keys, like http://127.0.0.1:8081/.well-known/jwks.json"
_FEED = "where {0} is, like http://127.0.0.1:8081"
_SERVICE_KEY = "what all services share; CISS_SERVICE_KEY_FILE=data/keys/service.key reads it"
_ROLES = f"Which of this work to do, with commas between: {', '.join(ROLES)}. All, unless named."


def program(service: Service, build: Build, *, signs_tokens: bool = False) -> Callable[[], None]:
    """Return the command line of one service.

    `signs_tokens` says that this service has the private key itself; others read the public
    ones from CISS_JWKS_URL.
    """

    @click.group(help=service.about, context_settings=commandline.HELP)
    def group() -> None:
        log.configure(read_settings().log_level)

    @group.command()
    @click.option("--workers", default=2, show_default=True, help="Processes that answer.")
    def web(workers: int) -> None:
        """Answer requests; any number of these may run."""
        settings = read_settings()
        _check_web(service, settings, signs_tokens=signs_tokens)
        serve.Server(
            lambda: _web_app(service, build, settings, signs_tokens=signs_tokens),
            serve.options(settings, workers=workers),
        ).run()

    @group.command()
    @click.option("--roles", default=",".join(ROLES), help=_ROLES)
    def worker(roles: str) -> None:
        """Work on what nobody waits for; any number of these may run."""
        settings, wanted = read_settings(), _wanted(roles)
        if INGEST in wanted:
            _check_sources(service, settings)
        _work(service, settings, wanted)

    @group.command("migrate")
    def migrate_command() -> None:
        """Bring the database to the shape this version needs, before the new code starts."""
        migrate.upgrade(service.name, read_settings().database_url(service.name))

    return partial(commandline.run, group, f"python -m {service.name}")


def _wanted(roles: str) -> list[str]:
    wanted = [role for part in roles.split(",") if (role := part.strip())]
    if unknown := sorted(set(wanted) - set(ROLES)):
        raise Invalid(f"There is no role {', '.join(unknown)}. Roles: {', '.join(ROLES)}.")
    if not wanted:
        raise Invalid(f"Name at least one role: {', '.join(ROLES)}.")
    return wanted


def _check_web(service: Service, settings: Settings, *, signs_tokens: bool) -> None:
    """Refuse to answer without the keys, before there are processes that could not start.

    Without the shared key, the others could not read what this service tells.
    """
    missing = {} if settings.service_key else {"CISS_SERVICE_KEY": _SERVICE_KEY}
    if not signs_tokens and not settings.jwks_url:
        missing["CISS_JWKS_URL"] = _JWKS
    _refuse(missing)
    keyring = Keyring(settings.data / "keys")
    try:
        keyring.pages_key(service.name)
        _keys(settings, keyring, signs_tokens=signs_tokens)
    except OSError as error:
        raise Invalid(
            f"{error.filename} cannot be read: {error.strerror}. "
            "`ciss setup` makes it; CISS_DATA names the folder."
        ) from error


def _check_sources(service: Service, settings: Settings) -> None:
    missing = {
        f"CISS_{source.upper()}_FEED_URL": _FEED.format(source)
        for source in service.sources
        if source not in settings.feed_urls
    }
    if service.sources and not settings.service_key:
        missing["CISS_SERVICE_KEY"] = _SERVICE_KEY
    _refuse(missing)


def _refuse(missing: Mapping[str, str]) -> None:
    if missing:
        raise Invalid(
            "A service that runs by itself must be told:",
            errors={name: [text] for name, text in missing.items()},
        )


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
    return HttpKeys(settings.jwks_url or "")


def _work(service: Service, settings: Settings, roles: list[str]) -> None:
    database = _database(service, settings)
    clock = _clock(settings)
    metrics = CollectorRegistry()
    metrics.register(TrafficGauges(database, has_broker=settings.amqp_url is not None))
    worker = Worker(
        service.name,
        database,
        clock,
        feeds={source: _feed(settings, source) for source in _read(service, roles)},
        broker_url=settings.amqp_url,
        subscriptions=service.subscriptions,
        timers=(*service.timers, *housekeeping.timers(service, has_broker=bool(settings.amqp_url))),
        run_jobs=Runner(database, service.jobs, clock).run,
        send_mail=_send_mail(service, settings, database, clock) if MAIL in roles else None,
        roles=roles,
        metrics=metrics,
    )
    port = _port(settings, metrics, worker)
    stop = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, end)
    worker.start()
    stop.wait()
    worker.stop()
    if port is not None:
        port.close()
    database.dispose()


def _send_mail(
    service: Service, settings: Settings, database: Database, clock: Clock
) -> SendMail | None:
    if not service.mails:
        return None
    pages_key = Keyring(settings.data / "keys").pages_key(service.name)
    mailer = mailer_of(service, settings, database, clock, pages_key)
    return mailer.step if mailer else None


def _port(settings: Settings, metrics: CollectorRegistry, worker: Worker) -> WorkerPort | None:
    if not settings.metrics_port:
        return None
    try:
        return WorkerPort(
            settings.host,
            settings.metrics_port,
            metrics,
            lambda: worker.is_alive,
            worker.failing,
        )
    except OSError as error:
        raise Invalid(
            f"CISS_METRICS_PORT: port {settings.metrics_port} at {settings.host} "
            f"cannot be had: {error.strerror}."
        ) from error


def _read(service: Service, roles: list[str]) -> tuple[str, ...]:
    return service.sources if INGEST in roles else ()


def _feed(settings: Settings, source: str) -> HttpFeed:
    return HttpFeed(settings.feed_urls[source], source, settings.service_key or "")
