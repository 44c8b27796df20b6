"""What a process is told by its environment, read once, with every fault reported together."""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from chassis.addresses import is_database, is_loopback, is_sealed_way, split

PUBLIC_URL_FILE = "public-url"
CERTIFICATE_PREFIX_FILE = "certificate-prefix"
PREFIX = re.compile("[A-Z]{2,6}")
NOBODY = "ciss@localhost"
"""Where mail comes from that goes into a folder only."""
_SENDER = re.compile(r"[^\s@<>]+@[^\s@<>]+")


class SettingsFault(Exception):
    """The environment does not make sense; the message names every fault, a line each."""


@dataclass(frozen=True, kw_only=True)
class ExternalIssuer:
    """An OpenID Connect issuer outside whose word on who somebody is is taken."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str
    """What people call it; buttons say so."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings of one process.

    Attributes:
        data: folder of databases, keys and spooled mail.
        port: port of the embedded server.
        public_url: address people and QR codes use, without a slash at the end.
        deployment: short name in the source of every fact.
        test_clock: file of the moved clock; refused unless everything is on loopback.
        database_urls: database of each service; SQLite files under `data` by default.
        feed_urls: base address of each producer's feed, for services run apart.
        jwks_url: where registry publishes its keys, for services run apart.
        service_key: shared secret by which services read each other's feeds.
        amqp_url: the broker that carries facts; without one, consumers pull them.
        amqp_admin_url: the broker's management interface, for operators' commands.
        metrics_port: where a worker run apart shows its figures; 0 is nowhere.
        certificate_prefix: first letters of the numbers of certificates.
        mail_url: the mail server; without one, mail is put into a folder of `data`.
        mail_from: the address that mail comes from.
        is_mfa_relaxed: whether practice data asks for no codes; only on loopback.
        external: the issuer outside by which people may sign in; without one, by password only.

    """

    data: Path
    port: int = 8080
    host: str = "127.0.0.1"
    public_url: str = "http://127.0.0.1:8080"
    deployment: str = "ciss"
    test_clock: Path | None = None
    log_level: str = "info"
    threads: int = 8
    database_urls: Mapping[str, str] = field(default_factory=dict)
    feed_urls: Mapping[str, str] = field(default_factory=dict)
    jwks_url: str | None = None
    service_key: str | None = None
    amqp_url: str | None = None
    amqp_admin_url: str | None = None
    metrics_port: int = 0
    certificate_prefix: str = "CISS"
    mail_url: str | None = None
    mail_from: str = NOBODY
    is_mfa_relaxed: bool = False
    external: ExternalIssuer | None = None

    @property
    def is_secure(self) -> bool:
        """Say whether people reach this deployment over TLS."""
        return self.public_url.startswith("https://")

    @property
    def is_loopback(self) -> bool:
        """Say whether the public address is this machine only."""
        return is_loopback(self.public_url)

    def database_url(self, service: str) -> str:
        """Return the address of a service's database."""
        return self.database_urls.get(service) or f"sqlite:///{self.data / f'{service}.db'}"


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment.

    Raises:
        SettingsFault: something is wrong; all faults are named.

    """
    reader = _Reader(os.environ if environment is None else environment)
    port = reader.number("CISS_PORT", 8080, least=1, most=65535)
    data = Path(reader.text("CISS_DATA") or "data").resolve()
    known = _remembered(data, PUBLIC_URL_FILE) or f"http://127.0.0.1:{port}"
    clock = reader.text("CISS_TEST_CLOCK")
    settings = Settings(
        data=data,
        port=port,
        host=reader.text("CISS_HOST") or "127.0.0.1",
        public_url=reader.url("CISS_PUBLIC_URL", known).rstrip("/"),
        deployment=reader.text("CISS_DEPLOYMENT") or "ciss",
        test_clock=Path(clock).resolve() if clock else None,
        log_level=reader.choice("CISS_LOG_LEVEL", "info", ("debug", "info", "warning", "error")),
        threads=reader.number("CISS_THREADS", 8, least=1, most=64),
        database_urls=reader.databases("CISS_{}_DATABASE_URL"),
        feed_urls=reader.per_service("CISS_{}_FEED_URL"),
        jwks_url=reader.text("CISS_JWKS_URL"),
        service_key=reader.text("CISS_SERVICE_KEY"),
        amqp_url=reader.broker("CISS_AMQP_URL"),
        amqp_admin_url=reader.broker("CISS_AMQP_ADMIN_URL", ("http", "https")),
        metrics_port=reader.number("CISS_METRICS_PORT", 0, least=0, most=65535),
        certificate_prefix=reader.prefix("CISS_CERTIFICATE_PREFIX", data),
        mail_url=reader.broker("CISS_MAIL_URL", ("smtps", "smtp")),
        mail_from=reader.sender("CISS_MAIL_FROM"),
        is_mfa_relaxed=reader.choice("CISS_MFA", "full", ("full", "relaxed")) == "relaxed",
        external=reader.external(),
    )
    reader.faults += _clashes(settings)
    if reader.faults:
        raise SettingsFault("\n".join(reader.faults))
    return settings


def _clashes(settings: Settings) -> Iterator[str]:
    """Yield what is wrong with settings that are each right by themselves."""
    if settings.mail_url and settings.mail_from == NOBODY:
        yield "CISS_MAIL_FROM must name the address that mail comes from."
    if settings.test_clock and not settings.is_loopback:
        yield "CISS_TEST_CLOCK is only for a deployment on 127.0.0.1."
    if settings.is_mfa_relaxed and not settings.is_loopback:
        yield "CISS_MFA=relaxed is only for practice on 127.0.0.1."


def remember_public_url(data: Path, url: str) -> None:
    """Keep the address people use in the data folder; `CISS_PUBLIC_URL` still wins over it.

    An address on this machine is not kept: there the port of each start decides.
    """
    if is_loopback(url):
        return
    data.mkdir(parents=True, exist_ok=True)
    (data / PUBLIC_URL_FILE).write_text(f"{url}\n")


def remember_certificate_prefix(data: Path, prefix: str) -> None:
    """Keep how numbers begin in the data folder; `CISS_CERTIFICATE_PREFIX` still wins over it."""
    data.mkdir(parents=True, exist_ok=True)
    (data / CERTIFICATE_PREFIX_FILE).write_text(f"{prefix}\n")


def _remembered(data: Path, name: str) -> str | None:
    file = data / name
    return file.read_text().strip() if file.exists() else None


class _Reader:
    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self.faults: list[str] = []

    def text(self, name: str) -> str | None:
        """Return a value, or the content of the file named by `<name>_FILE`."""
        if file := self._environment.get(f"{name}_FILE"):
            try:
                return Path(file).read_text().strip() or None
            except OSError as error:
                self.faults.append(f"{name}_FILE cannot be read: {error.strerror}.")
        return (self._environment.get(name) or "").strip() or None

    def number(self, name: str, default: int, *, least: int, most: int) -> int:
        value = self.text(name)
        if value is None:
            return default
        if not value.isdecimal() or not least <= int(value) <= most:
            self.faults.append(f"{name} must be a whole number from {least} to {most}.")
            return default
        return int(value)

    def choice(self, name: str, default: str, allowed: tuple[str, ...]) -> str:
        value = self.text(name) or default
        if value not in allowed:
            self.faults.append(f"{name} must be one of: {', '.join(allowed)}.")
        return value

    def url(self, name: str, default: str) -> str:
        value = self.text(name) or default
        parts = split(value)
        if parts is None or parts.scheme not in ("http", "https") or not parts.netloc:
            self.faults.append(f"{name} must be an address like https://ciss.example.org.")
        elif parts.path not in ("", "/"):
            self.faults.append(f"{name} must have no path after the host.")
        return value

    def broker(self, name: str, schemes: tuple[str, ...] = ("amqp", "amqps")) -> str | None:
        """Return an address that may hold a name and a password; a fault does not repeat it."""
        value = self.text(name)
        if value is None:
            return None
        parts = split(value)
        if parts is None or parts.scheme not in schemes or not parts.hostname:
            self.faults.append(
                f"{name} must be an address like {schemes[0]}://name:word@host/. "
                "In a name or a word, write / as %2F, ? as %3F, # as %23 and @ as %40."
            )
        return value

    def databases(self, pattern: str) -> dict[str, str]:
        """Return addresses that may hold a name and a password; a fault does not repeat them."""
        found = self.per_service(pattern)
        for service, value in found.items():
            if not is_database(value):
                self.faults.append(
                    f"{pattern.format(service.upper())} must be an address like "
                    "postgresql+psycopg://name:word@host/db. "
                    "In a name or a word, write @ as %40, : as %3A and / as %2F."
                )
        return found

    def prefix(self, name: str, data: Path) -> str:
        """Return how numbers begin: as told, as set up, or as the program is called."""
        value = self.text(name) or _remembered(data, CERTIFICATE_PREFIX_FILE) or "CISS"
        if not PREFIX.fullmatch(value):
            self.faults.append(f"{name} must be 2 to 6 capital letters, like SIS.")
        return value

    def sender(self, name: str) -> str:
        """Return the address that mail comes from."""
        value = self.text(name) or NOBODY
        if not _SENDER.fullmatch(value):
            self.faults.append(f"{name} must be an address like ciss@example.org.")
        return value

    def external(self) -> ExternalIssuer | None:
        """Return the issuer outside: all of it, or none."""
        names = ("CISS_OIDC_ISSUER", "CISS_OIDC_CLIENT_ID", "CISS_OIDC_CLIENT_SECRET")
        issuer, client_id, secret = (self.text(name) or "" for name in names)
        name = self.text("CISS_OIDC_NAME") or ""
        given = (issuer, client_id, secret, name)
        if not any(given):
            return None
        if not all(given):
            self.faults.append(f"{', '.join(names)} and CISS_OIDC_NAME go together.")
        elif "?" in issuer or not is_sealed_way(issuer):
            self.faults.append("CISS_OIDC_ISSUER must be an address like https://id.example.org.")
        return ExternalIssuer(issuer=issuer, client_id=client_id, client_secret=secret, name=name)

    def per_service(self, pattern: str) -> dict[str, str]:
        """Collect the values of a name that holds a service's name, by that name."""
        shape = re.compile(pattern.format("([A-Z]+)") + "(?:_FILE)?")
        found = {hit[1]: hit[0] for name in self._environment if (hit := shape.fullmatch(name))}
        values = {service: self.text(pattern.format(service)) for service in found}
        return {service.lower(): value for service, value in values.items() if value}
