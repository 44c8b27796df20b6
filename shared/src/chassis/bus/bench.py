"""The few places at which callers of this process may wait for facts."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from chassis.errors import Unavailable

MOST_WAITING = 4


class Bench:
    """A few places to wait at; who finds none is asked to come back."""

    def __init__(self, places: int) -> None:
        self.free = places
        self._guard = threading.Lock()
        self._closed = False

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


bench = Bench(MOST_WAITING)
"""Where callers of this process wait, whichever service they ask: threads are few."""
