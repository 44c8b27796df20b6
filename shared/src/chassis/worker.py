"""The threads of one service's worker, by role; they end cleanly and never die silently."""

import random
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from prometheus_client import CollectorRegistry

from chassis.bus.backlog import Backlog
from chassis.bus.feed import Feed
from chassis.bus.inbox import Subscription
from chassis.bus.intake import Intake
from chassis.bus.lag import watches
from chassis.bus.metrics import Meters
from chassis.bus.pull import PAGE, Puller, pullers
from chassis.bus.relay import Relay
from chassis.bus.repair import Repair
from chassis.bus.retry import retry_due
from chassis.bus.sequencer import Sequencer
from chassis.bus.wake import wake_of
from chassis.clock import Clock, monotonic
from chassis.complaints import Complaints
from chassis.db import Database
from chassis.errors import Unavailable
from chassis.log import logger
from chassis.pulse import Pulse
from chassis.timers import Timer, run_due
from chassis.trouble import is_away

ROLES = ("sequencer", "relay", "ingest", "timers", "jobs", "mail")
_WAIT_SECONDS = 5.0
_BREATH_SECONDS = 0.03
_TICK_SECONDS = 1.0
_STOP_SECONDS = 8.0
_PAUSE_SECONDS = 0.2
_LONGEST_PAUSE_SECONDS = 5.0
_HEALED_SECONDS = 30.0

__all__ = ["ROLES", "RunJobs", "Timer", "Worker", "stop_all"]

_log = logger("worker")

RunJobs = Callable[[threading.Event], None]
SendMail = Callable[[threading.Event], None]
Step = Callable[[], object]


@dataclass(frozen=True)
class _Task:
    """What one thread repeats until it is told to stop, and what it does then.

    Attributes:
        is_endless: whether a step that goes well ends only then.
        tells_trouble: whether a step returns what went wrong, instead of raising it.

    """

    name: str
    step: Step
    end: Step = lambda: None
    is_endless: bool = False
    tells_trouble: bool = False


class Worker:
    """What one service does when nobody asks: number, send, take in, try again, keep time, work.

    With a broker its log is sent there and its facts come from there; without one it reads the
    logs of the producers. Start it after the process has forked. `stop()` lets each thread end
    what it is in.
    """

    def __init__(
        self,
        service: str,
        database: Database,
        clock: Clock,
        *,
        feeds: Mapping[str, Feed],
        broker_url: str | None = None,
        subscriptions: Sequence[Subscription] = (),
        timers: Sequence[Timer] = (),
        run_jobs: RunJobs | None = None,
        send_mail: SendMail | None = None,
        roles: Collection[str] = ROLES,
        metrics: CollectorRegistry | None = None,
    ) -> None:
        self.service = service
        self._database = database
        self._clock = clock
        self._subscriptions = subscriptions
        self._timers = timers
        self._run_jobs = run_jobs
        self._send_mail = send_mail
        self._roles = roles
        self._broker_url = broker_url
        self._metrics = metrics or CollectorRegistry()
        self._meters = Meters(self._metrics)
        self._pulse = Pulse()
        self._metrics.register(self._pulse)
        self._takes_in = "ingest" in roles and bool(subscriptions)
        self._pullers = pullers(database, feeds, subscriptions) if self._takes_in else []
        self._watches = watches(database, feeds, subscriptions) if self._takes_in else []
        self._wake = wake_of(database)
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Start a thread for each thing to do."""
        self._wake.start()
        for task in self._tasks():
            thread = threading.Thread(
                target=self._keep_on,
                args=(task,),
                name=f"{self.service}-{task.name}",
                daemon=True,
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

    def failing(self) -> list[str]:
        """Name what has done nothing but fail for a minute."""
        return self._pulse.failing()

    def _tasks(self) -> Iterator[_Task]:
        if "sequencer" in self._roles and self._database.dialect == "postgresql":
            yield _Task("sequencer", Sequencer(self._database, self._wake).step)
        if "relay" in self._roles and self._broker_url:
            relay = Relay(
                self._database,
                self._wake,
                self._broker_url,
                self._meters.sending,
                self._stop,
                service=self.service,
            )
            yield _Task("relay", relay.step, is_endless=True, tells_trouble=True)
        if self._takes_in:
            yield from self._taking_in()
            yield _Task("retry", self._retry)
            backlog = Backlog(self.service, self._watches, self._broker_url, self._stop)
            self._metrics.register(backlog)
            yield _Task("backlog", backlog.step)
        if "timers" in self._roles:
            for timer in self._timers:
                yield _Task(f"timer-{timer.name}", self._timing(timer))
        if "jobs" in self._roles and self._run_jobs:
            run_jobs = self._run_jobs
            yield _Task("jobs", lambda: run_jobs(self._stop), is_endless=True)
        if "mail" in self._roles and self._send_mail:
            send_mail = self._send_mail
            yield _Task("mail", lambda: send_mail(self._stop))

    def _taking_in(self) -> Iterator[_Task]:
        if not self._broker_url:
            for each in self._pullers:
                yield _Task(f"ingest-{each.source}", self._pulling(each))
            return
        intake = Intake(
            self.service,
            self._database,
            self._broker_url,
            self._subscriptions,
            meters=self._meters.taking,
            stop=self._stop,
        )
        yield _Task("intake", intake.step, intake.close)
        yield _Task("repair", Repair(self._pullers, self._stop).step, is_endless=True)

    def _pulling(self, puller: Puller) -> Step:
        def step() -> None:
            # A breath after a few facts lets the next ones gather: under load every reader would
            # else pay a transaction for each single fact, in the process that answers people.
            if 0 < puller.step(_WAIT_SECONDS) < PAGE:
                self._stop.wait(_BREATH_SECONDS)

        return step

    def _retry(self) -> None:
        if not retry_due(self._database, self._subscriptions):
            self._stop.wait(_TICK_SECONDS)

    def _timing(self, timer: Timer) -> Step:
        def step() -> None:
            if not run_due(self._database, timer, self._clock):
                self._stop.wait(_TICK_SECONDS)

        return step

    def _keep_on(self, task: _Task) -> None:
        """Repeat a step until told to stop; after a failure pause, longer each time."""
        pause, failed_at = _PAUSE_SECONDS, 0.0
        beat = self._pulse.add(task.name, is_endless=task.is_endless)
        complaints = Complaints(_log, service=self.service, task=task.name)
        while not self._stop.is_set():
            beat.begin()
            try:
                trouble = task.step()
                beat.end(is_well=not (task.tells_trouble and trouble))
                complaints.end("worker_works_again")
            except Exception as error:  # noqa: BLE001 - logged, and tried again
                beat.end(is_well=False)
                if monotonic() - failed_at > _HEALED_SECONDS:
                    pause = _PAUSE_SECONDS
                _complain(complaints, error)
                self._stop.wait(_at_least(error, pause * random.uniform(0.8, 1.2)))  # noqa: S311 - no secret
                pause, failed_at = min(pause * 2, _LONGEST_PAUSE_SECONDS), monotonic()
        task.end()


def stop_all(workers: Sequence[Worker]) -> None:
    """End workers that read each other: tell all of them before waiting for any."""
    for each in workers:
        each.ask_to_stop()
    until = monotonic() + _STOP_SECONDS
    for each in workers:
        each.join(max(0.0, until - monotonic()))


def _at_least(error: Exception, pause: float) -> float:
    return max(pause, error.retry_after) if isinstance(error, Unavailable) else pause


def _complain(complaints: Complaints, error: Exception) -> None:
    if isinstance(error, Unavailable):
        complaints.tell("worker_waits", error.detail)
    elif is_away(error):
        complaints.tell("worker_without_database", type(error).__name__)
    else:
        complaints.tell("worker_failed", repr(error), error=error)
