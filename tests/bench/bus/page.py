"""The page of figures: what was measured stands between two marks, the words around it stay."""

from collections.abc import Mapping, Sequence

from chassis.bus.intake import BATCH
from chassis.clock import SystemClock
from tests.bench.bus.figures import Row, as_markdown
from tests.bench.bus.ground import Run
from tests.bench.bus.twins import WINDOW
from tests.servers import ROOT

PAGE = ROOT / "docs/benchmarks.md"
BEGIN, END = "<!-- measured by make bench-bus -->\n", "<!-- end of what was measured -->\n"


def write(run: Run, parts: Mapping[str, Sequence[Row]], seconds: float) -> None:
    """Put the figures of a run into the page."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, mark, after = rest.partition(END)
    if not mark:
        raise RuntimeError(f"{PAGE.name} has lost its marks")
    PAGE.write_text(before + BEGIN + measured(run, parts, seconds) + END + after, encoding="utf-8")


def measured(run: Run, parts: Mapping[str, Sequence[Row]], seconds: float) -> str:
    """Return what is between the marks."""
    told = [
        f"Measured on {SystemClock().now():%d %B %Y} in {seconds / 60:.0f} minutes:",
        "",
        *(f"- {line}" for line in [*run.machine.lines(), run.pace.line(), settings(run)]),
    ]
    for name, rows in parts.items():
        told += ["", f"### {name}", "", as_markdown(rows)]
    return "\n".join(["", *told, "", ""])


def settings(run: Run) -> str:
    """Return how it was measured."""
    return (
        f"window {WINDOW} unconfirmed, batches of at most {BATCH}, {run.sizes.pairs} pairs, each"
        " figure their median; a ratio is the median of the pairs' ratios, with the lowest and"
        " the highest"
    )
