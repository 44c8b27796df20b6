"""How each thread of a worker fares: when it last did its work, and which ones only fail."""

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from chassis.clock import monotonic

FAILING_SECONDS = 60.0
SETTLED_SECONDS = 30.0
"""How long a step that has no end must have run before it counts as one that goes well."""


class Beat:
    """What became of the steps of one task.

    Attributes:
        is_endless: whether a step that goes well ends only when it is told to stop.

    """

    def __init__(self, *, is_endless: bool = False) -> None:
        self.is_endless = is_endless
        self._began_at: float | None = None
        self._well_at = monotonic()
        self._ill_since: float | None = None

    def begin(self) -> None:
        """Note that a step begins."""
        self._began_at = monotonic()

    def end(self, *, is_well: bool) -> None:
        """Note how the step ended."""
        self._settle()
        self._began_at = None
        if is_well:
            self._note_well()
        elif self._ill_since is None:
            self._ill_since = monotonic()

    def age(self) -> float:
        """Return for how long no step has gone well."""
        self._settle()
        return monotonic() - self._well_at

    def is_failing(self) -> bool:
        """Say whether its steps have done nothing but fail for a minute."""
        self._settle()
        return self._ill_since is not None and monotonic() - self._ill_since > FAILING_SECONDS

    def _settle(self) -> None:
        began_at = self._began_at
        if self.is_endless and began_at and monotonic() - began_at > SETTLED_SECONDS:
            self._note_well()

    def _note_well(self) -> None:
        self._well_at, self._ill_since = monotonic(), None


class Pulse(Collector):
    """The beats of a worker's tasks by their names, which are few and fixed."""

    def __init__(self) -> None:
        self._beats: dict[str, Beat] = {}

    def add(self, name: str, *, is_endless: bool = False) -> Beat:
        """Return the beat of a task that begins."""
        beat = self._beats[name] = Beat(is_endless=is_endless)
        return beat

    def failing(self) -> list[str]:
        """Name the tasks that have done nothing but fail for a minute."""
        return sorted(name for name, beat in self._beats.copy().items() if beat.is_failing())

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield how long ago each task last did a step that went well."""
        ages = GaugeMetricFamily(
            "ciss_worker_step_age_seconds",
            "Seconds since a step of this task last went well.",
            labels=["task"],
        )
        for name, beat in sorted(self._beats.copy().items()):
            ages.add_metric([name], round(beat.age(), 1))
        yield ages
