"""Kill the real program at random moments while the acceptance story is told on it."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import httpx

from tests.plugins.story import step_of
from tests.servers import fresh_database, postgresql
from tests.system import test_story
from tests.system.program import SERVICES, Program
from tests.system.telling import Telling, ok

SIGNED_IN = 3
"""The steps up to here set up and sign in, by links and codes that are good once."""
HARD_STOP = 30
"""This step kills for itself."""
LIFE_SECONDS = (0.3, 2.5)
EARLY = 0.2
"""Part of the kills that hit a program still starting."""
PATIENCE_SECONDS = 60.0
RETRY_SECONDS = 0.05


@dataclass
class Stubborn(Telling):
    """A teller who asks again, with the same key, for as long as nobody answers."""

    patience_seconds: float = PATIENCE_SECONDS

    def call(self, method: str, path: str, body: Any = None, **more: Any) -> httpx.Response:
        """Send a request until it is answered; a write that was done is answered as before."""
        headers = {"Idempotency-Key": uuid4().hex} | (more.pop("headers", None) or {})
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                return super().call(method, path, body, headers=headers, **more)
            except httpx.TransportError:
                assert time.monotonic() < end, f"nobody answered {method} {path}"
                self.pause.wait(RETRY_SECONDS)

    def sign_in(self, actor: str) -> None:
        """Sign in; a code may be spent by a sign-in whose answer was lost, so try the next."""
        try:
            super().sign_in(actor)
        except AssertionError:
            super().sign_in(actor)


@dataclass
class Killer:
    """Ends the program again and again, and lets it start anew."""

    program: Program
    most: int
    dice: random.Random
    kills: int = 0
    failure: BaseException | None = None
    over: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Kill meanwhile; leave a running program behind."""
        thread = threading.Thread(target=self._work, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self.over.set()
            thread.join()
        if self.failure:
            raise self.failure

    def _work(self) -> None:
        try:
            while self.kills < self.most and not self.over.wait(self.dice.uniform(*LIFE_SECONDS)):
                self.kills += 1
                self.program.kill()
                if self.dice.random() < EARLY:
                    self.program.launch()
                    self.over.wait(self.dice.uniform(0.0, 1.0))
                    self.program.kill()
                self.program.start()
        except BaseException as error:  # noqa: BLE001 - told by whoever waits for the end
            self.failure = error


@dataclass(frozen=True)
class Outcome:
    """What was left when the smoke cleared."""

    kind: str
    kills: int
    tellings: int
    missing: int
    stale: int
    dead: int
    seconds: float

    def __str__(self) -> str:
        return (
            f"{self.kind}: the story told {self.tellings} times with {self.kills} kills in "
            f"{self.seconds:.0f} s; missing {self.missing}, stale {self.stale}, dead {self.dead}"
        )

    @property
    def is_whole(self) -> bool:
        """Say whether every step held, nothing was lost and nothing doubled."""
        return not (self.missing or self.stale or self.dead)


def steps() -> list[tuple[int, Callable[[Telling], None]]]:
    """Return the steps that are built, in order."""
    found = [
        (step, test)
        for name, test in vars(test_story).items()
        if (step := step_of(f"test_story.py::{name}")) and step != HARD_STOP
    ]
    return sorted(
        (
            (step, test)
            for step, test in found
            if not any(mark.name == "waits_for" for mark in getattr(test, "pytestmark", ()))
        ),
        key=lambda each: each[0],
    )


def play(kind: str, kills: int, seed: int) -> Outcome:
    """Tell the story as often as it takes for so many kills, on one kind of database."""
    dice = random.Random(seed)
    began = time.monotonic()
    done, tellings = 0, 0
    sums = {"missing": 0, "stale": 0, "dead": 0}
    while done < kills:
        killed, found = tell(kind, kills - done, dice)
        done, tellings = done + killed, tellings + 1
        sums = {name: sums[name] + found[name] for name in sums}
    return Outcome(kind, done, tellings, **sums, seconds=time.monotonic() - began)


def tell(kind: str, most: int, dice: random.Random) -> tuple[int, dict[str, int]]:
    """Tell the story once, under at most so many kills, and look at what is left."""
    with ExitStack() as kept:
        folder = Path(kept.enter_context(TemporaryDirectory())) / "data"
        databases = {}
        if kind == "postgresql":
            server = postgresql(durable=True)
            databases = {name: kept.enter_context(fresh_database(server)) for name in SERVICES}
        tale = Stubborn(Program(folder, databases))
        kept.callback(tale.program.kill)
        told = steps()
        for step, test in told:
            if step <= SIGNED_IN:
                test(tale)
        killer = Killer(tale.program, most, dice)
        with killer.at_work():
            for step, test in told:
                if step > SIGNED_IN:
                    test(tale)
        return killer.kills, left(tale)


def left(tale: Telling) -> dict[str, int]:
    """Compare what each service told with what the others took in, and check every record."""
    audited = tale.until(
        lambda: tale.program.ciss_json("events", "audit"), lambda found: found["behind"] == 0
    )
    tale.program.ciss("audit", "verify", *SERVICES)
    check_nothing_twice(tale)
    dead = tale.program.ciss_json("events", "dead", "list")
    return {name: audited[name] for name in ("missing", "stale")} | {"dead": len(dead)}


def check_nothing_twice(tale: Telling) -> None:
    """See that what the story made once is there once."""
    tale.sign_in("HED")
    mine = ok(tale.get("T/enrolments?learner=me", "HED"), 200)["items"]
    # Whoever passes M3 has passed its core with it.
    assert sorted(each["module"] for each in mine) == ["M1", "M2", "M3", "M3C", "M4", "M5"]
    tale.sign_in("COO")
    issued = ok(tale.get("C/events?after=0&types=certification.certificate.issued.v1"), 200)[
        "items"
    ]
    assert len(issued) == 1
    path = f"R/enrolments?school={tale.things['S']}"
    assert len(ok(tale.get(path, "COO"), 200)["items"]) == 1
