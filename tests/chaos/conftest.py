"""One stage for all faults, and a tally of how often each was survived."""

import os
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.chaos.stage import Stage, small_disk
from tests.servers import NotToBeHadError

ROUNDS = int(os.environ.get("CHAOS_N", "1"))
DISK_MEGABYTES = 700


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if ROUNDS == 1:
        return
    for outcome in ("passed", "failed", "error"):
        counted = Counter(
            report.nodeid.partition("[")[0] for report in terminalreporter.stats.get(outcome, ())
        )
        for name, times in sorted(counted.items()):
            terminalreporter.write_line(f"{outcome} {times:3d} of {ROUNDS}  {name}")


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
        made = Stage(folder, tmp_path_factory.mktemp("logs"))
        try:
            yield made
        finally:
            made.close()
