"""Beside a broker: read the producers' logs now and then, and make good what it did not bring."""

import random
import threading
from collections.abc import Sequence

from chassis.bus.pull import Puller

_EVERY_SECONDS = 600.0


class Repair:
    """Reads on from the cursors at the start, which also teaches a newcomer, and each 10 minutes.

    A queue can be short of facts that were returned, dropped or misrouted, or told before it was
    there; the log is not.
    """

    def __init__(self, pullers: Sequence[Puller], stop: threading.Event) -> None:
        self._pullers = pullers
        self._stop = stop

    def step(self) -> None:
        """Read every log to its end, then rest.

        Raises:
            Unavailable: a producer cannot be read just now.

        """
        for each in self._pullers:
            while not self._stop.is_set() and each.step():
                pass
        # Not all workers of a deployment at one time.
        self._stop.wait(_EVERY_SECONDS * random.uniform(0.8, 1.2))  # noqa: S311 - no secret
