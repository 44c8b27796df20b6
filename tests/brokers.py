"""The real RabbitMQ that tests, the kill harness and the benches run against.

Usable without pytest: `with fresh_vhost(rabbitmq()) as url: ...`.
"""

import atexit
import os
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx
import pika
from pika.exceptions import AMQPError
from testcontainers.core.container import DockerContainer

from tests.servers import RAM, NotToBeHadError, free_port, install_missing

SCRIPTS = (Path("/usr/lib/rabbitmq/bin"), Path("/usr/lib/rabbitmq/sbin"))
START_SECONDS = 90
STOP_SECONDS = 20
UNTIL_ITS_STARTER_ENDS = """
folder=$1; shift
"$@" & echo $! > "$folder/pid"; server=$!
cat > /dev/null
kill -KILL "$server" 2> /dev/null; wait "$server"
epmd -kill > /dev/null 2>&1
rm -rf "$folder"
"""
"""Runs a broker until standard input closes, as it does however its starter ends."""


@dataclass(frozen=True)
class Broker:
    """A RabbitMQ on which virtual hosts may be made and dropped."""

    url: str
    """AMQP address of its first virtual host."""
    admin: str
    """Address of its management interface, with name and password."""
    version: str
    origin: str
    """Where it came from, for the report of the run."""


@dataclass
class PrivateBroker:
    """A RabbitMQ of our own: a fresh folder, free ports; it ends when its starter does."""

    durable: bool = False
    folder: Path = field(init=False)
    port: int = field(init=False)
    process: subprocess.Popen[bytes] = field(init=False)
    killed: list[subprocess.Popen[bytes]] = field(default_factory=list)
    """Starters of those that were killed; they remove the folder, so they go last."""

    def __post_init__(self) -> None:
        folder = tempfile.mkdtemp(prefix="ciss-rabbitmq-", dir=None if self.durable else RAM)
        self.folder = Path(folder)
        self.folder.chmod(0o755)
        self.port, self._admin_port, self._names_port, self._nodes_port = (
            free_port() for _ in range(4)
        )
        self._write_settings()
        atexit.register(self.stop)

    @property
    def url(self) -> str:
        return f"amqp://guest:guest@127.0.0.1:{self.port}/%2F"

    @property
    def admin(self) -> str:
        return f"http://guest:guest@127.0.0.1:{self._admin_port}"

    def start(self) -> None:
        """Start it, again after `kill` or `stop_cleanly`; return once it answers.

        Raises:
            NotToBeHadError: it did not come up; with its last words.

        """
        (self.folder / "pid").unlink(missing_ok=True)
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                ["sh", "-c", UNTIL_ITS_STARTER_ENDS, "sh", self.folder,
                 scripts() / "rabbitmq-server"],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self._environment(),
                cwd=self.folder,
                user=self._user,
                group=self._user,
                extra_groups=[] if self._user else None,
                start_new_session=True,
            )  # fmt: skip
        self._wait_until_ready()

    def signal(self, which: signal.Signals) -> None:
        """Send a signal to the broker itself."""
        os.kill(int((self.folder / "pid").read_text()), which)

    def kill(self) -> None:
        """End it as a power cut would."""
        self.signal(signal.SIGKILL)
        self.killed.append(self.process)
        self._wait_until_gone()

    def control(self, *words: str) -> str:
        """Run `rabbitmqctl` and return what it says."""
        done = subprocess.run(
            [scripts() / "rabbitmqctl", *words], capture_output=True, text=True, check=True,
            timeout=START_SECONDS, env=self._environment(), cwd=self.folder,
            user=self._user, group=self._user, extra_groups=[] if self._user else None,
        )  # fmt: skip
        return done.stdout

    def stop(self) -> None:
        """End it and remove its folder; twice does nothing."""
        with suppress(OSError):
            self.signal(signal.SIGCONT)
        last = [self.process] if hasattr(self, "process") else []
        for process in (*last, *self.killed):
            assert process.stdin
            process.stdin.close()
            with suppress(subprocess.TimeoutExpired):
                process.wait(STOP_SECONDS)
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def _user(self) -> str | None:
        # The server refuses to be root, so root starts it as Debian's user for it.
        return "rabbitmq" if os.geteuid() == 0 else None

    def _write_settings(self) -> None:
        (self.folder / "enabled_plugins").write_text("[rabbitmq_management].\n")
        settings = {
            "listeners.tcp.1": f"127.0.0.1:{self.port}",
            "management.tcp.ip": "127.0.0.1",
            "management.tcp.port": str(self._admin_port),
            "disk_free_limit.absolute": "50MB",
            "log.file.level": "warning",
            "heartbeat": "10",
        }
        lines = [f"{name} = {value}\n" for name, value in settings.items()]
        (self.folder / "rabbitmq.conf").write_text("".join(lines))
        if self._user:
            for each in (self.folder, *self.folder.iterdir()):
                shutil.chown(each, self._user, self._user)

    def _environment(self) -> dict[str, str]:
        local = "-kernel inet_dist_use_interface {127,0,0,1}"
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "ERL_EPMD_PORT": str(self._names_port),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODENAME": f"ciss{self.port}@localhost",
            "RABBITMQ_DIST_PORT": str(self._nodes_port),
            "RABBITMQ_CONFIG_FILE": str(self.folder / "rabbitmq.conf"),
            "RABBITMQ_CONF_ENV_FILE": str(self.folder / "none"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "enabled_plugins"),
            "RABBITMQ_MNESIA_BASE": str(self.folder / "data"),
            "RABBITMQ_LOG_BASE": str(self.folder / "logs"),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": local,
            # The script then becomes the broker, instead of waiting for it.
            "RUNNING_UNDER_SYSTEMD": "true",
        }

    def _wait_until_ready(self) -> None:
        for _ in range(START_SECONDS * 10):
            if _answers(self.url, self.admin):
                return
            if self._has_ended():
                break
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(0.1)
                break
        raise NotToBeHadError("RabbitMQ", _last_words(self.folder / "log"))

    def _wait_until_gone(self) -> None:
        for _ in range(STOP_SECONDS * 20):
            if self._has_ended():
                return
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(0.05)

    def _has_ended(self) -> bool:
        try:
            number = int((self.folder / "pid").read_text())
        except (OSError, ValueError):
            return False  # its starter has not written it yet
        try:
            os.kill(number, 0)
        except ProcessLookupError:
            return True
        return False


@cache
def scripts() -> Path:
    """Return the folder of RabbitMQ's own scripts, not Debian's wrappers around them.

    Raises:
        NotToBeHadError: it is not on this machine.

    """
    install_missing()
    for folder in SCRIPTS:
        if (folder / "rabbitmq-server").exists():
            return folder
    raise NotToBeHadError("RabbitMQ", "no rabbitmq-server on this machine")


def version() -> str:
    """Return the version of the RabbitMQ on this machine, without starting it.

    Raises:
        NotToBeHadError: it is not on this machine.

    """
    plugins = (scripts().parent / "lib").glob("rabbitmq_server-*")
    return max((each.name.partition("-")[2] for each in plugins), default="of unknown version")


@cache
def rabbitmq(*, durable: bool = False) -> Broker:
    """Return the broker of this run, started at the first call and ended with the process.

    Looked for in this order: the addresses in `CISS_TEST_AMQP_URL` and
    `CISS_TEST_AMQP_ADMIN_URL`; RabbitMQ on this machine (as root on Debian installed first); a
    container. A `durable` one has its folder on the disk.

    Raises:
        NotToBeHadError: none of them answers.

    """
    if (url := os.environ.get("CISS_TEST_AMQP_URL")) and (
        admin := os.environ.get("CISS_TEST_AMQP_ADMIN_URL")
    ):
        return _described(url, admin, "as the environment says")
    try:
        scripts()
    except NotToBeHadError:
        return _described(*_container_addresses(), "a container")
    private = PrivateBroker(durable)
    private.start()
    return _described(private.url, private.admin, "a private broker")


@contextmanager
def fresh_vhost(broker: Broker) -> Iterator[str]:
    """Make an empty virtual host, yield its AMQP address, drop it at the end."""
    name = f"ciss-test-{uuid4().hex}"
    with httpx.Client(base_url=broker.admin, timeout=30) as admin:
        admin.put(f"/api/vhosts/{name}").raise_for_status()
        user = quote(httpx.URL(broker.admin).username)
        rights = {"configure": ".*", "write": ".*", "read": ".*"}
        admin.put(f"/api/permissions/{name}/{user}", json=rights).raise_for_status()
        try:
            yield f"{broker.url.rpartition('/')[0]}/{name}"
        finally:
            admin.delete(f"/api/vhosts/{name}")


def _answers(url: str, admin: str) -> bool:
    with suppress(OSError, AMQPError, httpx.HTTPError):
        pika.BlockingConnection(pika.URLParameters(url)).close()
        return httpx.get(f"{admin}/api/overview").is_success
    return False


def _container_addresses() -> tuple[str, str]:
    try:
        container = DockerContainer("rabbitmq:4-management").with_exposed_ports(5672, 15672)
        container.start()
    except Exception as error:
        raise NotToBeHadError(
            "RabbitMQ", f"no programs on this machine, and no container: {error}"
        ) from error
    atexit.register(container.stop)
    host = container.get_container_host_ip()
    port, admin_port = (container.get_exposed_port(each) for each in (5672, 15672))
    url = f"amqp://guest:guest@{host}:{port}/%2F"
    admin = f"http://guest:guest@{host}:{admin_port}"
    pause = threading.Event()
    for _ in range(START_SECONDS * 2):
        if _answers(url, admin):
            return url, admin
        pause.wait(0.5)
    raise NotToBeHadError("RabbitMQ", "the container does not answer")


def _described(url: str, admin: str, origin: str) -> Broker:
    try:
        overview: dict[str, Any] = httpx.get(f"{admin}/api/overview").raise_for_status().json()
    except httpx.HTTPError as error:
        raise NotToBeHadError("RabbitMQ", f"{origin}: {type(error).__name__}") from error
    return Broker(url, admin, overview["rabbitmq_version"], origin)


def _last_words(log: Path) -> str:
    return (log.read_text(errors="replace").strip().splitlines() or ["it said nothing"])[-1]
