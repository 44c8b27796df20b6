"""A lock that is had in the order it was asked for, so that nobody waits for ever."""

import threading
from collections import deque


class Turns:
    """A lock given to whoever has waited longest; its holder may take it again.

    Python's own locks go to whichever thread wakes first. One that writes in a loop then holds
    them nearly all the time: others waited up to a second for their turn, instead of for the end
    of one transaction.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[tuple[int, threading.Lock]] = deque()
        self._holder: int | None = None
        self._depth = 0

    def __enter__(self) -> "Turns":
        """Wait for one's turn."""
        me = threading.get_ident()
        with self._guard:
            if self._holder in (None, me):
                self._holder = me
                self._depth += 1
                return self
            gate = threading.Lock()
            gate.acquire()
            self._waiting.append((me, gate))
        self._wait(me, gate)
        return self

    def __exit__(self, *_: object) -> None:
        """Give the turn to whoever asked first."""
        with self._guard:
            self._depth -= 1
            if not self._depth:
                self._pass_on()

    def _wait(self, me: int, gate: threading.Lock) -> None:
        try:
            gate.acquire()
        except BaseException:  # interrupted, say by Ctrl-C: do not keep a place in the queue
            with self._guard:
                if (me, gate) in self._waiting:
                    self._waiting.remove((me, gate))
                else:
                    self._pass_on()
            raise

    def _pass_on(self) -> None:
        self._holder, self._depth = None, 0
        if self._waiting:
            self._holder, gate = self._waiting.popleft()
            self._depth = 1
            gate.release()
