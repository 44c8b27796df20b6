"""Serve an application with gunicorn: one embedded process, or a service's own web processes."""

import fcntl
import os
import re
import signal
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from chassis.bus.bench import bench
from chassis.errors import DomainError
from chassis.log import logger
from chassis.settings import Settings

_log = logger("server")
_SENT = re.compile(r"%[sdr]|\bfrom ip=|\bip=|: ")

Wsgi = Callable[..., Any]
Hook = Callable[[], None]


class FolderInUse(DomainError):
    """Another program works on the same data folder."""


class FolderLock:
    """Keeps a data folder for one program; let go by the system when that ends, however it ends."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "ciss.lock"
        self._file: int | None = None

    def take(self) -> None:
        """Lock the folder.

        Raises:
            FolderInUse: another program holds it; its number is in the message.

        """
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        os.set_inheritable(file, True)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(file, 32).decode(errors="replace").strip() or "unknown"
            os.close(file)
            raise FolderInUse(
                f"{self._path.parent} is in use by process {holder}. End that one first.",
                reason="folder_in_use",
            ) from error
        os.ftruncate(file, 0)
        os.write(file, f"{os.getpid()}\n".encode())
        self._file = file


class QuietLogger(Logger):  # type: ignore[misc] # gunicorn is untyped
    """gunicorn's log without what callers sent: no path, no query, no address."""

    def warning(self, message: Any, *_details: Any, **_more: Any) -> None:
        """Log a warning by its first words."""
        _log.warning("server", says=_plain(message))

    def error(self, message: Any, *_details: Any, **_more: Any) -> None:
        """Log an error by its first words."""
        _log.error("server", says=_plain(message))

    def exception(self, message: Any, *_details: Any, **_more: Any) -> None:
        """Log a fault by its first words and its stack."""
        _log.error("server", says=_plain(message), exc_info=True)


def _plain(message: Any) -> str:
    """Return the part of a message that comes before anything a caller sent."""
    return _SENT.split(str(message), maxsplit=1)[0].strip()


class Server(BaseApplication):  # type: ignore[misc] # gunicorn is untyped
    """gunicorn around applications that are built in the worker, after the fork."""

    def __init__(
        self,
        build: Callable[[], Wsgi],
        options: dict[str, Any],
        *,
        begin: Hook | None = None,
        end: Hook | None = None,
    ) -> None:
        self._build = build
        self._options = options
        self._begin = begin
        self._end = end
        super().__init__()

    def load_config(self) -> None:
        """Hand our options and hooks to gunicorn."""
        for name, value in self._options.items():
            self.cfg.set(name, value)
        self.cfg.set("post_worker_init", lambda _worker: self._begin_work())
        if self._end is not None:
            end = self._end
            self.cfg.set("worker_exit", lambda _arbiter, _worker: end())

    def load(self) -> Wsgi:
        """Build the application."""
        return self._build()

    def _begin_work(self) -> None:
        bench.furnish(self._options["threads"])
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
            _let_nobody_wait(number)
        if self._begin is not None:
            self._begin()


def _let_nobody_wait(number: signal.Signals) -> None:
    """Before gunicorn does what it does at a signal to end, send home whoever waits for facts.

    Else it would give each of them its whole grace time.
    """
    before: Any = signal.getsignal(number)

    def end(number: int, frame: FrameType | None) -> None:
        bench.close()
        before(number, frame)

    signal.signal(number, end)


def options(settings: Settings, *, workers: int = 1) -> dict[str, Any]:
    """Return gunicorn's options; never preloaded, since threads do not survive a fork."""
    return {
        "bind": f"{settings.host}:{settings.port}",
        "workers": workers,
        "worker_class": "gthread",
        "threads": settings.threads,
        "preload_app": False,
        "timeout": 60,
        "graceful_timeout": 10,
        "keepalive": 5,
        "accesslog": None,
        "errorlog": "-",
        "loglevel": "warning",
        "logger_class": QuietLogger,
        "control_socket_disable": True,
        "limit_request_line": 4094,
        "forwarded_allow_ips": "",
    }
