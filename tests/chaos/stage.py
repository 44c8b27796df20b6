"""Where faults are played: a works and two districts, a broker and a database of their own.

All live as long as the stage; each fault strikes the same running town, so that whatever it
leaves behind is still there for the next.
"""

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from itertools import count as count_from
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import IO, Any

import httpx
from sqlalchemy import delete, func, select
from sqlalchemy.exc import DBAPIError

from chassis import migrate
from chassis.bus.audit import Comparison, audit
from chassis.bus.status import Member
from chassis.bus.wake import wake_of
from chassis.db import Database
from chassis.tables import inbox
from chassis.tables import outbox as log
from tests.brokers import PrivateBroker
from tests.chaos.hand import forked
from tests.chaos.proxy import Wire
from tests.chassis.bus.street import declare, wait_until
from tests.chassis.bus.town import DISTRICT, LAMPS, WORKS, count, effect, glows, lamp, set_lamp
from tests.figures import figures_of
from tests.servers import PrivateServer, Server, free_port, fresh_database, postgresql_binaries

ROOT = Path(__file__).parents[2]
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.chaos.hand"])
HANDS = ("works-1", "works-2", "east-1", "east-2", "west-1")
SENDERS = ("works-1", "works-2")
TAKERS = ("east-1", "east-2", "west-1")
PAUSE_SECONDS = 0.01
"""Between two facts of the load."""
LAMPS_LIT = 40


Said = dict[str, dict[str, float]]
"""The figures of hands, by their names."""


def total(said: Said, name: str) -> float:
    """Return the sum of a figure over hands."""
    return sum(figures[name] for figures in said.values())


@dataclass
class Hand:
    """A process that sends or takes in; it can be killed, frozen and started again."""

    name: str
    told: dict[str, Any]
    log: Path
    port: int = field(default_factory=free_port)
    process: BaseProcess | subprocess.Popen[bytes] = field(init=False)
    starter: Connection | IO[bytes] = field(init=False)

    def start(self, *by: str) -> None:
        """Start it, perhaps by another program; return at once."""
        told = self.told | {"port": self.port, "log": str(self.log)}
        if by:
            self._start_by(by, json.dumps(told).encode())
            return
        self.starter, theirs = FORKS.Pipe()
        self.process = FORKS.Process(target=forked, args=(told, theirs), daemon=True)
        self.process.start()
        theirs.close()

    def wait_until_ready(self) -> None:
        """Return once its threads run."""
        said = ""
        if isinstance(self.process, subprocess.Popen):
            assert self.process.stdout
            said = self.process.stdout.readline().decode().strip()
        else:
            assert isinstance(self.starter, Connection)
            with suppress(EOFError):
                said = self.starter.recv()
        assert said == "ready", f"{self.name} did not start: {self.log.read_text()[-2000:]}"

    def send(self, which: signal.Signals) -> None:
        """Send it a signal."""
        assert self.process.pid
        is_started_by = isinstance(self.process, subprocess.Popen)
        with suppress(ProcessLookupError):
            # Who was started by another program may be its child: a signal goes to both.
            (os.killpg if is_started_by else os.kill)(self.process.pid, which)

    def end(self, how: signal.Signals = signal.SIGKILL) -> int | None:
        """End it and return how it ended; None when it was over before."""
        self.send(how)
        self.send(signal.SIGCONT)
        if isinstance(self.process, subprocess.Popen):
            code: int | None = self.process.wait(60)
            assert self.process.stdout
            with self.process.stdout as until_nobody_can_write:
                until_nobody_can_write.read()
        else:
            self.process.join(60)
            code = self.process.exitcode
        self.starter.close()
        return code

    @property
    def is_running(self) -> bool:
        """Say whether it is there."""
        if isinstance(self.process, subprocess.Popen):
            return self.process.poll() is None
        return self.process.is_alive()

    def _start_by(self, by: tuple[str, ...], told: bytes) -> None:
        with self.log.open("ab") as log_file:
            self.process = subprocess.Popen(
                [*by, sys.executable, "-m", "tests.chaos.hand"],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log_file,
                start_new_session=True,
            )
        assert self.process.stdin
        self.starter = self.process.stdin
        self.starter.write(told + b"\n")
        self.starter.flush()

    def figures(self) -> dict[str, float]:
        """Return its figures, as Prometheus would read them; none while it does not answer."""
        try:
            answer = httpx.get(f"http://127.0.0.1:{self.port}/metrics", timeout=5)
        except httpx.HTTPError:
            return figures_of("")
        return figures_of(answer.text)

    def figure(self, name: str) -> float:
        """Return one of its figures; 0 while it does not answer."""
        return self.figures()[name]

    def is_well(self) -> bool:
        """Say whether it calls itself well."""
        return httpx.get(f"http://127.0.0.1:{self.port}/healthz", timeout=5).is_success

    def hour(self) -> datetime:
        """Return what time it is where it lives."""
        answer = httpx.get(f"http://127.0.0.1:{self.port}/healthz", timeout=5)
        return parsedate_to_datetime(answer.headers["Date"])


class Stage:
    """The whole town at work; after each load all must have arrived within so many seconds."""

    def __init__(self, folder: Path, logs: Path, drained_within: float) -> None:
        self._drained_within = drained_within
        self._kept = ExitStack()
        self.broker = PrivateBroker()
        self.broker.start()
        self._kept.callback(self.broker.stop)
        self.wire = Wire(self.broker.port)
        self._kept.callback(self.wire.close)
        binaries = postgresql_binaries()
        assert binaries
        self.server = PrivateServer(binaries, durable=True, parent=folder)
        self.server.start()
        self._kept.callback(self.server.stop)
        self.databases = {name: self._database(name) for name in ("works", "east", "west")}
        self.broker_url = f"amqp://guest:guest@127.0.0.1:{self.wire.port}/%2F"
        declare(self.broker.url, {"east": [LAMPS], "west": [LAMPS]})
        self.works = self.databases["works"]
        wake_of(self.works).start()
        self._kept.callback(wake_of(self.works).stop)
        self.hands = {name: Hand(name, self._told(name), logs / f"{name}.log") for name in HANDS}
        for hand in self.hands.values():
            hand.start()
            self._kept.callback(hand.end)
        for hand in self.hands.values():
            hand.wait_until_ready()
        self._rest = threading.Event()

    def close(self) -> None:
        """End everything."""
        self._kept.close()

    @property
    def leader(self) -> str:
        """The sender that leads just now."""
        led: list[str] = []

        def find() -> bool:
            led[:] = [n for n in SENDERS if self.hands[n].figure("ciss_bus_relay_leads")]
            return len(led) == 1

        wait_until(find)
        return led[0]

    def total(self, name: str, *hands: str) -> float:
        """Return the sum of a figure over some hands."""
        return total(self.said(*hands), name)

    def said(self, *hands: str) -> Said:
        """Return the figures of some hands, or of all, each asked once."""
        return {hand: self.hands[hand].figures() for hand in hands or HANDS}

    def restart(self, *names: str, by: tuple[str, ...] = ()) -> None:
        """Start hands that have ended again."""
        for name in names:
            self.hands[name].start(*by)
        for name in names:
            self.hands[name].wait_until_ready()

    @contextmanager
    def load(self) -> Iterator["Load"]:
        """Write for as long as the block lasts; then see that all of it arrives, once."""
        self._forget()
        load = Load(self.works)
        load.start()
        try:
            yield load
        finally:
            load.stop()
        began = time.monotonic()
        wait_until(self.is_drained, self._drained_within)
        print(f"drained in {time.monotonic() - began:.1f} s, {load.written} facts")
        self.check(load.written)

    def is_drained(self) -> bool:
        """Say whether every district has as many facts as were told, and none waits."""
        try:
            facts = count(self.works, log)
            return all(
                each.facts == facts and not (each.behind or each.waiting) for each in self.compare()
            )
        except DBAPIError:
            return False

    def compare(self) -> list[Comparison]:
        """Compare the works' log with what each district took in."""
        members = {"works": Member(self.works)}
        members |= {name: Member(self.databases[name], [LAMPS]) for name in ("east", "west")}
        return audit(members)

    def check(self, least: int) -> None:
        """Hold the law: what was committed took effect everywhere, once, newest last.

        The figures say so too, and that one leads, all are connected and nothing is held.
        """
        wait_until(self._is_said_to_be_well)
        compared = self.compare()
        assert [each.consumer for each in compared] == ["east", "west"]
        for each in compared:
            assert each.is_whole, each
            assert (each.behind, each.waiting) == (0, 0), each
            assert each.facts >= least
            self._check_effects(each)
            self._check_newest(each.consumer)
        for hand in self.hands.values():
            assert hand.is_running, f"{hand.name} has ended"
            # Who failed for a minute is believed once it has gone well for half of one.
            wait_until(hand.is_well)

    def _check_effects(self, compared: Comparison) -> None:
        with self.databases[compared.consumer].read() as session:
            rows, ids = session.execute(
                select(func.count(), func.count(effect.c.event_id.distinct()))
            ).one()
        assert rows == ids, "a fact took effect twice"
        assert rows >= compared.facts - compared.dead, "a fact took no effect"

    def _check_newest(self, district: str) -> None:
        """Compare the lamps a district believes in with those of the works, but for lost ones."""
        with self.works.read() as session:
            true = {row.id: row.glow for row in session.execute(select(lamp.c.id, lamp.c.glow))}
        believed = glows(self.databases[district])
        wrong = {name: glow for name, glow in believed.items() if true[name] != glow}
        assert not wrong, f"{district} believes {wrong}"
        unknown = {name for name in set(true) - set(believed) if not name.startswith("refused")}
        assert not unknown, f"{district} does not know {unknown}"

    def _is_said_to_be_well(self) -> bool:
        """Ask the figures of all hands, as an alarm would."""
        senders, takers = self.said(*SENDERS), self.said(*TAKERS)
        return (
            total(senders | takers, "ciss_bus_database_up") == len(HANDS)
            and total(senders, "ciss_bus_unsent") == 0
            and total(senders, "ciss_bus_unnumbered") == 0
            and total(senders, "ciss_bus_relay_leads") == 1
            and total(takers, "ciss_bus_intake_connected") == len(TAKERS)
            and total(takers, "ciss_bus_held") == 0
        )

    def taken(self, district: str) -> int:
        """Return how many facts took effect in a district."""
        return count(self.databases[district], effect)

    def dead(self, district: str) -> int:
        """Return how many facts a district could not take in."""
        with self.databases[district].read() as session:
            dead = select(func.count()).where(inbox.c.state == "dead")
            return session.scalar(dead) or 0

    def lamps(self, district: str) -> set[str]:
        """Return the lamps a district knows."""
        return set(glows(self.databases[district]))

    def _forget(self) -> None:
        """Take away what has been looked at, so that every fault costs the same to look at."""
        wait_until(self.is_drained, 60)
        for name, database in self.databases.items():
            with database.write() as session:
                tables = [log] if name == "works" else [inbox, effect]
                for table in tables:
                    session.execute(delete(table))

    def _database(self, name: str) -> Database:
        server = Server(self.server.url, "", "")
        url = self._kept.enter_context(fresh_database(server))
        migrate.upgrade("registry", url)
        database = Database(url)
        self._kept.callback(database.dispose)
        (WORKS if name == "works" else DISTRICT).create_all(database.engine)
        return database

    def _told(self, hand: str) -> dict[str, Any]:
        name = hand.partition("-")[0]
        urls = {
            key: db.url.render_as_string(hide_password=False) for key, db in self.databases.items()
        }
        return {
            "name": name,
            "url": urls[name],
            "works": urls["works"],
            "listens": name != "works",
            "broker": self.broker_url,
        }


class Load:
    """Somebody who sets lamps all the time, whatever happens."""

    def __init__(self, works: Database) -> None:
        self.written = 0
        self.failed = 0
        self._works = works
        self._glows = count_from(1)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._write, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End."""
        self._over.set()
        self._thread.join()

    def wait_for(self, more: int) -> None:
        """Return once so many more facts were committed."""
        wanted = self.written + more
        wait_until(lambda: self.written >= wanted)

    def set_lamps(self, *names: str) -> None:
        """Set certain lamps in one transaction, each to glow as never before."""
        with self._works.write() as session:
            for name in names:
                set_lamp(session, name, next(self._glows))
        self.written += len(names)

    def _write(self) -> None:
        number = 0
        while not self._over.wait(PAUSE_SECONDS):
            number += 1
            # The database may be the one that is struck; what was not committed was not said.
            try:
                self.set_lamps(f"lamp-{number % LAMPS_LIT}")
            except DBAPIError:
                self.failed += 1
