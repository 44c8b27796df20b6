"""Services run apart as processes of their own: registry's pages, its relay, training's worker."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select

from chassis.clock import monotonic
from chassis.db import Database
from tests.brokers import Broker, fresh_vhost
from tests.plugins.practice import Practice
from tests.servers import free_port
from tests.system.practised import change_a_school, sign_in
from tests.system.program import LOOK_AGAIN_SECONDS, Program
from training.schools.model import School

PATIENCE_SECONDS = 60.0
"""Long, since processes start while others want the processor."""
Process = subprocess.Popen[bytes]


@dataclass
class Apart:
    """Parts of a deployment, each as a process that was started by itself."""

    program: Program
    metrics_port: int = field(default_factory=free_port)
    processes: dict[str, Process] = field(default_factory=dict)

    def start(self, *words: str) -> Process:
        """Start `python -m …`; return at once."""
        told = {
            "CISS_SERVICE_KEY_FILE": str(self.program.folder / "keys/service.key"),
            "CISS_REGISTRY_FEED_URL": self.program.base,
            "CISS_JWKS_URL": f"{self.program.base}/.well-known/jwks.json",
            "CISS_METRICS_PORT": str(self.metrics_port) if words[0] == "training" else "0",
        }
        with self.program.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", *words],
                env=self.program.environment() | told,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.processes[" ".join(words[:2])] = process
        return process

    def ask(self, path: str) -> httpx.Response | None:
        """Ask the worker's port; None while nobody answers there."""
        with suppress(httpx.HTTPError):
            return httpx.get(f"http://127.0.0.1:{self.metrics_port}{path}")
        return None

    def wait_until(self, is_so: Callable[[], bool]) -> None:
        """Return once it is so, as long as all processes run."""
        until = monotonic() + PATIENCE_SECONDS
        while not is_so():
            for process in self.processes.values():
                with suppress(subprocess.TimeoutExpired):
                    process.wait(LOOK_AGAIN_SECONDS)
                assert process.poll() is None, self.program.log.read_text()[-4000:]
            assert monotonic() < until, self.program.log.read_text()[-4000:]

    def end(self) -> None:
        """End whatever still runs."""
        for process in self.processes.values():
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture(scope="module")
def apart(
    tmp_path_factory: pytest.TempPathFactory, practice: Practice, broker: Broker
) -> Iterator[Apart]:
    folder = tmp_path_factory.mktemp("apart") / "data"
    practice(folder)
    with fresh_vhost(broker) as url:
        made = Apart(Program(folder, broker=(url, broker.admin)))
        made.program.ciss("events", "topology", "apply")
        yield made
        made.end()


@pytest.fixture(scope="module")
def coordinator(apart: Apart) -> dict[str, str]:
    """The headers of a coordinator, once registry answers."""
    apart.start("registry", "web", "--workers", "1")
    ready = f"{apart.program.base}/registry/readyz"

    def answers() -> bool:
        with suppress(httpx.HTTPError):
            return httpx.get(ready).is_success
        return False

    apart.wait_until(answers)
    return sign_in(apart.program)


def town_at_training(apart: Apart, school: str) -> str | None:
    """Return the town of a school as training knows it."""
    database = Database(f"sqlite:///{apart.program.folder / 'training.db'}")
    try:
        with database.read() as session:
            return session.scalar(select(School.town).where(School.id == UUID(school)))
    finally:
        database.dispose()


def test_what_was_told_before_comes_from_the_feed(
    apart: Apart, coordinator: dict[str, str]
) -> None:
    school = change_a_school(apart.program, coordinator, "Before")
    apart.start("training", "worker")
    apart.wait_until(lambda: town_at_training(apart, school) == "Before")


def test_what_is_told_now_comes_over_the_broker(apart: Apart, coordinator: dict[str, str]) -> None:
    apart.start("registry", "worker", "--roles", "relay")
    school = change_a_school(apart.program, coordinator, "Over the broker")
    apart.wait_until(lambda: town_at_training(apart, school) == "Over the broker")
    figures = apart.ask("/metrics")
    assert figures is not None
    assert "ciss_bus_taken_in_total 1.0" in figures.text.splitlines()


def test_the_worker_says_that_it_is_well(apart: Apart) -> None:
    answer = apart.ask("/healthz")
    assert answer is not None
    assert answer.status_code == 200


@pytest.mark.parametrize("part", ["training worker", "registry worker", "registry web"])
def test_each_part_ends_in_good_order_when_it_is_asked(apart: Apart, part: str) -> None:
    process = apart.processes.pop(part)
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0


def test_no_part_complained(apart: Apart) -> None:
    assert "Traceback" not in apart.program.log.read_text()
