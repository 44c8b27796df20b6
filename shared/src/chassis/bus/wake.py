"""How those who read the log learn at once that something was written, in every process."""

import threading
import time
from collections.abc import Callable
from weakref import WeakKeyDictionary

import psycopg
from sqlalchemy.orm import Session

from chassis.bus.outbox import WAKE
from chassis.db import Database
from chassis.log import logger

WRITTEN = "bus"
READY = "bus_ready"
_POLL_SECONDS = 1.0
_BREATH_SECONDS = 0.005
_RETRY_SECONDS = 2.0

_log = logger("wake")


class Bell:
    """A bell that cannot be missed: who waits says up to which ring it has heard."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._rings = 0
        self._closed = False

    @property
    def rings(self) -> int:
        """How often it rang so far."""
        return self._rings

    @property
    def is_closed(self) -> bool:
        """Say whether nobody should wait any more."""
        return self._closed

    def ring(self) -> None:
        """Wake everyone who waits."""
        with self._changed:
            self._rings += 1
            self._changed.notify_all()

    def close(self) -> None:
        """Wake everyone, and let nobody wait until it is opened again."""
        self._closed = True
        self.ring()

    def open(self) -> None:
        """Let people wait again."""
        self._closed = False

    def wait(self, heard: int, seconds: float) -> None:
        """Return once it rang more often than `heard`, or after `seconds`."""
        with self._changed:
            self._changed.wait_for(lambda: self._rings > heard or self._closed, seconds)


_wakes: WeakKeyDictionary[Database, "Wake"] = WeakKeyDictionary()
_guard = threading.Lock()


def wake_of(database: Database) -> "Wake":
    """Return the bells of a database; there is one pair in a process."""
    with _guard:
        found = _wakes.get(database)
        if found is None:
            found = _wakes[database] = Wake(database)
        return found


class Wake:
    """The two bells of one database: something was written; something can be read.

    On SQLite both ring in the committing thread. On PostgreSQL a row can be read once it has a
    position: a notifier thread tells all processes of what was written, so that no business
    transaction pays for `NOTIFY`; a listener thread rings the bells here. A lost notice costs
    one poll, a second.
    """

    def __init__(self, database: Database) -> None:
        self.written = Bell()
        self.ready = Bell()
        self._database = database
        self._unsent = threading.Event()
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._users = 0
        database.on_commit(self._committed)

    def start(self) -> None:
        """Start the threads, once for all who need them; SQLite needs none."""
        with _guard:
            self._users += 1
            if self._users > 1:
                return
            self._stop.clear()
            self.written.open()
            self.ready.open()
            if self._database.dialect == "postgresql":
                for name, call in (("notifier", self._notify), ("listener", self._listen)):
                    thread = threading.Thread(target=self._keep_on, args=(name, call), daemon=True)
                    thread.start()
                    self._threads.append(thread)

    def stop(self) -> None:
        """End the threads and let nobody wait any more, once all who started it have stopped it."""
        with _guard:
            self._users -= 1
            if self._users > 0:
                return
            self._stop.set()
            self._unsent.set()
            self.written.close()
            self.ready.close()
            for thread in self._threads:
                thread.join(_RETRY_SECONDS)
            self._threads.clear()

    def _committed(self, session: Session) -> None:
        if not session.info.pop(WAKE, False):
            return
        self.written.ring()
        if self._database.dialect == "sqlite":
            self.ready.ring()
        else:
            self._unsent.set()

    def _keep_on(self, name: str, call: Callable[[psycopg.Connection], None]) -> None:
        while not self._stop.is_set():
            try:
                with self._connect() as connection:
                    call(connection)
            except psycopg.Error as error:
                _log.warning("wake_lost", part=name, problem=str(error))
                self._stop.wait(_RETRY_SECONDS)

    def _connect(self) -> psycopg.Connection:
        url = self._database.url.set(drivername="postgresql")
        return psycopg.connect(
            url.render_as_string(hide_password=False), autocommit=True, connect_timeout=3
        )

    def _notify(self, connection: psycopg.Connection) -> None:
        while not self._stop.is_set():
            if not self._unsent.wait(_POLL_SECONDS):
                continue
            self._unsent.clear()
            connection.execute(f"NOTIFY {WRITTEN}")
            time.sleep(_BREATH_SECONDS)

    def _listen(self, connection: psycopg.Connection) -> None:
        connection.execute(f"LISTEN {WRITTEN}")
        connection.execute(f"LISTEN {READY}")
        # Whatever was said while nobody listened is made good by one look.
        self.written.ring()
        self.ready.ring()
        while not self._stop.is_set():
            for notice in connection.notifies(timeout=_POLL_SECONDS, stop_after=1):
                (self.ready if notice.channel == READY else self.written).ring()
