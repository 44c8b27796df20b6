"""Beside a broker: read the producers' logs now and then, and make good what it did not bring."""

import random
import threading
from collections.abc import Sequence

from chassis.bus.pull import Puller
from chassis.log import logger

_EVERY_SECONDS = 600.0

_log = logger("repair")


class Repair:
    """Reads on from the cursors at the start, which also teaches a newcomer, and each 10 minutes.

    A queue can be short of facts that were returned, dropped or misrouted, or told before it was
    there; the log is not.
    """

    def __init__(self, pullers: Sequence[Puller], stop: threading.Event) -> None:
        self._pullers = pullers
        self._stop = stop

    def step(self) -> None:
        """Read every log to its end, then rest; a log that cannot be read stops no other.

        Raises:
            Exception: what the first log that could not be read said, once all were tried.

        """
        failed = [error for each in self._pullers if (error := self._read(each))]
        if failed:
            raise failed[0]
        # Not all workers of a deployment at one time.
        self._stop.wait(_EVERY_SECONDS * random.uniform(0.8, 1.2))  # noqa: S311 - no secret

    def _read(self, puller: Puller) -> Exception | None:
        try:
            while not self._stop.is_set() and puller.step():
                pass
        except Exception as error:  # noqa: BLE001 - raised when all were tried
            _log.warning("log_not_read", source=puller.source, problem=type(error).__name__)
            return error
        return None
