"""Kill the toy program at random moments under load, and see that nothing was lost or doubled.

`python -m tests.kill N` (or `make kill N=50`) does it N times, half of them on each
database, and then kills the real program as often while the acceptance story is told on it.
The seed is printed; `SEED=` plays the same moments again.
"""

import atexit
import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from sqlalchemy import select

from chassis import migrate
from chassis.bus.audit import audit
from chassis.bus.status import Member, status
from chassis.db import Database
from tests.chassis.bus.town import DISTRICT, LAMPS, WORKS, ids_taken, ids_told
from tests.kill import story
from tests.kill.toy import NAMES, promise
from tests.servers import free_port, fresh_database, postgresql

ROOT = Path(__file__).parents[2]
CLIENTS = 4
LAMPS_LIT = 12
DRAIN_SECONDS = 10.0
READY_SECONDS = 60.0
EARLY = 0.2
"""Part of the kills that hit a program still starting."""
STARTING_SECONDS = 1.0
ANSWERING_SECONDS = 0.02
MOST_ANSWERS = 80
LONGEST_LIFE_SECONDS = 5.0

KINDS = ("sqlite", "postgresql")


@dataclass
class Program:
    """The toy as a process group of its own."""

    urls: dict[str, str]
    folder: Path
    port: int
    process: subprocess.Popen[str] = field(init=False)

    def start(self) -> None:
        """Start; return at once."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.kill.toy"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert self.process.stdin
        told = {"urls": self.urls, "folder": str(self.folder), "port": self.port}
        self.process.stdin.write(json.dumps(told) + "\n")
        self.process.stdin.close()

    def wait_until_ready(self) -> None:
        """Return once its threads run."""
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line == "ready\n", f"the program ended with {self.process.wait(READY_SECONDS)}"

    def kill(self, how: signal.Signals = signal.SIGKILL) -> int:
        """End the whole group and return how it ended."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, how)
        code = self.process.wait(READY_SECONDS)
        assert self.process.stdout
        self.process.stdout.close()
        return code


@dataclass
class Load:
    """Clients that write for as long as they are let, and keep what they were promised."""

    port: int
    promised: list[UUID] = field(default_factory=list)
    up: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)
    threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        """Start the clients."""
        for number in range(CLIENTS):
            thread = threading.Thread(target=self._write, args=(number,), daemon=True)
            self.threads.append(thread)
            thread.start()

    def stop(self) -> None:
        """End the clients."""
        self.over.set()
        self.up.set()
        for thread in self.threads:
            thread.join()

    def wait_for(self, answers: int) -> None:
        """Return once so many more writes were answered, or after the longest life."""
        wanted = len(self.promised) + answers
        began = time.monotonic()
        while len(self.promised) < wanted and time.monotonic() - began < LONGEST_LIFE_SECONDS:
            self.over.wait(0.005)

    def _write(self, number: int) -> None:
        dice = random.Random(number)
        while not self.over.is_set():
            if not self.up.wait(1.0):
                continue
            with suppress(OSError, http.client.HTTPException):
                self._write_on(dice)

    def _write_on(self, dice: random.Random) -> None:
        """Write over one connection until it breaks."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            while self.up.is_set() and not self.over.is_set():
                connection.request("POST", f"/lamps/lamp-{dice.randrange(LAMPS_LIT)}")
                answer = connection.getresponse()
                body = answer.read()
                if answer.status == http.client.CREATED:
                    self.promised.append(UUID(body.decode()))
        finally:
            connection.close()


@dataclass(frozen=True)
class Outcome:
    """What was left when the smoke cleared."""

    kind: str
    kills: int
    promised: int
    lost: int
    facts: int
    missing: int
    twice: int
    stale: int
    drain_seconds: float
    seconds: float

    def __str__(self) -> str:
        return (
            f"{self.kind}: {self.kills} kills in {self.seconds:.1f} s, {self.promised} writes "
            f"answered, {self.facts} facts; lost {self.lost}, missing {self.missing}, "
            f"twice {self.twice}, stale {self.stale}, drained in {self.drain_seconds:.1f} s"
        )

    @property
    def is_whole(self) -> bool:
        """Say whether nothing was lost and nothing doubled, in time."""
        wrong = self.lost or self.missing or self.twice or self.stale
        return not wrong and self.promised > 0 and self.drain_seconds <= DRAIN_SECONDS


@contextmanager
def databases(kind: str, folder: Path) -> Iterator[dict[str, str]]:
    """Make the three databases with their tables, and yield their addresses."""
    with ExitStack() as kept:
        urls = {}
        for name in NAMES:
            if kind == "sqlite":
                urls[name] = f"sqlite:///{folder / name}.db"
            else:
                urls[name] = kept.enter_context(fresh_database(postgresql(durable=True)))
            migrate.upgrade("registry", urls[name])
            database = Database(urls[name])
            with database.engine.begin() as connection:
                (WORKS if name == "works" else DISTRICT).create_all(connection)
            database.dispose()
        yield urls


def play(kind: str, kills: int, seed: int) -> Outcome:
    """Kill the program so often, on one kind of database, and look at what is left."""
    dice = random.Random(seed)
    began = time.monotonic()
    with TemporaryDirectory() as name, databases(kind, Path(name)) as urls:
        program = Program(urls, Path(name), free_port())
        load = Load(program.port)
        atexit.register(lambda: program.kill() if hasattr(program, "process") else None)
        load.start()
        try:
            for _ in range(kills):
                kill_once(program, load, dice)
            load.stop()
            program.start()
            program.wait_until_ready()
            drained = wait_until_drained(urls)
            assert program.kill(signal.SIGTERM) == 0, "the program did not end cleanly"
        finally:
            load.stop()
            program.kill()
        return outcome(kind, urls, load.promised, kills, drained, time.monotonic() - began)


def kill_once(program: Program, load: Load, dice: random.Random) -> None:
    """Start the program and kill it, at a random moment of its start or of its work."""
    is_early, answers = dice.random() < EARLY, dice.randrange(MOST_ANSWERS)
    pause = dice.uniform(0.0, STARTING_SECONDS if is_early else ANSWERING_SECONDS)
    program.start()
    if not is_early:
        program.wait_until_ready()
        load.up.set()
        load.wait_for(answers)
    load.over.wait(pause)
    program.kill()
    load.up.clear()


def members(urls: dict[str, str]) -> dict[str, Member]:
    """Return the three services, opened from outside."""
    return {
        name: Member(Database(url), () if name == "works" else (LAMPS,))
        for name, url in urls.items()
    }


def wait_until_drained(urls: dict[str, str]) -> float:
    """Return after how many seconds everybody had read everything."""
    everyone = members(urls)
    began = time.monotonic()
    pause = threading.Event()
    try:
        while time.monotonic() - began < 3 * DRAIN_SECONDS:
            figures = status(everyone)
            behind = sum(lag.behind for each in figures for lag in each.lags)
            if not behind and not any(each.own.unnumbered for each in figures):
                break
            pause.wait(0.05)
        return time.monotonic() - began
    finally:
        close(everyone)


def outcome(
    kind: str, urls: dict[str, str], promised: list[UUID], kills: int, drained: float, took: float
) -> Outcome:
    """Compare what was promised with what is there, and the logs with what took effect."""
    everyone = members(urls)
    works = everyone["works"].database
    try:
        with works.read() as session:
            kept = set(session.scalars(select(promise.c.id)))
        compared = audit(everyone)
        told = ids_told(works)
        taken = [ids_taken(everyone[name].database) for name in ("east", "west")]
        return Outcome(
            kind=kind,
            kills=kills,
            promised=len(promised),
            lost=len(set(promised) - kept) + abs(len(kept) - len(told)),
            facts=len(told),
            missing=sum(each.missing + each.behind for each in compared)
            + sum(len(set(told) - set(ids)) for ids in taken),
            twice=sum(len(ids) - len(set(ids)) for ids in taken),
            stale=sum(each.stale for each in compared),
            drain_seconds=drained,
            seconds=took,
        )
    finally:
        close(everyone)


def close(everyone: dict[str, Member]) -> None:
    """Close the databases."""
    for each in everyone.values():
        each.database.dispose()


def main() -> int:
    """Play on both databases; return 1 when anything was lost or doubled."""
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    seed = int(os.environ.get("SEED") or random.randrange(10**6))
    print(f"seed {seed}", flush=True)
    outcomes: list[Outcome | story.Outcome] = []
    for kind in KINDS:
        outcomes.append(play(kind, (kills + 1) // 2, seed))
        print(outcomes[-1], flush=True)
    for kind in KINDS:
        outcomes.append(story.play(kind, (kills + 1) // 2, seed))
        print(outcomes[-1], flush=True)
    return 0 if all(each.is_whole for each in outcomes) else 1
