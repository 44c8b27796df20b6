"""The machine, and what runs on it: without them a figure says nothing."""

import os
import platform
import re
import subprocess
import tempfile
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median

from tests.brokers import rabbitmq
from tests.servers import postgresql, postgresql_binaries

BUSY_LOAD = 0.5
"""Load of one processor above which others are at work; a quiet machine shows less than this."""
LIBRARIES = ("SQLAlchemy", "psycopg", "kombu", "pika", "gunicorn", "faststream")


@dataclass(frozen=True)
class Machine:
    """What the figures were measured with."""

    cores: int
    memory_gib: float
    model: str
    load: float
    fsync_seconds: float
    versions: dict[str, str]

    @property
    def is_busy(self) -> bool:
        """Say whether others used it when the run began."""
        return self.load > BUSY_LOAD * self.cores

    def lines(self) -> list[str]:
        """Return it in words."""
        busy = "busy with other work" if self.is_busy else "idle"
        return [
            f"{self.cores} cores ({self.model}), {self.memory_gib:.0f} GiB of memory",
            f"load {self.load:.2f} at the start: {busy}",
            f"one fdatasync {self.fsync_seconds * 1_000_000:,.0f} µs",
            ", ".join(f"{name} {number}" for name, number in self.versions.items()),
        ]


def look() -> Machine:
    """Look at the machine, before anything is started on it."""
    load = os.getloadavg()[0]
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    versions = {
        "PostgreSQL": postgresql(durable=True).version,
        "RabbitMQ": f"{rabbitmq(durable=True).version}, one node",
        "Python": platform.python_version(),
    }
    return Machine(
        cores=len(os.sched_getaffinity(0)),
        memory_gib=pages / 2**30,
        model=_model(),
        load=load,
        fsync_seconds=fsync_seconds(),
        versions=versions | {name: version(name) for name in LIBRARIES},
    )


def _model() -> str:
    told = Path("/proc/cpuinfo").read_text()
    found = re.search(r"^model name\s*: (.+)$", told, re.MULTILINE)
    return found[1].strip() if found else platform.machine()


def fsync_seconds() -> float:
    """Return how long the disk takes to keep a page: as PostgreSQL measures it, or by trying."""
    with tempfile.TemporaryDirectory(prefix="ciss-bench-") as folder:
        file = Path(folder) / "page"
        return _by_postgresql(file) or _by_trying(file)


def _by_postgresql(file: Path) -> float | None:
    program = (postgresql_binaries() or Path()) / "pg_test_fsync"
    if not program.exists():
        return None
    with subprocess.Popen(
        [program, "-s", "1", "-f", file], stdout=subprocess.PIPE, text=True
    ) as trying:
        assert trying.stdout
        for line in trying.stdout:
            if found := re.match(r"\s+fdatasync\s+[\d.]+ ops/sec\s+(\d+) usecs/op", line):
                # It would go on with every other way of writing.
                trying.terminate()
                return int(found[1]) / 1_000_000
    return None


def _by_trying(file: Path, times: int = 200) -> float:
    taken = []
    with file.open("wb", buffering=0) as page:
        for _ in range(times):
            page.seek(0)
            page.write(b"\1" * 8192)
            before = time.perf_counter()
            os.fdatasync(page.fileno())
            taken.append(time.perf_counter() - before)
    return median(taken)
