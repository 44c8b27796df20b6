"""The real servers that tests, the kill harness and the benches run against.

Usable without pytest: `with fresh_database(postgresql()) as url: ...`.
"""

import atexit
import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url
from testcontainers.community.postgres import PostgresContainer

ROOT = Path(__file__).parents[1]
STANDARD_ERROR = 2
START_SECONDS = 60
STOP_SECONDS = 20
UNTIL_ITS_STARTER_ENDS = """
folder=$1; shift
"$@" & server=$!
cat > /dev/null
kill -INT "$server" 2> /dev/null; wait "$server"
rm -rf "$folder"
"""
"""Runs a server until standard input closes, as it does however its starter ends; then stops it
(SIGINT is PostgreSQL's fast, clean stop) and removes its folder."""


_dice = random.SystemRandom()
"""Thrown differently in every process, whatever a test has done to the common ones."""


class NotToBeHadError(Exception):
    """A real part that this machine does not have; the tests that need it are not run."""

    def __init__(self, part: str, reason: str) -> None:
        super().__init__(f"{part} ({reason})")
        self.part = part
        self.reason = reason


def _ram() -> Path:
    """Return a folder in memory if this machine has one with room, else the common one."""
    memory = Path("/dev/shm")  # noqa: S108 - whatever is put there has a name of its own
    if os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2**31:
        return memory
    return Path(tempfile.gettempdir())


RAM = _ram()
"""Where what need not outlive a power cut is quick to write."""


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server on which databases may be made and dropped."""

    url: str
    """Address of its maintenance database, as SQLAlchemy writes it."""
    version: str
    origin: str
    """Where it came from, for the report of the run."""


@dataclass
class PrivateServer:
    """A PostgreSQL of our own: a fresh folder, a free port; it ends when its starter does."""

    binaries: Path
    durable: bool
    parent: Path | None = None
    """Where its folder is made; else in memory, or on the disk if it is durable."""
    folder: Path = field(init=False)
    port: int = field(init=False)
    process: subprocess.Popen[bytes] = field(init=False)
    broken: list[subprocess.Popen[bytes]] = field(default_factory=list)
    """Starters of those that were broken off; they remove the folder, so they go last."""

    def start(self) -> None:
        """Make the data folder and run; on failure raise NotToBeHadError with its last words."""
        parent = self.parent or (None if self.durable else RAM)
        folder = tempfile.mkdtemp(prefix="ciss-postgresql-", dir=parent)
        self.folder = Path(folder)
        self.folder.chmod(0o755)
        if self._user:
            shutil.chown(self.folder, self._user)
        atexit.register(self.stop)
        self._make_data()
        self.port = free_port()
        self.run()

    def run(self) -> None:
        """Run the server, again after `break_off`; return once it answers."""
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                ["sh", "-c", UNTIL_ITS_STARTER_ENDS, "sh", self.folder,
                 self.binaries / "postgres", "-D", self.folder / "data", *self._options()],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                user=self._user,
                group=self._user,
                extra_groups=[] if self._user else None,
                start_new_session=True,
            )  # fmt: skip
        self._wait_until_ready()

    def break_off(self) -> None:
        """End it as a fault would: connections are cut, and it recovers at the next start."""
        with suppress(OSError, ValueError):
            pid = int((self.folder / "data/postmaster.pid").read_text().splitlines()[0])
            os.kill(pid, signal.SIGQUIT)
        self.broken.append(self.process)
        while (self.folder / "data/postmaster.pid").exists():
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(0.05)

    def answers(self) -> bool:
        """Say whether it lets anybody in just now."""
        with suppress(psycopg.OperationalError):
            connect(self.url).close()
            return True
        return False

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/postgres"

    def stop(self) -> None:
        """End it and remove its folder; twice does nothing."""
        last = [self.process] if hasattr(self, "process") else []
        for process in (*last, *self.broken):
            assert process.stdin
            process.stdin.close()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(STOP_SECONDS)
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def _user(self) -> str | None:
        # The server refuses to be root, so root starts it as Debian's user for it.
        return "postgres" if os.geteuid() == 0 else None

    def _make_data(self) -> None:
        made = subprocess.run(
            [self.binaries / "initdb", "-D", self.folder / "data", "-U", "postgres", "-A", "trust",
             "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"],
            capture_output=True, text=True, check=False, cwd=self.folder,
            user=self._user, group=self._user, extra_groups=[] if self._user else None,
        )  # fmt: skip
        if made.returncode:
            raise NotToBeHadError("PostgreSQL", f"initdb: {_last_line(made.stderr)}")

    def _options(self) -> list[str]:
        settings = {
            "port": self.port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "max_connections": 300,
            "shared_buffers": "128MB",
        }
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        return [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]

    def _wait_until_ready(self) -> None:
        for _ in range(START_SECONDS * 20):
            with suppress(psycopg.OperationalError):
                connect(self.url).close()
                return
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(0.05)
                break
        raise NotToBeHadError("PostgreSQL", _last_line((self.folder / "log").read_text()))


@cache
def postgresql(*, durable: bool = False) -> Server:
    """Return the PostgreSQL of this run, started at the first call and ended with the process.

    Looked for in this order: the address in `CISS_TEST_POSTGRESQL_URL`; programs on this
    machine (as root on Debian installed first); a container. A `durable` one keeps fsync on.

    Raises:
        NotToBeHadError: none of them answers.

    """
    if address := os.environ.get("CISS_TEST_POSTGRESQL_URL"):
        url = make_url(address).set(drivername="postgresql+psycopg")
        return _described(url.render_as_string(hide_password=False), "as the environment says")
    if binaries := postgresql_binaries():
        server = PrivateServer(binaries, durable)
        server.start()
        return _described(server.url, "a private server")
    return _described(_container_url(), "a container")


@cache
def postgresql_binaries() -> Path | None:
    """Return the folder of PostgreSQL's programs with the highest version, if there is one."""
    install_missing()
    found = shutil.which("postgres")
    if found and shutil.which("initdb", path=str(Path(found).resolve().parent)):
        return Path(found).resolve().parent
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(folders, key=lambda folder: int(folder.parent.name), default=None)


@cache
def chromium() -> str:
    """Return the path of a Chromium, which is never downloaded.

    Raises:
        NotToBeHadError: there is none on this machine.

    """
    install_missing()
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    raise NotToBeHadError("Chromium", "no chromium on the PATH")


@cache
def install_missing() -> None:
    """Install what this machine lacks, if it is a Debian and we are root; else do nothing."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["sh", ROOT / ".ci/debian"], check=False, stdout=STANDARD_ERROR)


@contextmanager
def fresh_database(server: Server, template: str | None = None) -> Iterator[str]:
    """Make a database, empty or a copy of the one at the address `template`; drop it at the end."""
    name = f"ciss_test_{uuid4().hex}"
    source = sql.Identifier((make_url(template).database if template else None) or "template0")
    with connect(server.url) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), source)
        )
    try:
        yield make_url(server.url).set(database=name).render_as_string(hide_password=False)
    finally:
        with connect(server.url) as connection:
            connection.execute(
                sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
            )


def free_port() -> int:
    """Return a port on which nobody listens just now.

    It is none of those that outgoing connections are given (from 32768 on Linux, 49152 elsewhere):
    one of them might take it before our server does, or while that is down for a while.
    """
    while True:
        port = _dice.randrange(10_000, 32_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def _container_url() -> str:
    try:
        container = PostgresContainer("postgres:16", driver="psycopg").start()
    except Exception as error:
        raise NotToBeHadError(
            "PostgreSQL", f"no programs on this machine, and no container: {_last_line(str(error))}"
        ) from error
    atexit.register(container.stop)
    return container.get_connection_url()


def _described(url: str, origin: str) -> Server:
    try:
        with connect(url) as connection:
            row = connection.execute("SHOW server_version").fetchone()
    except psycopg.OperationalError as error:
        raise NotToBeHadError("PostgreSQL", f"{origin}: {_last_line(str(error))}") from error
    version = str(row[0]).split()[0] if row else "of unknown version"
    return Server(url, version, origin)


def connect(url: str | URL, *, autocommit: bool = True) -> psycopg.Connection[Any]:
    """Open a bare connection that waits five seconds for a lock, no longer."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(
        plain, autocommit=autocommit, connect_timeout=5, options="-c lock_timeout=5s"
    )


def _last_line(words: str) -> str:
    return (words.strip().splitlines() or ["it said nothing"])[-1].strip()
