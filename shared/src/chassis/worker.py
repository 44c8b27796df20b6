"""The threads of one service's worker, by role; they end cleanly and never die silently."""

import random
import threading
from collections.abc import Callable, Collection, Mapping, Sequence

from chassis.bus.feed import Feed
from chassis.bus.inbox import Subscription
from chassis.bus.pull import Puller, pullers
from chassis.bus.retry import retry_due
from chassis.bus.sequencer import Sequencer
from chassis.bus.wake import wake_of
from chassis.clock import Clock, monotonic
from chassis.db import Database
from chassis.errors import Unavailable
from chassis.log import logger
from chassis.timers import Timer, run_due

ROLES = ("sequencer", "ingest", "timers", "jobs")
_WAIT_SECONDS = 5.0
_TICK_SECONDS = 1.0
_STOP_SECONDS = 8.0
_PAUSE_SECONDS = 0.2
_LONGEST_PAUSE_SECONDS = 5.0
_HEALED_SECONDS = 30.0

__all__ = ["ROLES", "RunJobs", "Timer", "Worker", "stop_all"]

_log = logger("worker")

RunJobs = Callable[[threading.Event], None]
Step = Callable[[], object]


class Worker:
    """What one service does when nobody asks: number, take in, try again, keep time, work jobs.

    Start it after the process has forked. `stop()` lets each thread end what it is in.
    """

    def __init__(
        self,
        service: str,
        database: Database,
        clock: Clock,
        *,
        feeds: Mapping[str, Feed],
        subscriptions: Sequence[Subscription] = (),
        timers: Sequence[Timer] = (),
        run_jobs: RunJobs | None = None,
        roles: Collection[str] = ROLES,
    ) -> None:
        self.service = service
        self._database = database
        self._clock = clock
        self._subscriptions = subscriptions
        self._timers = timers
        self._run_jobs = run_jobs
        self._roles = roles
        self._pullers = pullers(database, feeds, subscriptions) if "ingest" in roles else []
        self._wake = wake_of(database)
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Start a thread for each thing to do."""
        self._wake.start()
        for name, step in self._steps():
            thread = threading.Thread(
                target=self._keep_on, args=(name, step), name=f"{self.service}-{name}", daemon=True
            )
            self._threads.append(thread)
            thread.start()

    def ask_to_stop(self) -> None:
        """Tell every thread to end after the step it is in."""
        self._stop.set()
        self._wake.stop()

    def join(self, seconds: float = _STOP_SECONDS) -> None:
        """Wait for the threads to end, at most so many seconds together."""
        until = monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, until - monotonic()))

    def stop(self) -> None:
        """End every thread; several workers in one process end faster by `stop_all`."""
        stop_all([self])

    @property
    def is_alive(self) -> bool:
        """Say whether every thread that was started still runs."""
        return bool(self._threads) and all(thread.is_alive() for thread in self._threads)

    def _steps(self) -> list[tuple[str, Step]]:
        steps: list[tuple[str, Step]] = []
        if "sequencer" in self._roles and self._database.dialect == "postgresql":
            steps.append(("sequencer", Sequencer(self._database, self._wake).step))
        if "ingest" in self._roles:
            steps += [(f"ingest-{each.source}", _pulling(each)) for each in self._pullers]
            if self._subscriptions:
                steps.append(("retry", self._retry))
        if "timers" in self._roles and self._timers:
            steps += [(f"timer-{each.name}", self._timing(each)) for each in self._timers]
        if "jobs" in self._roles and self._run_jobs:
            run_jobs = self._run_jobs
            steps.append(("jobs", lambda: run_jobs(self._stop)))
        return steps

    def _retry(self) -> None:
        if not retry_due(self._database, self._subscriptions):
            self._stop.wait(_TICK_SECONDS)

    def _timing(self, timer: Timer) -> Step:
        def step() -> None:
            if not run_due(self._database, timer, self._clock):
                self._stop.wait(_TICK_SECONDS)

        return step

    def _keep_on(self, name: str, step: Step) -> None:
        """Repeat a step until told to stop; after a failure pause, longer each time."""
        pause, failed_at = _PAUSE_SECONDS, 0.0
        while not self._stop.is_set():
            try:
                step()
            except Exception as error:  # noqa: BLE001 - logged, and tried again
                if monotonic() - failed_at > _HEALED_SECONDS:
                    pause = _PAUSE_SECONDS
                _complain(self.service, name, error)
                self._stop.wait(_at_least(error, pause * random.uniform(0.8, 1.2)))  # noqa: S311 - no secret
                pause, failed_at = min(pause * 2, _LONGEST_PAUSE_SECONDS), monotonic()


def stop_all(workers: Sequence[Worker]) -> None:
    """End workers that read each other: tell all of them before waiting for any."""
    for each in workers:
        each.ask_to_stop()
    until = monotonic() + _STOP_SECONDS
    for each in workers:
        each.join(max(0.0, until - monotonic()))


def _pulling(puller: Puller) -> Step:
    return lambda: puller.step(_WAIT_SECONDS)


def _at_least(error: Exception, pause: float) -> float:
    return max(pause, error.retry_after) if isinstance(error, Unavailable) else pause


def _complain(service: str, name: str, error: Exception) -> None:
    if isinstance(error, Unavailable):
        _log.warning("worker_waits", service=service, task=name, problem=error.detail)
    else:
        _log.error("worker_failed", service=service, task=name, exc_info=error)
