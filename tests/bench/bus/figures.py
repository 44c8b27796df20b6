"""What was measured, as lines of one table, and whether each bar is held."""

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles


@dataclass(frozen=True)
class Row:
    """One line of the table; the bar speaks of the ratio, or else of the figure itself."""

    what: str
    ours: str
    twin: str = ""
    ratio: str = ""
    bar: str = ""
    peer: str = ""
    missed: bool = False


@dataclass(frozen=True)
class Spread:
    """One figure, measured several times."""

    values: Sequence[float]

    @property
    def middle(self) -> float:
        """Return the median."""
        return median(self.values)

    def __str__(self) -> str:
        return f"{self.middle:.2f} ({min(self.values):.2f}-{max(self.values):.2f})"


def ratios(ours: Sequence[float], twin: Sequence[float]) -> Spread:
    """Return how each of ours compares with the twin that ran beside it."""
    return Spread([mine / other for mine, other in zip(ours, twin, strict=True)])


def alternately(times: int, *runs: Callable[[], float]) -> list[list[float]]:
    """Run each so many times, side by side, another one first each time.

    Returns:
        The figures of each, in the order given.

    """
    figures: list[list[float]] = [[0.0] * times for _ in runs]
    for turn in range(times):
        for step in range(len(runs)):
            which = (turn + step) % len(runs)
            gc.collect()
            figures[which][turn] = runs[which]()
    return figures


def rate(figures: Sequence[float]) -> str:
    """Return the median of so many facts a second in words."""
    return f"{median(figures):,.0f}/s"


def percentile(values: Sequence[float], of_hundred: int) -> float:
    """Return what so many of a hundred values do not exceed."""
    return quantiles(values, n=100)[of_hundred - 1]


def milliseconds(seconds: float) -> str:
    """Return seconds in words."""
    return f"{seconds * 1000:.1f} ms"


def held_unless(busy: bool, words: str) -> str:
    """Return a bar in words; a bar on time alone is only shown while others use the machine."""
    return f"{words}; busy, so not held" if busy else words


HEADINGS = ("what", "ours", "raw twin", "ratio", "bar", "FastStream")


def cells(row: Row) -> tuple[str, ...]:
    """Return a line's cells in the order of the headings."""
    bar = f"**missed:** {row.bar}" if row.missed else row.bar
    return (row.what, row.ours, row.twin, row.ratio, bar, row.peer)


def as_text(rows: Sequence[Row]) -> str:
    """Return the table for a terminal."""
    lines = [HEADINGS, *(cells(row) for row in rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def as_markdown(rows: Sequence[Row]) -> str:
    """Return the table for a page."""
    lines = [HEADINGS, ("---",) * len(HEADINGS), *(cells(row) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
