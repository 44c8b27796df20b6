"""The real program, started, killed and asked from outside, over HTTP and the command line."""

import atexit
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from chassis.clock import monotonic
from tests.servers import free_port

CISS = str(Path(sys.executable).with_name("ciss"))
START_SECONDS = 60.0
LOOK_AGAIN_SECONDS = 0.1
"""A program that starts wants the processor that looking would take."""
SERVICES = ("registry", "training", "certification", "reports")


@dataclass
class Program:
    """One deployment in a folder of its own, on a port of its own.

    `databases` maps a service to its database's address; SQLite files in the folder otherwise.
    `broker` holds the broker's addresses for AMQP and for its management; none otherwise.
    """

    folder: Path
    databases: Mapping[str, str] = field(default_factory=dict)
    broker: tuple[str, str] | None = None
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def base(self) -> str:
        """The address people use."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """All that the serving process ever printed."""
        return self.folder.parent / "server.log"

    def environment(self) -> dict[str, str]:
        """Return what each command and process of this deployment is told."""
        # A program that may keep its compiled code starts in a second instead of seven.
        unwanted = ("CISS_", "PYTHONDONTWRITEBYTECODE")
        kept = {k: v for k, v in os.environ.items() if not k.startswith(unwanted)}
        urls = {f"CISS_{s.upper()}_DATABASE_URL": url for s, url in self.databases.items()}
        if self.broker:
            urls |= {"CISS_AMQP_URL": self.broker[0], "CISS_AMQP_ADMIN_URL": self.broker[1]}
        return (
            kept
            | urls
            | {
                "CISS_DATA": str(self.folder),
                "CISS_PORT": str(self.port),
                "CISS_TEST_CLOCK": str(self.folder.parent / "clock.json"),
            }
        )

    def ciss(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run one `ciss` command."""
        done = subprocess.run(
            [CISS, *words],
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert not check or done.returncode == 0, f"ciss {words}: {done.stdout}{done.stderr}"
        return done

    def ciss_json(self, *words: str) -> Any:
        """Run one `ciss` command and return the document it prints."""
        return json.loads(self.ciss(*words, "--json").stdout)

    def start(self) -> None:
        """Start `ciss run` and return once every service is ready."""
        self.launch()
        self.wait_until_ready()

    def launch(self) -> None:
        """Start `ciss run`; return at once."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [CISS, "run"],
                env=self.environment(),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        atexit.register(self.kill)

    def wait_until_ready(self) -> None:
        """Return once every service is ready."""
        assert self.process is not None
        until = monotonic() + START_SECONDS
        while not self.is_ready():
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(LOOK_AGAIN_SECONDS)
            assert self.process.poll() is None, self.log.read_text()[-4000:]
            assert monotonic() < until, self.log.read_text()[-4000:]

    def kill(self) -> None:
        """End every process of the program at once, as a power cut would."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def stop(self) -> int:
        """Ask the program to end, as Ctrl-C does, and return its exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(30)
        self.process = None
        return code

    def is_ready(self) -> bool:
        """Say whether every service can answer."""
        return all(self._is_ready(service) for service in SERVICES)

    def _is_ready(self, service: str) -> bool:
        try:
            answer = httpx.get(f"{self.base}/{service}/readyz", timeout=1)
        except httpx.HTTPError:
            return False
        return answer.status_code == httpx.codes.OK


@contextmanager
def running(program: Program) -> Iterator[Program]:
    """Run the program for a while, and leave no process behind."""
    program.start()
    try:
        yield program
    finally:
        program.kill()
