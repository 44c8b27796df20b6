"""The few places at which callers of this process may wait for facts."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from chassis.errors import Unavailable

MOST_WAITING = 4
"""Where nothing else is said of the process."""


class Bench:
    """A few places to wait at; who finds none is asked to come back."""

    def __init__(self) -> None:
        self.free = MOST_WAITING
        self._guard = threading.Lock()
        self._closed = False

    def furnish(self, threads: int) -> None:
        """Have places for at most half of the threads that answer people, before any does.

        Anybody may wait for facts, so that with a place for each thread nobody else would be
        answered. With one thread there is no place.
        """
        self.free = min(MOST_WAITING, threads // 2)

    @contextmanager
    def seat(self) -> Iterator[None]:
        """Take a place for as long as the block lasts.

        Raises:
            Unavailable: none is free.

        """
        with self._guard:
            if not self.free:
                raise Unavailable("Too many wait here already.", retry_after=2)
            self.free -= 1
        try:
            yield
        finally:
            with self._guard:
                self.free += 1

    def is_closed(self) -> bool:
        """Say whether the process is about to end, so that nobody should wait any more."""
        return self._closed

    def close(self) -> None:
        """Let nobody wait any more. It takes no lock, because a signal may call it anywhere."""
        self._closed = True


bench = Bench()
"""Where callers of this process wait, whichever service they ask: threads are few."""
