"""Events beside raw twins: `python -m tests.bench.bus` (`make bench-bus`).

Measures sending, taking in, latency, what a request pays, taking over, the embedded way and what
a million rows change, each beside a bare client doing the same, in one run on one machine. Prints
the table, writes it to `docs/benchmarks.md`, and ends with 1 when a bar is missed.
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence

from chassis import log
from tests.bench.bus import (
    embedded,
    growth,
    latency,
    machine,
    page,
    posting,
    sending,
    takeover,
    taking,
)
from tests.bench.bus.figures import Row, as_text
from tests.bench.bus.ground import QUICK, Run, Sizes

Measure = Callable[[Run], list[Row]]

PARTS: dict[str, dict[str, Measure]] = {
    "PostgreSQL and RabbitMQ": {
        "relay": sending.measure,
        "ingest": taking.measure,
        "latency": latency.measure,
        "post": posting.measure,
        "takeover": takeover.measure,
    },
    "Embedded: one process, SQLite files, no broker": {"embedded": embedded.measure},
    "A log and an inbox that have grown": {"growth": growth.measure},
}
NAMES = [name for measures in PARTS.values() for name in measures]


def main(run: Run, only: Sequence[str], *, writes: bool) -> int:
    """Measure, print and write; return 1 when a bar is missed."""
    began = time.monotonic()
    print("\n".join([*run.machine.lines(), run.pace.line(), page.settings(run)]), flush=True)
    parts: dict[str, list[Row]] = {}
    for title, measures in PARTS.items():
        rows = [row for name in measures if name in only for row in _measured(name, title, run)]
        if rows:
            parts[title] = rows
            print(f"\n{title}\n{as_text(rows)}", flush=True)
    missed = [row for rows in parts.values() for row in rows if row.missed]
    if writes:
        page.write(run, parts, time.monotonic() - began)
    print("\n" + ("\n".join(f"missed: {row.what}" for row in missed) or "All bars are met."))
    return 1 if missed else 0


def _measured(name: str, title: str, run: Run) -> list[Row]:
    began = time.monotonic()
    rows = PARTS[title][name](run)
    print(f"... {name}, {time.monotonic() - began:.0f} s", flush=True)
    return rows


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Events beside raw twins.")
    parser.add_argument("--quick", action="store_true", help="little of everything; writes no page")
    parser.add_argument("--only", nargs="+", choices=NAMES, help="some parts; writes no page")
    words = parser.parse_args()
    log.configure("error")
    sizes = QUICK if words.quick else Sizes()
    sys.exit(
        main(
            Run(machine.look(), sending.pace(), sizes),
            words.only or NAMES,
            writes=not (words.quick or words.only),
        )
    )
