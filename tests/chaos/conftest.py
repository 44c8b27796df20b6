"""One stage for all faults, and a tally of how often each was survived."""

import os
import re
from collections import defaultdict
from collections.abc import Iterator

import pytest

from tests.chaos.disk import small_disk
from tests.chaos.stage import Stage
from tests.servers import NotToBeHadError

ROUNDS = int(os.environ.get("CHAOS_N", "1"))
DISK_MEGABYTES = 700
DRAINED_SECONDS = 10.0 if ROUNDS > 1 else 60.0
"""The bar of `make chaos`, on a machine that does nothing else; a busy one is given longer."""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if ROUNDS == 1:
        return
    for outcome in ("passed", "failed", "error"):
        played: dict[str, list[pytest.TestReport]] = defaultdict(list)
        for report in terminalreporter.stats.get(outcome, ()):
            played[re.sub(r"round-[0-9]+-?", "", report.nodeid).removesuffix("[]")].append(report)
        for name, reports in sorted(played.items()):
            slowest = max(map(drain_seconds, reports))
            terminalreporter.write_line(
                f"{outcome} {len(reports):3d} of {ROUNDS}, drained within {slowest:4.1f} s  {name}"
            )


def drain_seconds(report: pytest.TestReport) -> float:
    """Return how long after the load its last fact arrived, as the stage said."""
    said = re.search(r"drained in ([0-9.]+) s", report.capstdout)
    return float(said[1]) if said else 0.0


@pytest.fixture(autouse=True, params=range(1, ROUNDS + 1), ids="round-{}".format)
def round_(request: pytest.FixtureRequest) -> int:
    """Which time it is that a fault is played."""
    number: int = request.param
    return number


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    if os.geteuid() != 0:
        raise NotToBeHadError("a disk that can be filled", "only root can mount one")
    with small_disk(DISK_MEGABYTES) as folder:
        made = Stage(folder, tmp_path_factory.mktemp("logs"), DRAINED_SECONDS)
        try:
            yield made
        finally:
            made.close()
