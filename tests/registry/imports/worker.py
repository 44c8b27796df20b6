"""A worker in a process of its own, to be killed: `python -m tests.registry.imports.worker URL`."""

import sys
import tracemalloc
from datetime import UTC, datetime

from chassis.clock import StillClock
from chassis.db import Database
from tests.registry.imports.conftest import runner_of

NOW = datetime(2026, 2, 2, 6, 0, tzinfo=UTC)


def main(url: str, *, measured: bool) -> None:
    """Do all waiting work; say the most memory that Python held, if asked."""
    database = Database(url)
    runner = runner_of(database, StillClock(NOW))
    if measured:
        tracemalloc.start()
    while runner.run_one():
        pass
    if measured:
        print(tracemalloc.get_traced_memory()[1])
    database.dispose()


if __name__ == "__main__":
    main(sys.argv[1], measured="--measured" in sys.argv)
