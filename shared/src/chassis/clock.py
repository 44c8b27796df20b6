"""Where the present comes from: the machine, a moved test clock, or a clock held still."""

import json
import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from chassis.errors import Invalid


class Clock(Protocol):
    """Tell the present instant; business time, tokens and timers follow it."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the present instant by the machine."""
        return datetime.now(UTC)


class FileClock:
    """A clock moved by a file: it runs on from the instant that was set.

    Every process that reads the same file shows the same time; a move is seen at once.
    The file holds the offset to the machine's clock, in seconds.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int] | None = None
        self._offset = timedelta()

    def now(self) -> datetime:
        """Return the machine's time plus the offset in the file."""
        self._refresh()
        return datetime.now(UTC) + self._offset

    def set(self, instant: datetime) -> datetime:
        """Move the clock to `instant`, which must be aware; return the new present.

        Raises:
            Invalid: the instant has no zone.

        """
        if instant.tzinfo is None:
            raise Invalid("Write the instant with its zone, like 2026-02-02T08:00+02:00.")
        self._write(instant - datetime.now(UTC))
        return self.now()

    def advance(self, by: timedelta) -> datetime:
        """Move the clock on; return the new present."""
        self._refresh()
        self._write(self._offset + by)
        return self.now()

    def _write(self, offset: timedelta) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_suffix(f".{os.getpid()}.tmp")
        fresh.write_text(json.dumps({"offset_seconds": offset.total_seconds()}))
        fresh.replace(self._path)

    def _refresh(self) -> None:
        try:
            status = self._path.stat()
        except FileNotFoundError:
            self._seen, self._offset = None, timedelta()
            return
        stamp = (status.st_mtime_ns, status.st_ino)
        if stamp != self._seen:
            content = json.loads(self._path.read_text())
            self._offset = timedelta(seconds=content["offset_seconds"])
            self._seen = stamp


class StillClock:
    """A clock held still, for tests."""

    def __init__(self, at: datetime) -> None:
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        """Return the instant it was set to."""
        return self._at

    def set(self, instant: datetime) -> None:
        """Put the hands on `instant`."""
        self._at = instant.astimezone(UTC)

    def advance(self, by: timedelta) -> None:
        """Move the hands on."""
        self._at += by


def monotonic() -> float:
    """Return seconds on a clock that nobody can move; for time-outs and rates."""
    return time.monotonic()
